import { describe, expect, it } from 'vitest';
import { parseMemory, type SessionMemory, type Task } from '../../../shared/session.ts';
import {
  conflictKind,
  differences,
  differingFields,
  mergedMemory,
  type FieldChoices,
} from './conflict-fields.ts';

const AT = '2026-11-20T09:00:00.000Z';
const task = (id: string, status: Task['status']): Task => ({
  id,
  description: `task ${id}`,
  status,
  createdAt: AT,
});
const memory = (more: object): SessionMemory =>
  parseMemory({ id: 'mem_a', startedAt: AT, endedAt: AT, summary: 'Parser', tags: ['x'], ...more });

const transcript = (sha: string) => ({
  v: 1,
  agent: 'claude-code',
  agentSession: 'a1',
  device: 'laptop',
  session: 'mem_a',
  place: '',
  files: [{ path: 'main.jsonl', role: 'main', size: 3, sha256: sha.repeat(64) }],
  parts: [{ name: 'p1', size: 40, sha256: sha.repeat(64), segments: [{ file: 0, offset: 0, length: 3 }] }],
});

describe('where two versions differ', () => {
  it('is told field by field, lists with what they share', () => {
    const local = memory({ tags: ['x', 'mine'], tasks: [task('1', 'pending')], archived: true });
    const remote = memory({ tags: ['x', 'theirs'], tasks: [task('1', 'completed')], summary: 'Lexer' });
    expect(differences(local, remote)).toEqual([
      { field: 'summary', kind: 'text', local: 'Parser', remote: 'Lexer', common: [] },
      {
        field: 'tasks',
        kind: 'tasks',
        local: ['[pending] task 1'],
        remote: ['[completed] task 1'],
        common: [],
      },
      { field: 'tags', kind: 'list', local: ['x', 'mine'], remote: ['x', 'theirs'], common: ['x'] },
      { field: 'archived', kind: 'flag', local: true, remote: false, common: [] },
    ]);
    expect(differingFields(local, local)).toEqual([]);
  });

  it('is the memory, the conversation, or both', () => {
    const talk = (sha: string, more: object = {}) => memory({ transcript: transcript(sha), ...more });
    expect(conflictKind(memory({}), memory({ summary: 'Lexer' }))).toBe('memory');
    expect(conflictKind(talk('a'), talk('a', { summary: 'Lexer' }))).toBe('memory');
    expect(conflictKind(talk('a', { messagesCount: 3 }), talk('b', { messagesCount: 5 }))).toBe(
      'conversation',
    );
    expect(conflictKind(talk('a'), talk('b', { summary: 'Lexer' }))).toBe('both');
    expect(conflictKind(memory({}), talk('b', { summary: 'Lexer' }))).toBe('memory');
  });
});

describe('a merged memory', () => {
  const local = memory({
    tags: ['x', 'mine'],
    tasks: [task('1', 'in_progress'), task('2', 'completed')],
    tasksCompleted: 1,
    tasksPending: 1,
    extra1: 'l',
  });
  const remote = memory({
    summary: 'Lexer',
    tags: ['theirs', 'x'],
    tasks: [task('1', 'completed'), task('2', 'pending'), task('3', 'pending')],
    archivedAt: AT,
    extra1: 'r',
    extra2: 'r',
  });

  it('takes what was chosen, and else what is here', () => {
    const merged = mergedMemory(local, remote, { summary: 'remote', tags: 'union', archivedAt: 'remote' });
    expect(merged).toMatchObject({
      id: 'mem_a',
      summary: 'Lexer',
      tags: ['x', 'mine', 'theirs'],
      archivedAt: AT,
    });
    expect(merged.tasks).toEqual(local.tasks);
    expect(mergedMemory(remote, local, { archivedAt: 'remote' })).not.toHaveProperty('archivedAt');
  });

  it('keeps of each task the one that has come further, and counts them', () => {
    const merged = mergedMemory(local, remote, { tasks: 'union' });
    expect(merged.tasks.map(({ id, status }) => `${id} ${status}`)).toEqual([
      '1 completed',
      '2 completed',
      '3 pending',
    ]);
    expect([merged.tasksCompleted, merged.tasksPending]).toEqual([2, 1]);
    expect(mergedMemory(local, remote, { tasks: 'remote', tasksPending: 'local' }).tasksPending).toBe(1);
  });

  it('loses no key of a later version', () => {
    expect(mergedMemory(local, remote, {}).extra).toEqual({ extra1: 'l', extra2: 'r' });
  });

  it.each<[FieldChoices]>([
    [{ summary: 'union' }],
    [{ id: 'remote' }],
    [{ nothing: 'local' }],
    [JSON.parse('{"constructor": "remote"}') as FieldChoices],
  ])('cannot be made of %j', (choices) => {
    expect(() => mergedMemory(local, remote, choices)).toThrow('USAGE');
  });
});
