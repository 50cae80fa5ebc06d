/** Conversations where something is off: parts or rows gone, deletions, another name, a later version. */
import { cpSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { session } from './testing/device.ts';
import { digestOf, folderPlace, type Place } from './testing/place.ts';
import {
  begun,
  bucketOf,
  expectSettled,
  filesBelow,
  resume,
  rounds,
  stateOf,
} from './testing/shared-talk.ts';

describe('a deletion', () => {
  it('that was undone elsewhere does not take the conversation with it after 30 days', async () => {
    const place = await folderPlace();
    const { laptop, desktop, tablet, talk, id } = await begun(place);
    laptop.save(session('mem_clock'));
    await rounds(1, laptop, desktop);
    const bytes = talk.bytes(laptop);
    talk.sweep(laptop);
    await desktop.use((app) => app.delete(id));
    await rounds(1, desktop, laptop);
    await desktop.use((app) => app.undelete(id));
    await rounds(2, desktop, laptop);
    const later = new Date(Date.now() + 32 * 86_400_000);
    for (const file of filesBelow(path.join(bucketOf(place), 'sessions')))
      if (file.includes('mem_clock')) utimesSync(file, later, later);
    await rounds(2, laptop, desktop, tablet);
    await resume(tablet, id);
    expect(talk.bytes(tablet).equals(bytes)).toBe(true);
  });
});

describe('a deletion after 30 days', () => {
  /** Lets the server's clock, which is told by the newest memory, go on. */
  function daysPass(place: Place, days: number): void {
    const later = new Date(Date.now() + days * 86_400_000);
    for (const file of filesBelow(path.join(bucketOf(place), 'sessions')))
      if (file.includes('mem_clock')) utimesSync(file, later, later);
  }

  async function deleted() {
    const place = await folderPlace();
    const world = await begun(place);
    const { laptop, id } = world;
    laptop.save(session('mem_clock'));
    await laptop.goodSync();
    await laptop.use((app) => app.delete(id));
    await laptop.goodSync();
    return { ...world, place };
  }

  const left = async (place: Place, id: string): Promise<string[]> =>
    Object.keys(await digestOf(place)).filter((key) => key.includes(id) && !key.startsWith('tombstones/'));

  it('leaves no parts of a memory whose deletion was interrupted', async () => {
    const { laptop, place, id } = await deleted();
    expect((await left(place, id)).length).toBeGreaterThan(1);
    rmSync(path.join(bucketOf(place), 'sessions', 'laptop', `${id}.enc`));
    await laptop.goodSync();
    expect((await left(place, id)).length).toBeGreaterThan(0);
    daysPass(place, 32);
    await laptop.goodSync();
    await laptop.goodSync();
    expect(await left(place, id)).toEqual([]);
  });

  it('leaves parts whose memory is gone though nobody deleted it, and those of other devices', async () => {
    const { laptop, place, id } = await deleted();
    const parts = path.join(bucketOf(place), 'transcripts');
    for (const session of ['laptop/mem_lost', `desktop/${id}`])
      cpSync(path.join(parts, 'laptop', id), path.join(parts, session), { recursive: true });
    daysPass(place, 32);
    await rounds(3, laptop);
    const keys = Object.keys(await digestOf(place)).filter((key) => key.startsWith('transcripts/'));
    expect(keys.map((key) => key.split('/').slice(1, 3).join('/'))).toEqual([
      `desktop/${id}`,
      'laptop/mem_lost',
    ]);
  });
});

describe('a device', () => {
  it('with a new name does not name parts below it that are below the old one', async () => {
    const place = await folderPlace();
    const { laptop, desktop, talk, id } = await begun(place);
    laptop.configure({ ...place.settings, encryption_key: place.keyHex, device_id: 'renamed' });
    talk.say(laptop, 'Under a new name');
    talk.rest(laptop);
    await laptop.goodSync();
    await desktop.goodSync();
    await resume(desktop, id);
    expect(talk.bytes(desktop).equals(talk.bytes(laptop))).toBe(true);
  });

  it('sends its conversations again to a bucket that a person says is rightly empty', async () => {
    const place = await folderPlace();
    const { laptop, desktop, talk, id } = await begun(place);
    for (const directory of ['sessions', 'transcripts'])
      rmSync(path.join(bucketOf(place), directory), { recursive: true });
    expect((await laptop.cli(['sync', '--accept', 'empty-bucket'])).code).toBe(0);
    await rounds(1, laptop, desktop);
    await resume(desktop, id);
    expect(talk.bytes(desktop).equals(talk.bytes(laptop))).toBe(true);
  });

  it('sends again what is gone from the bucket when it is asked to verify', async () => {
    const place = await folderPlace();
    const { laptop, desktop, talk, id } = await begun(place);
    await rounds(1, desktop);
    rmSync(path.join(bucketOf(place), 'transcripts'), { recursive: true });
    await laptop.goodSync({ verify: true });
    await rounds(2, laptop, desktop);
    await resume(desktop, id);
    expect(talk.bytes(desktop).equals(talk.bytes(laptop))).toBe(true);
    await laptop.goodSync({ verify: true });
    talk.rest(desktop);
    await rounds(2, laptop, desktop);
    await expectSettled(laptop, desktop);
  });

  it('whose row was removed resumes what others made of it since', async () => {
    const place = await folderPlace();
    const { laptop, desktop, talk, id } = await begun(place);
    await desktop.goodSync();
    talk.sweep(laptop);
    const db = new DatabaseSync(laptop.indexDb);
    db.exec(`DELETE FROM sessions WHERE id = '${id}'`);
    db.close();
    await resume(desktop, id);
    talk.say(desktop, 'And on it goes');
    talk.rest(desktop);
    await desktop.goodSync();
    await laptop.goodSync();
    await resume(laptop, id);
    expect(talk.bytes(laptop).equals(talk.bytes(desktop))).toBe(true);
  });

  it('does not put its own in the place of a conversation that a later version wrote', async () => {
    const place = await folderPlace();
    const { laptop, talk, id } = await begun(place);
    const later = { v: 2, pages: ['not for this version'] };
    stateOf(laptop, (state) => {
      const baseline = state.baseline(id)!;
      state.transcripts.commitTranscripts({
        forgetBundles: [id],
        transcripts: [{ session: id, transcript: null }],
        state: { baselines: [{ ...baseline, stamp: '', contentHash: '', extra: { transcript: later } }] },
      });
    });
    talk.say(laptop, 'More');
    talk.rest(laptop);
    const report = await laptop.sync();
    expect(report.failures).toMatchObject([{ session: id, code: 'TRANSCRIPT_UNSUPPORTED' }]);
    const stored = { sessionId: id, deviceId: 'laptop' };
    const { extra, transcript } = await laptop.use((app) => app.downloadSession(stored));
    expect([extra, transcript]).toEqual([{ transcript: later }, undefined]);
  });
});
