import { describe, expect, it } from 'vitest';
import type { SessionSummary } from '../../composed-app.ts';
import { SessionCatalog } from './session-catalog.ts';

const DAY = 24 * 60 * 60 * 1000;
const at = (day: number): string => new Date(Date.UTC(2026, 10, 1) + day * DAY).toISOString();

function summary(id: string, day: number, more: Partial<SessionSummary> = {}): SessionSummary {
  return {
    id,
    summary: id,
    projectName: 'demo',
    projectPath: '/work/demo',
    agent: 'claude-code',
    startedAt: at(day),
    endedAt: at(day),
    messagesCount: 1,
    tokensUsed: 1,
    archived: false,
    devices: ['laptop'],
    state: 'synced',
    ...more,
  };
}

const OTHER = { projectName: 'other', projectPath: '/work/other' };
const SESSIONS = [
  summary('e', 9),
  summary('d', 8, { ...OTHER, agent: 'codex', state: 'changed' }),
  summary('c', 7, { state: 'not-uploaded', devices: [] }),
  summary('b', 6, { ...OTHER, archived: true, devices: ['desk', 'laptop'] }),
  summary('a', 1, { projectPath: '', projectName: '', state: 'only-in-bucket', devices: ['desk'] }),
];

function catalog(sessions: readonly SessionSummary[] = SESSIONS, now = { at: 0 }) {
  let reads = 0;
  const list = async () => {
    reads += 1;
    return sessions;
  };
  const source = {
    list,
    self: 'laptop',
    expiring: () => new Map([['c', 5]]),
    isOnlyHere: (project: string) => project === '/work/other',
    deviceName: (device: string) => device.toUpperCase(),
  };
  return { catalog: new SessionCatalog(source, () => now.at), reads: () => reads };
}

const ids = (page: { sessions: readonly { id: string }[] }): string =>
  page.sessions.map(({ id }) => id).join('');

describe('the list of sessions', () => {
  it('is grouped by project, the newest first, and page by page', async () => {
    const { catalog: all, reads } = catalog();
    const page = await all.page({}, 0, 3);
    expect(page.groups).toEqual([
      { project: '/work/demo', name: 'demo', count: 2, newestAt: at(9), onlyHere: false },
      { project: '/work/other', name: 'other', count: 2, newestAt: at(8), onlyHere: true },
      { project: '', name: '', count: 1, newestAt: at(1), onlyHere: false },
    ]);
    expect([page.total, ids(page)]).toEqual([5, 'ecd']);
    expect(ids(await all.page({}, 3, 3))).toBe('ba');
    expect(reads()).toBe(1);
    expect(page.sessions.map(({ expiresAt }) => expiresAt)).toEqual([null, 5, null]);
  });

  it.each([
    [{ project: '/work/other' }, 'db'],
    [{ agent: 'codex' }, 'd'],
    [{ state: ['changed', 'not-uploaded'] as const }, 'cd'],
    [{ archived: true }, 'b'],
    [{ device: 'desk' }, 'ba'],
    [{ device: 'laptop' }, 'ecdb'],
    [{ from: Date.parse(at(7)), to: Date.parse(at(9)) }, 'cd'],
    [{ project: '/nowhere' }, ''],
  ])('can be filtered by %j', async (filter, expected) => {
    const wanted = 'state' in filter ? { state: [...filter.state] } : filter;
    expect([...ids(await catalog().catalog.page(wanted, 0, 10))].sort()).toEqual([...expected].sort());
  });

  it('counts what there is to filter by', async () => {
    const facets = await catalog().catalog.facets();
    expect(facets.devices).toEqual([
      { value: 'laptop', label: 'LAPTOP', count: 4 },
      { value: 'desk', label: 'DESK', count: 2 },
    ]);
    expect(facets.agents.map(({ value, count }) => `${value} ${count}`)).toEqual([
      'claude-code 4',
      'codex 1',
    ]);
    expect(facets.total).toBe(5);
  });

  it('is read again when something changed, or after a while', async () => {
    const now = { at: 0 };
    const { catalog: all, reads } = catalog(SESSIONS, now);
    await all.page({}, 0, 1);
    all.invalidate();
    await all.page({}, 0, 1);
    now.at = 60_000;
    await all.page({}, 0, 1);
    expect(reads()).toBe(3);
  });

  it('answers a page of ten thousand at once', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      summary(`s${index}`, index / 100, { projectPath: `/p${index % 40}` }),
    );
    const { catalog: all } = catalog(many);
    const first = await all.page({}, 0, 100);
    expect([first.total, first.groups.length, first.sessions.length]).toEqual([10_000, 40, 100]);
    expect((await all.pick(['s5', 's7', 'none'], { project: '/p5' })).size).toBe(1);
  });
});
