import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPath } from './open-path.ts';
import { smallFile } from './small-file.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cc-open-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('opening a path', () => {
  it('hands it to the system', async () => {
    const opened: string[] = [];
    await openPath({ openPath: async (each) => void opened.push(each) }, directory);
    expect(opened).toEqual([directory]);
  });

  it('says that it is not there, or that nothing opens it', async () => {
    const native = { openPath: () => Promise.reject(new Error('no application is registered')) };
    await expect(openPath(native, directory)).rejects.toMatchObject({
      code: 'PATH_UNOPENED',
      data: { path: directory },
    });
    const gone = path.join(directory, 'gone');
    await expect(openPath(native, gone)).rejects.toMatchObject({ data: { path: gone, problem: 'missing' } });
  });
});

describe('a file that was chosen', () => {
  it('is refused with its name when it cannot be read', async () => {
    const gone = path.join(directory, 'gone');
    await expect(smallFile(gone)).rejects.toMatchObject({ code: 'FILE_UNREADABLE', data: { path: gone } });
    await expect(smallFile(directory)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
