/**
 * `kill -9` during a sync of 500 sessions, twenty times at random moments, then one more sync: both devices hold
 * all 500, equal to the byte, and nothing unfinished lies about.
 */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { contentsById, sessions, TestDevice } from './testing/device.ts';
import { killDuringSync, randomFrom, SEED } from './testing/kills.ts';
import { folderPlace } from './testing/place.ts';

const KILLS = 20;
const FILES = ['config.yml', 'device-id', 'index.db', 'sync.db'];

it(
  'twenty kills during a sync of 500 sessions: one more sync each mends all',
  { timeout: 240_000 },
  async () => {
    const place = await folderPlace();
    const everything = sessions('', 500, 12_000);
    const [laptop, desktop] = [new TestDevice('laptop', place), new TestDevice('desktop', place)];
    laptop.save(...everything);
    const random = randomFrom(SEED);
    for (let kill = 0; kill < KILLS; kill += 1) {
      await killDuringSync(kill % 2 === 0 ? laptop : desktop, random, 90);
    }

    await laptop.goodSync();
    await desktop.goodSync();

    const expected = contentsById(everything);
    for (const device of [laptop, desktop]) {
      expect(device.memories(), `${device.name}, seed ${SEED}`).toEqual(expected);
      expect(device.files(), `${device.name}, seed ${SEED}`).toEqual(FILES);
    }
    const inBucket = readdirSync(String(place.settings['bucket']), { recursive: true, encoding: 'utf8' });
    const objects = [
      'vault.json',
      'devices/desktop.enc',
      'devices/laptop.enc',
      ...everything.map(({ id }) => `sessions/laptop/${id}.enc`),
    ];
    const directories = ['devices', 'sessions', 'sessions/laptop'];
    expect(inBucket.sort(), `seed ${SEED}`).toEqual([...objects, ...directories].sort());
    for (const device of [laptop, desktop]) {
      const again = await device.goodSync();
      expect(again).toMatchObject({ uploaded: 0, downloaded: 0, conflicts: 0, unchanged: 500 });
    }
  },
);
