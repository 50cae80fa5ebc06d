/**
 * Objects that were damaged in the bucket: the others go on, the damaged ones are shown, no row changes, and the
 * devices that still have the session heal the bucket.
 */
import { describe, expect, it } from 'vitest';
import { MAX_SESSION_BYTES } from '../../src/main/crypto/session-object.ts';
import { EXIT } from '../../src/shared/errors.ts';
import { contentsById, session, sessions, TestDevice } from './testing/device.ts';
import { contentsOf, folderPlace, s3Place, sharedMinio, type Place } from './testing/place.ts';
import { expectAllInStep, failuresOf, twoInStep } from './testing/world.ts';

const minio = sharedMinio();
const memories = sessions('a', 10);
const more = session('mem_more');

const keyOf = (id: string): string => `sessions/laptop/${id}.enc`;

/** Damages six of ten objects of the laptop, and leaves one under another name. */
async function damage(place: Place): Promise<void> {
  const contents = await contentsOf(place);
  const body = (id: string): Buffer => contents.get(keyOf(id))!;
  const put = (id: string, bytes: Uint8Array): Promise<void> => place.putRaw(keyOf(id), bytes);
  await put('mem_a000', body('mem_a000').subarray(0, 20));
  await put('mem_a001', body('mem_a001').subarray(0, -1));
  const flipped = Buffer.from(body('mem_a002'));
  flipped[flipped.length >> 1]! ^= 0x10;
  await put('mem_a002', flipped);
  await put('mem_a003', body('mem_a004'));
  await put('mem_a004', body('mem_a003'));
  await put('mem_a005', Buffer.alloc(0));
  await put('mem_renamed', body('mem_a006'));
  await place.bucket.delete(keyOf('mem_a006'));
}

const DAMAGED = [
  ['mem_a000', 'OBJECT_TRUNCATED'],
  ['mem_a001', 'OBJECT_UNDECRYPTABLE'],
  ['mem_a002', 'OBJECT_UNDECRYPTABLE'],
  ['mem_a003', 'OBJECT_MISPLACED'],
  ['mem_a004', 'OBJECT_MISPLACED'],
  ['mem_a005', 'OBJECT_TRUNCATED'],
  ['mem_renamed', 'OBJECT_MISPLACED'],
];
const SPARED = ['mem_a007', 'mem_a008', 'mem_a009'];

describe.each(['folder', 's3'] as const)('damaged objects in a bucket of kind %s', (kind) => {
  const makePlace = (): Promise<Place> => (kind === 'folder' ? folderPlace() : s3Place(minio()));

  it('are shown on a new device, which gets all others', async () => {
    const place = await makePlace();
    const laptop = new TestDevice('laptop', place);
    laptop.save(...memories);
    await laptop.goodSync();
    await damage(place);
    const tablet = new TestDevice('tablet', place);
    tablet.save(more);
    const answer = await tablet.cli(['sync', '--json']);
    const report = JSON.parse(answer.out);
    expect([answer.code, report.uploaded, report.downloaded]).toEqual([EXIT.someFailed, 1, 3]);
    expect(failuresOf(report)).toEqual(DAMAGED);
    expect(Object.keys(tablet.memories()).sort()).toEqual([...SPARED, 'mem_more'].sort());
    const status = await tablet.use((app) => app.status());
    expect([status.sessions.failed, failuresOf(status)]).toEqual([7, DAMAGED]);
    const told = await new TestDevice('phone', place).cli(['sync']);
    expect(told.out).toMatch(/mem_a000 +laptop +A stored session is incomplete/);
    expect(told.out.replaceAll(/\s+/g, ' ')).toMatch(/all other sessions go on as usual\./);
    await expectHealed(place, laptop, [tablet, new TestDevice('fresh', place)]);
  });

  it('leave the rows of a device alone that was in step, and it gives the bucket its own copies', async () => {
    const place = await makePlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    await damage(place);
    laptop.save(more);
    const report = await desktop.sync();
    expect(failuresOf(report)).toEqual(DAMAGED);
    expect(desktop.memories()).toEqual(contentsById(memories));
    expect([report.uploaded, report.conflicts]).toEqual([7, 0]);
    await expectHealed(place, laptop, [desktop]);
  });

  it('of the device’s own are uploaded again, and what cannot be its own is left', async () => {
    const place = await makePlace();
    const laptop = new TestDevice('laptop', place);
    laptop.save(...memories);
    await laptop.goodSync();
    const good = await contentsOf(place);
    await damage(place);
    const before = laptop.memories();
    const report = await laptop.sync();
    expect(report.uploaded).toBe(7);
    expect(laptop.memories()).toEqual(before);
    const healed = await contentsOf(place);
    expect([...healed.keys()].sort()).toEqual([...good.keys(), keyOf('mem_renamed')].sort());
    await expectHealed(place, laptop, [new TestDevice('fresh', place)]);
  });
});

/** The owner syncs, a person removes what lies under a wrong name, and everything is as it should be. */
async function expectHealed(place: Place, laptop: TestDevice, others: readonly TestDevice[]): Promise<void> {
  laptop.save(more);
  await laptop.sync();
  await place.bucket.delete(keyOf('mem_renamed'));
  await expectAllInStep([laptop, ...others], [...memories, more]);
}

describe('an object that is larger than a session can be', () => {
  it.each(['folder', 's3'] as const)('is not read, in a bucket of kind %s', async (kind) => {
    const place = kind === 'folder' ? await folderPlace() : await s3Place(minio());
    const { laptop, desktop } = await twoInStep(place, memories);
    const good = (await contentsOf(place)).get(keyOf('mem_a000'))!;
    await place.putRaw(keyOf('mem_a000'), Buffer.alloc(MAX_SESSION_BYTES + 1));
    desktop.save(more);
    const before = [laptop.rows(), desktop.memories()];
    const report = await desktop.sync();
    expect(failuresOf(report)).toEqual([['mem_a000', 'OBJECT_TOO_LARGE']]);
    expect(report.bytesDown, 'most of it stays where it is').toBeLessThan(MAX_SESSION_BYTES / 4);
    const told = await laptop.cli(['sync']);
    expect(told.code).toBe(EXIT.someFailed);
    expect(told.out.replaceAll(/\s+/g, ' ')).toMatch(
      /larger than a session can be.*remove it at your provider/,
    );
    expect([laptop.rows(), desktop.memories()]).toMatchObject(before);
    await place.putRaw(keyOf('mem_a000'), good);
    await expectAllInStep([laptop, desktop], [...memories, more]);
  });
});

describe('a damaged device card', () => {
  it('of its own is written anew, of another is left out, and syncing goes on', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    const card = (await contentsOf(place)).get('devices/laptop.enc')!;
    await place.putRaw('devices/laptop.enc', card.subarray(0, -1));
    desktop.save(more);
    await desktop.goodSync();
    expect((await desktop.use((app) => app.devices())).map(({ device }) => device)).toEqual(['desktop']);
    await expectAllInStep([laptop, desktop], [...memories, more]);
    const devices = await desktop.use((app) => app.devices());
    expect(devices.map(({ device }) => device).sort()).toEqual(['desktop', 'laptop']);
  });
});
