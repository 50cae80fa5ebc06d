import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Notices } from './notices.ts';
import { Preferences } from './preferences.ts';

const MISTAKE = { code: 'CONFIG_MALFORMED', data: { line: 3 } };
const POLLING = { code: 'WATCH_POLLING', data: { path: '/work' } };

let home: string;
let notices: Notices;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'cc-notices-'));
  notices = new Notices(new Preferences(home));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const codes = (of = notices): string[] => of.shown.map(({ code }) => code);

function putAway(): void {
  for (const { id } of notices.shown) notices.dismiss(id);
}

describe('a notice that was put away', () => {
  it('is not shown while it holds, also after a restart', () => {
    notices.add(MISTAKE, 1);
    putAway();
    notices.add(MISTAKE, 2);
    expect(codes()).toEqual([]);
    const later = new Notices(new Preferences(home));
    later.add(MISTAKE, 3);
    later.opened();
    expect(codes(later)).toEqual([]);
  });

  it('is shown again when the same comes back after it had gone', () => {
    notices.add(MISTAKE, 1);
    putAway();
    notices.clear();
    notices.opened();
    notices.add(MISTAKE, 2);
    expect(codes()).toEqual(['CONFIG_MALFORMED']);
  });

  it('stays away when the engine cannot have told of it yet', () => {
    notices.add(POLLING, 1);
    putAway();
    notices.clear();
    notices.opened();
    notices.add(POLLING, 2);
    expect(codes()).toEqual([]);
  });
});
