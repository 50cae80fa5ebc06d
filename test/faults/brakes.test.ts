/** Changes that look like a mistake stop and ask; nothing has changed by then, and a person may go on. */
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/shared/errors.ts';
import { contentsById, session, sessions, type Answer, type TestDevice } from './testing/device.ts';
import { folderPlace, type Place } from './testing/place.ts';
import { errorOf, expectAllInStep, look, twoInStep } from './testing/world.ts';

const memories = sessions('a', 30);

async function expectStopped(
  place: Place,
  device: TestDevice,
  code: 'BRAKE_MASS_CHANGE' | 'BRAKE_EMPTY_BUCKET',
  says: RegExp,
): Promise<void> {
  const before = await look(place, device);
  const answer = await device.cli(['sync', '--json']);
  expect([answer.code, errorOf(answer).code]).toEqual([EXIT.brake, code]);
  expect(errorOf(answer).message).toMatch(says);
  const told: Answer = await device.cli(['sync']);
  const flag = code === 'BRAKE_MASS_CHANGE' ? 'mass-change' : 'empty-bucket';
  expect(told.err).toContain(`cc-sessions sync --accept ${flag}`);
  expect(await look(place, device)).toEqual(before);
}

describe('the brake for mass changes', () => {
  const edited = memories.map((memory, at) =>
    at < 15 ? { ...memory, summary: 'Edited by a script' } : memory,
  );

  it('stops before many sessions are overwritten; accepted, they are', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    laptop.save(...edited.slice(0, 15));
    await laptop.goodSync();
    await expectStopped(
      place,
      desktop,
      'BRAKE_MASS_CHANGE',
      /overwrite or remove 15 sessions of 30 at once.*nothing was done/,
    );
    const plan = JSON.parse((await desktop.cli(['sync', '--dry-run', '--json'])).out);
    expect([plan.brake, plan.losing]).toEqual(['BRAKE_MASS_CHANGE', 15]);
    expect((await desktop.cli(['sync', '--accept', 'empty-bucket'])).code, 'another brake').toBe(EXIT.brake);
    expect((await desktop.cli(['sync', '--accept', 'mass-change'])).code).toBe(EXIT.ok);
    await expectAllInStep([desktop, laptop], edited);
  });

  it('stops before many sessions are removed; accepted, they are, and can be brought back', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    await laptop.use(async (app) => {
      for (const { id } of memories.slice(0, 12)) await app.delete(id);
    });
    await laptop.goodSync();
    await expectStopped(place, desktop, 'BRAKE_MASS_CHANGE', /overwrite or remove 12 sessions of 30 at once/);
    expect((await desktop.cli(['sync', '--accept', 'mass-change'])).code).toBe(EXIT.ok);
    await expectAllInStep([desktop, laptop], memories.slice(12));
    await desktop.use((app) => app.undelete('mem_a000'));
    await expectAllInStep([desktop, laptop], [memories[0]!, ...memories.slice(12)]);
  });

  it('lets many new sessions pass', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories.slice(0, 2));
    laptop.save(...memories);
    await expectAllInStep([laptop, desktop], memories);
  });
});

describe('the brake for an empty bucket', () => {
  async function empty(place: Place, prefix: string): Promise<void> {
    for (const key of Object.keys((await look(place)).objects)) {
      if (key.startsWith(prefix)) await place.bucket.delete(key);
    }
  }

  it.each([
    ['in which nothing is left', ''],
    ['in which only the vault’s description is left', 'sessions/'],
  ])('%s: accepted, everything is uploaded again', async (_name, prefix) => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    await empty(place, prefix);
    for (const device of [laptop, desktop]) {
      await expectStopped(
        place,
        device,
        'BRAKE_EMPTY_BUCKET',
        /now it looks empty.*Nothing was removed here. Check bucket, prefix/,
      );
      expect(device.memories()).toEqual(contentsById(memories));
    }
    const accepted = await laptop.cli(['sync', '--accept', 'empty-bucket', '--json']);
    expect([accepted.code, JSON.parse(accepted.out).uploaded]).toEqual([EXIT.ok, memories.length]);
    await expectAllInStep([desktop, laptop], memories);
  });

  it('that was moved to another folder stops too, and comes back with the right setting', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    const own = { ...place.settings, encryption_key: place.keyHex, device_id: 'laptop' };
    laptop.configure({ ...own, prefix: 'elsewhere/' });
    laptop.save(session('mem_more'));
    await expectStopped(place, laptop, 'BRAKE_EMPTY_BUCKET', /Check bucket, prefix and access key/);
    laptop.configure(own);
    await expectAllInStep([laptop, desktop], [...memories, session('mem_more')]);
  });
});
