/** Two versions of a memory side by side: where they differ, and a third one chosen field by field. Pure. */
import type { CommandRequest, CommandResponse } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import type { SessionMemory, Task } from '../../../shared/session.ts';
import { transcriptContent } from '../../../shared/transcript.ts';

export type Difference = CommandResponse<'conflicts.show'>['differences'][number];
export type FieldChoices = Extract<CommandRequest<'conflicts.preview'>['merged'], object>;
type Kind = Difference['kind'];

/** Every field that can differ, in the order it is shown. */
const FIELDS = {
  summary: 'text',
  description: 'text',
  tasks: 'tasks',
  nextSteps: 'list',
  keyDecisions: 'list',
  blockers: 'list',
  tags: 'list',
  lastUserMessage: 'text',
  lastAssistantMessage: 'text',
  filesCreated: 'list',
  filesModified: 'list',
  filesDeleted: 'list',
  projectName: 'text',
  projectPath: 'text',
  startedAt: 'date',
  endedAt: 'date',
  duration: 'number',
  messagesCount: 'number',
  toolCallsCount: 'number',
  tokensUsed: 'number',
  tasksCompleted: 'number',
  tasksPending: 'number',
  archived: 'flag',
  archivedAt: 'date',
  claudeSessionId: 'text',
  logFile: 'text',
} as const satisfies Readonly<Partial<Record<keyof SessionMemory, Kind>>>;

type Field = keyof typeof FIELDS;
const NAMES = Object.keys(FIELDS) as Field[];

/** Fields that follow from the conversation: where it went on, they differ by themselves. */
const FOLLOWING: ReadonlySet<string> = new Set<Field>([
  'description',
  'tasks',
  'lastUserMessage',
  'lastAssistantMessage',
  'filesCreated',
  'filesModified',
  'filesDeleted',
  'endedAt',
  'duration',
  'messagesCount',
  'toolCallsCount',
  'tokensUsed',
  'tasksCompleted',
  'tasksPending',
  'logFile',
]);

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

export function differingFields(local: SessionMemory, remote: SessionMemory): Field[] {
  return NAMES.filter((field) => !isSame(local[field], remote[field]));
}

export function differences(local: SessionMemory, remote: SessionMemory): Difference[] {
  return differingFields(local, remote).map((field) => {
    const kind: Kind = FIELDS[field];
    const [mine, theirs] = [shown(local, field), shown(remote, field)];
    const common =
      Array.isArray(mine) && Array.isArray(theirs) ? mine.filter((entry) => theirs.includes(entry)) : [];
    return { field, kind, local: mine, remote: theirs, common };
  });
}

function shown(memory: SessionMemory, field: Field): string | number | boolean | string[] {
  if (field === 'tasks') return memory.tasks.map(({ status, description }) => `[${status}] ${description}`);
  return memory[field] ?? '';
}

export function conflictKind(
  local: SessionMemory,
  remote: SessionMemory,
): 'memory' | 'conversation' | 'both' {
  const [mine, theirs] = [local.transcript, remote.transcript];
  const parted =
    Boolean(mine && theirs) && !isSame(mine && transcriptContent(mine), theirs && transcriptContent(theirs));
  if (!parted) return 'memory';
  return differingFields(local, remote).every((field) => FOLLOWING.has(field)) ? 'conversation' : 'both';
}

/**
 * The memory that the choices make; a field that is not named is the local one. Counts of tasks follow the tasks
 * unless they were chosen themselves.
 * @throws USAGE for a field that is none, or a union of what is no list
 */
export function mergedMemory(
  local: SessionMemory,
  remote: SessionMemory,
  choices: FieldChoices,
): SessionMemory {
  const merged: SessionMemory = { ...local };
  const fields = merged as Record<string, unknown>;
  for (const [field, choice] of Object.entries(choices)) {
    if (!Object.hasOwn(FIELDS, field)) throw new AppError('USAGE', { problem: 'no-such-field', field });
    const name = field as Field;
    if (choice === 'remote') setField(fields, name, remote[name]);
    if (choice === 'union') fields[name] = unionOf(name, local, remote);
  }
  if (choices['tasks'] && choices['tasks'] !== 'local') countTasks(merged, choices);
  const extra = { ...remote.extra, ...local.extra };
  return Object.keys(extra).length > 0 ? { ...merged, extra } : merged;
}

function setField(fields: Record<string, unknown>, name: Field, value: unknown): void {
  if (value === undefined) delete fields[name];
  else fields[name] = value;
}

function unionOf(field: Field, local: SessionMemory, remote: SessionMemory): unknown {
  if (field === 'tasks') return unionOfTasks(local.tasks, remote.tasks);
  const [mine, theirs] = [local[field], remote[field]];
  if (!Array.isArray(mine) || !Array.isArray(theirs)) {
    throw new AppError('USAGE', { problem: 'no-list', field });
  }
  return [...new Set([...mine, ...theirs])];
}

/** How far a task has come. */
const PROGRESS = { pending: 0, blocked: 1, in_progress: 2, completed: 3 } as const;

/** Of a task that both have, the one that has come further. */
function unionOfTasks(local: readonly Task[], remote: readonly Task[]): Task[] {
  const theirs = new Map(remote.map((task) => [task.id, task]));
  const known = new Set(local.map(({ id }) => id));
  const mine = local.map((task) => {
    const other = theirs.get(task.id);
    return other && PROGRESS[other.status] > PROGRESS[task.status] ? other : task;
  });
  return [...mine, ...remote.filter(({ id }) => !known.has(id))];
}

function countTasks(memory: SessionMemory, choices: FieldChoices): void {
  const completed = memory.tasks.filter(({ status }) => status === 'completed').length;
  if (!choices['tasksCompleted']) memory.tasksCompleted = completed;
  if (!choices['tasksPending']) memory.tasksPending = memory.tasks.length - completed;
}
