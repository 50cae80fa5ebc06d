/** A full disk, a limit on the size of files, a home that cannot be written to. */
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/shared/errors.ts';
import { contentsById, session, sessions, TestDevice } from './testing/device.ts';
import { folderPlace } from './testing/place.ts';
import { canMount, mountSmallDisk } from './testing/small-disk.ts';
import { errorOf, expectAllInStep, look, twoInStep } from './testing/world.ts';

const FREE_SPACE =
  /no space left.*Nothing that was there is lost. Free some space on the disk, then try again/;

describe.runIf(canMount())('a full disk', () => {
  it('under a folder bucket: whole objects stay, no half one is left, and space mends it', async () => {
    const disk = mountSmallDisk(600);
    const place = await folderPlace(path.join(disk.path, 'bucket'));
    const memories = sessions('a', 60, 20_000);
    const laptop = new TestDevice('laptop', place);
    laptop.save(...memories);
    const before = laptop.memories();
    const answer = await laptop.cli(['sync', '--json']);
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.someFailed, 'DISK_FULL']);
    expect(errorOf(answer).message).toMatch(FREE_SPACE);
    expect(laptop.memories()).toEqual(before);
    const files = readdirSync(disk.path, { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.includes('.tmp-'))).toEqual([]);
    disk.resize(8000);
    const whole = files.filter((file) => file.endsWith('.enc') && file.includes('mem_')).length;
    expect(whole).toBeGreaterThan(0);
    expect((await new TestDevice('desktop', place).goodSync()).downloaded).toBe(whole);
    await expectAllInStep([laptop, new TestDevice('phone', place)], memories);
  });

  it('under the home while sessions come in: what is stored is whole, and space mends it', async () => {
    const place = await folderPlace();
    const memories = sessions('a', 200, 20_000);
    const laptop = new TestDevice('laptop', place);
    laptop.save(...memories);
    await laptop.goodSync();
    const disk = mountSmallDisk(2500);
    const desktop = new TestDevice('desktop', place, { home: path.join(disk.path, 'home') });
    const before = await look(place, laptop);
    const answer = await desktop.cli(['sync', '--json']);
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.someFailed, 'DISK_FULL']);
    expect(errorOf(answer).message).toMatch(FREE_SPACE);
    expect(await look(place, laptop)).toEqual(before);
    disk.resize(32_000);
    expect(contentsById(memories)).toMatchObject(desktop.memories());
    await expectAllInStep([desktop, laptop], memories);
  });

  it('with ever less space left under both databases: nothing is lost, wherever it gives out', async () => {
    const place = await folderPlace();
    const disk = mountSmallDisk(6000);
    const laptop = new TestDevice('laptop', place, { home: path.join(disk.path, 'home') });
    const desktop = new TestDevice('desktop', place);
    const all = sessions('a', 40, 4000);
    laptop.save(...all);
    const codes = new Set<number | null>();
    const filler = path.join(disk.path, 'filler');
    for (const left of [2000, 800, 400, 200, 120, 60, 30, 8, 0]) {
      const [theirs, ours] = [session(`mem_down${left}`, {}, 9000), session(`mem_up${left}`, {}, 9000)];
      laptop.save(ours);
      desktop.save(theirs);
      all.push(ours, theirs);
      await desktop.goodSync();
      fill(filler, left);
      const answer = await laptop.cli(['sync', '--json']);
      codes.add(answer.code);
      if (answer.code !== EXIT.ok) expect(errorOf(answer).code, answer.out).toBe('DISK_FULL');
      rmSync(filler);
      await laptop.goodSync();
    }
    expect([...codes], 'some fitted, some did not').toEqual([EXIT.ok, EXIT.someFailed]);
    await expectAllInStep([desktop, laptop], all);
  });

  /** Leaves so many kilobytes. */
  function fill(file: string, left: number): void {
    const block = Buffer.alloc(4096, 'x');
    const blocks: Buffer[] = [];
    writeFileSync(file, '');
    try {
      for (;;) {
        writeFileSync(file, block, { flag: 'a' });
        blocks.push(block);
      }
    } catch {
      writeFileSync(file, Buffer.concat(blocks.slice(Math.ceil(left / 4))));
    }
  }
});

describe.runIf(canMount())('a disk that allows reading only', () => {
  it('under the home is said, and nothing is sent', async () => {
    const place = await folderPlace();
    const disk = mountSmallDisk(4000);
    const laptop = new TestDevice('laptop', place, { home: path.join(disk.path, 'home') });
    const memories = sessions('a', 3);
    laptop.save(...memories);
    disk.setReadOnly(true);
    const before = await look(place);
    const answer = await laptop.cli(['sync', '--json']);
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.configuration, 'HOME_UNWRITABLE']);
    expect(errorOf(answer).message).toMatch(/The disk allows reading only: check how it is mounted/);
    expect(await look(place)).toEqual(before);
    disk.setReadOnly(false);
    await expectAllInStep([laptop], memories);
  });

  it('under a folder bucket is said, and nothing is lost', async () => {
    const disk = mountSmallDisk(4000);
    const place = await folderPlace(path.join(disk.path, 'bucket'));
    const { laptop, desktop } = await twoInStep(place, sessions('a', 3));
    laptop.save(session('mem_more'));
    disk.setReadOnly(true);
    const before = await look(place, laptop, desktop);
    const answer = await laptop.cli(['sync', '--json']);
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.connection, 'KEY_READ_ONLY']);
    expect(await look(place, laptop, desktop)).toEqual(before);
    disk.setReadOnly(false);
    await expectAllInStep([laptop, desktop], [...sessions('a', 3), session('mem_more')]);
  });
});

describe('a folder bucket on a drive that is not connected', () => {
  it('is missed, not made anew, and found again', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, sessions('a', 3));
    laptop.save(session('mem_more'));
    const folder = String(place.settings['bucket']);
    const before = await look(place, laptop, desktop);
    renameSync(folder, `${folder}-away`);
    const answer = await laptop.cli(['sync', '--json']);
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.connection, 'BUCKET_MISSING']);
    expect(errorOf(answer).message).toMatch(
      /is not there. If it is on a drive or in the network, connect that/,
    );
    expect(existsSync(folder)).toBe(false);
    renameSync(`${folder}-away`, folder);
    expect(await look(place, laptop, desktop)).toEqual(before);
    await expectAllInStep([laptop, desktop], [...sessions('a', 3), session('mem_more')]);
  });
});

describe('a home whose place is taken', () => {
  it('is said with what to do, and nothing is sent', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, sessions('a', 3));
    laptop.save(session('mem_more'));
    const before = await look(place, laptop, desktop);
    const home = {
      CC_SESSIONS_HOME: path.join(laptop.configFile, 'home'),
      CC_SESSIONS_CONFIG: laptop.configFile,
    };
    const answer = await laptop.cli(['sync', '--json'], home);
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.configuration, 'HOME_UNWRITABLE']);
    expect(errorOf(answer).message).toMatch(/A part of its path is a file, not a folder: check the path/);
    expect(await look(place, laptop, desktop)).toEqual(before);
    await expectAllInStep([laptop, desktop], [...sessions('a', 3), session('mem_more')]);
  });
});

describe.runIf(process.platform !== 'win32')('a limit on the size of files', () => {
  it('that index.db meets while sessions come in ends the sync with an error, and lifted all arrives', async () => {
    const place = await folderPlace();
    const memories = sessions('a', 200, 20_000);
    const laptop = new TestDevice('laptop', place);
    laptop.save(...memories);
    await laptop.goodSync();
    const desktop = new TestDevice('desktop', place);
    const answer = await desktop.start(['sync', '--json'], {}, 'ulimit -f 2000').ended;
    expect(answer.signal).toBeNull();
    expect(errorOf(answer).code).toMatch(/DISK_FULL|STORE_UNREADABLE/);
    expect(contentsById(memories)).toMatchObject(desktop.memories());
    await expectAllInStep([desktop, laptop], memories);
  });
});
