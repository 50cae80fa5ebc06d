import { describe, expect, it } from 'vitest';
import { ListLayout, type Group } from './list-layout.ts';

const group = (project: string, count: number): Group => ({
  project,
  name: project.slice(1),
  count,
  newestAt: '2026-11-22T10:00:00.000Z',
  onlyHere: false,
});

const GROUPS = [group('/a', 2), group('/b', 3), group('/c', 1)];

/** `/b` for a heading, the number among all sessions for a session. */
function written(layout: ListLayout): (string | number)[] {
  return Array.from({ length: layout.count }, (_, index) => {
    const item = layout.itemAt(index);
    if (!item) return 'nothing';
    return item.kind === 'group' ? item.group.project : item.session;
  });
}

describe('the list of sessions', () => {
  it('puts sessions below their projects', () => {
    expect(written(new ListLayout(GROUPS, new Set()))).toEqual(['/a', 0, 1, '/b', 2, 3, 4, '/c', 5]);
  });

  it('folds a project away, and others keep their sessions', () => {
    const layout = new ListLayout(GROUPS, new Set(['/b']));
    expect(written(layout)).toEqual(['/a', 0, 1, '/b', '/c', 5]);
    expect(layout.indexOfSession(3)).toBe(3);
    expect(layout.indexOfSession(5)).toBe(5);
    expect(layout.indexOfGroup('/c')).toBe(4);
  });

  it('finds every session where it stands', () => {
    const layout = new ListLayout(GROUPS, new Set());
    for (let index = 0; index < layout.count; index++) {
      const item = layout.itemAt(index);
      if (item?.kind === 'session') expect(layout.indexOfSession(item.session)).toBe(index);
    }
    for (const nowhere of [-1, 6, 100]) expect(layout.indexOfSession(nowhere)).toBe(-1);
    expect(layout.indexOfGroup('/nowhere')).toBe(-1);
  });

  it('tells which sessions are in sight', () => {
    const layout = new ListLayout(GROUPS, new Set(['/a']));
    expect(written(layout)).toEqual(['/a', '/b', 2, 3, 4, '/c', 5]);
    expect(layout.sessionsBetween(0, 1)).toBeNull();
    expect(layout.sessionsBetween(1, 3)).toEqual([2, 4]);
    expect(layout.sessionsBetween(-5, 50)).toEqual([2, 6]);
  });

  it('has room for empty lists and empty groups', () => {
    const empty = new ListLayout([], new Set());
    expect([empty.count, empty.itemAt(0), empty.indexOfSession(0)]).toEqual([0, null, -1]);
    const layout = new ListLayout([group('/a', 0), group('/b', 1)], new Set());
    expect(written(layout)).toEqual(['/a', '/b', 0]);
    expect(layout.indexOfSession(0)).toBe(2);
  });
});
