/** Two machines with one device id: noticed by the install id, said, nothing overwritten, and two ways out. */
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/shared/errors.ts';
import { tempDirectory } from './testing/cleanup.ts';
import { contentsById, session, sessions, TestDevice } from './testing/device.ts';
import { folderPlace, type Place } from './testing/place.ts';
import { errorOf, expectAllInStep, look, twoInStep } from './testing/world.ts';

const memories = sessions('a', 5);
const [onLaptop, onClone] = [session('mem_laptop'), session('mem_clone')];

/** A copy of the whole home on another machine, as a cloned disk is. */
function cloneOf(device: TestDevice, place: Place): TestDevice {
  const home = path.join(tempDirectory(), '.cc-sessions');
  cpSync(device.home, home, { recursive: true });
  return new TestDevice(device.name, place, { home });
}

/** A laptop that went on after it was cloned, and its clone, which has work of its own. */
async function clashing(): Promise<{
  place: Place;
  laptop: TestDevice;
  desktop: TestDevice;
  clone: TestDevice;
}> {
  const place = await folderPlace();
  const { laptop, desktop } = await twoInStep(place, memories);
  const clone = cloneOf(laptop, place);
  laptop.save(onLaptop);
  await laptop.goodSync();
  clone.save(onClone);
  return { place, laptop, desktop, clone };
}

async function expectClash(place: Place, device: TestDevice): Promise<void> {
  const before = await look(place, device);
  const answer = await device.cli(['sync', '--json']);
  expect([answer.code, errorOf(answer).code]).toEqual([EXIT.configuration, 'DEVICE_ID_CLASH']);
  expect(errorOf(answer).message).toMatch(
    /same device id “laptop”.*Nothing was uploaded.*Give this device a new id/,
  );
  const told = await device.cli(['sync']);
  expect(told.err).toMatch(/cc-sessions devices --new-id +This is a copy/);
  expect(told.err).toMatch(/cc-sessions devices --take-over +The other one is gone/);
  expect(await look(place, device)).toEqual(before);
}

describe('a clone of a device', () => {
  it('is stopped before it writes, and a new id leads out', async () => {
    const { place, laptop, desktop, clone } = await clashing();
    await expectClash(place, clone);
    const renamed = await clone.cli(['devices', '--new-id', '--json']);
    const { deviceId, before } = JSON.parse(renamed.out);
    expect([renamed.code, before]).toEqual([EXIT.ok, 'laptop']);
    expect(deviceId).not.toBe('laptop');
    expect(readFileSync(clone.configFile, 'utf8')).toMatch(/device_id: "?auto"?\n/);
    await expectAllInStep([clone, laptop, desktop], [...memories, onLaptop, onClone]);
    const ids = (await desktop.use((app) => app.devices())).map(({ device }) => device);
    expect(ids.sort()).toEqual(['desktop', 'laptop', deviceId].sort());
  });

  it('may take the id over, and then the first one is stopped', async () => {
    const { place, laptop, desktop, clone } = await clashing();
    await expectClash(place, clone);
    expect((await clone.cli(['devices', '--take-over', '--json'])).code).toBe(EXIT.ok);
    await expectAllInStep([clone, desktop], [...memories, onLaptop, onClone]);
    laptop.save(session('mem_late'));
    await expectClash(place, laptop);
    expect((await laptop.cli(['devices', '--new-id', '--json'])).code).toBe(EXIT.ok);
    await expectAllInStep([laptop, clone, desktop], [...memories, onLaptop, onClone, session('mem_late')]);
  });

  it.each(['--new-id', '--take-over'])(
    'after %s, what both edited is a conflict with both kept',
    async (way) => {
      const { place, laptop, desktop, clone } = await clashing();
      const edited = (who: string) => session('mem_a000', { summary: `Edited on the ${who}` });
      laptop.save(edited('laptop'));
      await laptop.goodSync();
      clone.save(edited('clone'));
      await expectClash(place, clone);
      expect((await clone.cli(['devices', way, '--json'])).code).toBe(EXIT.ok);
      expect((await clone.goodSync()).conflicts).toBe(1);
      const [conflict] = await clone.use((app) => app.conflicts());
      expect([conflict!.local.memory.summary, conflict!.remote.memory.summary]).toEqual([
        'Edited on the clone',
        'Edited on the laptop',
      ]);
      const resolved = JSON.parse((await clone.cli(['resolve', 'mem_a000', '--keep', 'both', '--json'])).out);
      for (const device of [clone, desktop, clone]) await device.goodSync();
      const summaries = (device: TestDevice) =>
        [resolved.session, resolved.fork].map((id) => (device.memories()[id] as { summary: string }).summary);
      for (const device of [clone, desktop]) {
        expect(summaries(device)).toEqual(['Edited on the clone', 'Edited on the laptop']);
      }
    },
  );

  it('that syncs first stops the original: whoever comes second is told', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    const clone = cloneOf(laptop, place);
    clone.save(onClone);
    await clone.goodSync();
    laptop.save(onLaptop);
    await expectClash(place, laptop);
    expect((await laptop.cli(['devices', '--new-id', '--json'])).code).toBe(EXIT.ok);
    await expectAllInStep([laptop, clone, desktop], [...memories, onLaptop, onClone]);
  });
});

describe('two new machines whose configs name one id', () => {
  it('do not overwrite each other: the second one is stopped at its first sync', async () => {
    const place = await folderPlace();
    const [first, second] = [new TestDevice('laptop', place), new TestDevice('laptop', place)];
    first.save(...memories);
    await first.goodSync();
    // The same session with another content, as if one had been carried over by hand and edited.
    second.save(session('mem_a000', { summary: 'of the second' }), onClone);
    await expectClash(place, second);
    expect(first.memories()).toEqual(contentsById(memories));
    expect((await second.cli(['devices', '--new-id', '--json'])).code).toBe(EXIT.ok);
    expect((await second.goodSync()).conflicts).toBe(1);
  });
});
