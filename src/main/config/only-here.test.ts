import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOnlyHere, writeOnlyHere } from './only-here.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'cc-only-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('sessions kept on this device', () => {
  it('are noted one by one, and let go', async () => {
    expect(readOnlyHere(home)).toEqual(new Set());
    await writeOnlyHere(home, 'mem_a', true);
    await writeOnlyHere(home, 'mem_b', true);
    await writeOnlyHere(home, 'mem_a', false);
    expect(readOnlyHere(home)).toEqual(new Set(['mem_b']));
  });

  it.each(['', '{}', 'mem_a'])('are not let go because the list is damaged: %j', async (text) => {
    await writeFile(path.join(home, 'only-here.json'), text);
    expect(() => readOnlyHere(home)).toThrow('STORE_UNREADABLE');
  });
});
