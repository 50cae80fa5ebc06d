/** `kill -9` at random moments on two devices that both upload and download, over a real S3 server. */
import { expect, it } from 'vitest';
import { contentsById, sessions, TestDevice } from './testing/device.ts';
import { killDuringSync, randomFrom, SEED } from './testing/kills.ts';
import { contentsOf, s3Place, sharedMinio } from './testing/place.ts';

const KILLS = 20;
const FILES = ['config.yml', 'device-id', 'index.db', 'sync.db'];

const minio = sharedMinio();

it(
  'twenty kills on two devices that both upload: one more round mends all',
  { timeout: 240_000 },
  async () => {
    const place = await s3Place(minio());
    const [laptop, desktop] = [new TestDevice('laptop', place), new TestDevice('desktop', place)];
    const [left, right] = [sessions('left', 250, 12_000), sessions('right', 250, 12_000)];
    laptop.save(...left);
    desktop.save(...right);
    const random = randomFrom(SEED);
    for (let kill = 0; kill < KILLS; kill += 1) {
      await killDuringSync(kill % 2 === 0 ? laptop : desktop, random, 80);
    }

    for (const device of [laptop, desktop, laptop]) await device.goodSync();

    const expected = contentsById([...left, ...right]);
    for (const device of [laptop, desktop]) {
      expect(device.memories(), `${device.name}, seed ${SEED}`).toEqual(expected);
      expect(device.files(), `${device.name}, seed ${SEED}`).toEqual(FILES);
      const again = await device.goodSync();
      expect(again).toMatchObject({ uploaded: 0, downloaded: 0, conflicts: 0, unchanged: 500 });
    }
    const keys = [...(await contentsOf(place)).keys()].filter((key) => key.startsWith('sessions/'));
    const names = [
      ...left.map(({ id }) => `sessions/laptop/${id}.enc`),
      ...right.map(({ id }) => `sessions/desktop/${id}.enc`),
    ];
    expect(keys.sort(), `seed ${SEED}`).toEqual(names.sort());
  },
);
