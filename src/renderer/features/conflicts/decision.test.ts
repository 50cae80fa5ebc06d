import { describe, expect, it } from 'vitest';
import {
  allOf,
  carriedOver,
  choicesFor,
  conflictItem,
  conflictOf,
  countByKind,
  keepOf,
  nextAfter,
  startingChoices,
  UNDECIDED,
  type Difference,
} from './decision.ts';
import { sideOf, taskText } from './list-diff.ts';

const difference = (field: string, kind: Difference['kind']): Difference => ({
  field,
  kind,
  local: kind === 'list' ? ['a', 'b', 'b'] : 'mine',
  remote: kind === 'list' ? ['b', 'c'] : 'theirs',
  common: kind === 'list' ? ['b'] : [],
});
const DIFFERENCES = [difference('summary', 'text'), difference('tags', 'list')];

describe('a decision', () => {
  it('begins with nothing chosen, and lists put together', () => {
    expect(keepOf(UNDECIDED)).toBeNull();
    expect(startingChoices(DIFFERENCES)).toEqual({ summary: 'local', tags: 'union' });
    expect(choicesFor(difference('tokensUsed', 'number'))).toEqual(['local', 'remote']);
  });

  it('is sent as what is kept, or field by field', () => {
    expect(keepOf({ keep: 'remote', merged: { summary: 'local' } })).toBe('remote');
    expect(keepOf({ keep: 'merged', merged: { summary: 'remote' } })).toEqual({
      merged: { summary: 'remote' },
    });
  });

  it('takes all fields of one side at once', () => {
    expect(allOf('remote', DIFFERENCES)).toEqual({ summary: 'remote', tags: 'remote' });
    expect(allOf('union', DIFFERENCES)).toEqual({ summary: 'local', tags: 'union' });
  });

  it('is carried over to versions that changed, as far as it still applies', () => {
    const before = { summary: 'remote', tags: 'local', blockers: 'union' } as const;
    expect(carriedOver(before, [...DIFFERENCES, difference('nextSteps', 'list')])).toEqual({
      summary: 'remote',
      tags: 'local',
      nextSteps: 'union',
    });
    expect(carriedOver({ summary: 'union' }, DIFFERENCES)).toMatchObject({ summary: 'local' });
  });
});

describe('the list of conflicts', () => {
  const conflicts = [
    { session: 'mem_1', device: 'a', kind: 'memory' },
    { session: 'mem_1', device: 'b', kind: 'both' },
    { session: 'mem_2', device: 'a', kind: 'both' },
  ] as const;

  it('finds a conflict by the address, or by its session alone', () => {
    for (const conflict of conflicts) expect(conflictOf(conflictItem(conflict), conflicts)).toBe(conflict);
    expect(conflictOf('mem_1', conflicts)).toBe(conflicts[0]);
    expect(conflictOf('mem_9', conflicts)).toBeUndefined();
    expect(conflictOf('mem_2/b', conflicts)).toBeUndefined();
  });

  it('goes on with what took the place of a decided one', () => {
    expect(nextAfter(['b', 'c'], 0)).toBe('b');
    expect(nextAfter(['a', 'b'], 2)).toBe('b');
    expect(nextAfter([], 0)).toBeUndefined();
  });

  it('counts by kind', () => {
    expect(countByKind(conflicts)).toEqual({ memory: 1, conversation: 0, both: 2 });
  });
});

describe('lists of two versions', () => {
  it('tell which entries the other has as well, as often as it has them', () => {
    expect(sideOf(difference('tags', 'list'), 'local')).toEqual([
      { text: 'a', where: 'local' },
      { text: 'b', where: 'both' },
      { text: 'b', where: 'local' },
    ]);
    expect(sideOf(difference('tags', 'list'), 'remote')).toEqual([
      { text: 'b', where: 'both' },
      { text: 'c', where: 'remote' },
    ]);
  });

  it('name the state of a task in words', () => {
    const names = { in_progress: 'In progress' };
    expect(taskText('[in_progress] Write it down', names)).toBe('In progress: Write it down');
    expect(['[later] x', 'x', '[constructor] y'].map((text) => taskText(text, names))).toEqual([
      '[later] x',
      'x',
      '[constructor] y',
    ]);
  });

  it('take a text for a list of one', () => {
    expect(sideOf(difference('summary', 'text'), 'local')).toEqual([{ text: 'mine', where: 'local' }]);
    expect(sideOf({ ...difference('summary', 'text'), local: '' }, 'local')).toEqual([]);
  });
});
