/**
 * Seeded sets of session memories. Sizes are log-normal; text compresses like that of real memories (about 8 times
 * with zstd -3 at 120 kB). A memory depends only on the seed and its number, so that any of them can be made alone.
 */
import { clause, filePath, normal, pick, prose, randomFrom } from './prose.mjs';

const SEED = 20261122;
/** Spread of the log-normal sizes: nine out of ten lie between a third and three times the median. */
const SIGMA = 0.65;
/** Milliseconds since 1970 of the first session. */
const EPOCH = Date.UTC(2026, 0, 5, 8);

/** `delayMs` is added to every round trip; `meanBytes` is of the memory's JSON. */
export const DATA_SETS = {
  '2000x120k': { count: 2_000, meanBytes: 120_000, delayMs: 0 },
  '10000x20k': { count: 10_000, meanBytes: 20_000, delayMs: 0 },
  '2500x20k-40ms': { count: 2_500, meanBytes: 20_000, delayMs: 40 },
};

/** The same shapes, small: to see that everything works, not to compare. */
export const QUICK_SETS = {
  '200x120k': { count: 200, meanBytes: 120_000, delayMs: 0 },
  '1000x20k': { count: 1_000, meanBytes: 20_000, delayMs: 0 },
  '250x20k-40ms': { count: 250, meanBytes: 20_000, delayMs: 40 },
};

/** Name of memory `index`; sorts like a random one, as real ids do. */
export function idOf(index) {
  const random = randomFrom(SEED ^ Math.imul(index + 1, 0x9e3779b1));
  const part = () =>
    Math.floor(random() * 0x1000000)
      .toString(16)
      .padStart(6, '0');
  return `mem_${part()}${part()}${index.toString(16).padStart(5, '0')}`;
}

/** JSON bytes memory `index` should have, roughly. */
function sizeOf({ meanBytes }, random) {
  const size = meanBytes * Math.exp(SIGMA * normal(random) - (SIGMA * SIGMA) / 2);
  return Math.max(1_200, Math.min(size, 12 * meanBytes));
}

const iso = (millis) => new Date(millis).toISOString();

function taskAt(random, number, startedAt, files) {
  const createdAt = startedAt + number * 61_000 + Math.floor(random() * 60_000);
  const done = random() < 0.8;
  return {
    id: String(number + 1),
    description: clause(random),
    status: done ? 'completed' : pick(random, ['pending', 'in_progress', 'blocked']),
    createdAt: iso(createdAt),
    ...(done ? { completedAt: iso(createdAt + Math.floor(random() * 900_000)) } : {}),
    relatedFiles: Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(random, files)),
    notes: prose(random, files, 150 + random() * 700),
  };
}

/** Tasks whose JSON has about `length` characters. */
function tasksOf(random, length, startedAt, files) {
  const tasks = [];
  for (let size = 0; size < length;) {
    const task = taskAt(random, tasks.length, startedAt, files);
    tasks.push(task);
    size += JSON.stringify(task).length + 1;
  }
  return tasks;
}

function filesOf(random, root, size) {
  const count = Math.max(4, Math.floor(size / 900));
  return [...new Set(Array.from({ length: count }, () => filePath(random, root)))];
}

const sentences = (random, files, count) =>
  Array.from({ length: count }, () => prose(random, files, 60 + random() * 80));

/** The memory with this number, in its JSON form. */
export function memoryAt(set, index) {
  const random = randomFrom(SEED ^ Math.imul(index + 7, 0x85ebca6b));
  const size = sizeOf(set, random);
  const project = `project-${Math.floor(random() * 40)}`;
  const projectPath = `/home/dev/code/${project}`;
  const files = filesOf(random, projectPath, size);
  const startedAt = EPOCH + index * 1_800_000 + Math.floor(random() * 1_200_000);
  const minutes = 5 + Math.floor(random() * 170);
  const tasks = tasksOf(random, size * 0.66, startedAt, files);
  const completed = tasks.filter((task) => task.status === 'completed').length;
  const cut = Math.floor(files.length / 3);
  return {
    id: idOf(index),
    claudeSessionId: `${idOf(index).slice(4, 12)}-3c4d-4e5f-8a6b-${idOf(index).slice(4, 16)}`,
    projectPath,
    projectName: project,
    startedAt: iso(startedAt),
    endedAt: iso(startedAt + minutes * 60_000),
    duration: minutes,
    summary: clause(random),
    description: prose(random, files, size * 0.05),
    tasks,
    tasksCompleted: completed,
    tasksPending: tasks.length - completed,
    filesCreated: files.slice(0, cut),
    filesModified: files.slice(cut),
    filesDeleted: files.slice(0, Math.floor(cut / 5)),
    lastUserMessage: prose(random, files, 80 + size * 0.02),
    lastAssistantMessage: prose(random, files, size * 0.12),
    nextSteps: sentences(random, files, 3),
    keyDecisions: sentences(random, files, 4),
    blockers: sentences(random, files, 1),
    tokensUsed: Math.floor(random() * 400_000),
    messagesCount: Math.floor(random() * 300),
    toolCallsCount: Math.floor(random() * 900),
    tags: [project, pick(random, ['bugfix', 'feature', 'refactoring', 'release'])],
    archived: random() < 0.1,
    synced: false,
    logFile: `${projectPath}/.claude/${idOf(index)}.jsonl`,
  };
}

/** The same memory after one more piece of work. */
export function edited(memory, round) {
  const task = {
    id: `edit-${round}`,
    description: `Looked at it again, round ${round}`,
    status: 'completed',
    createdAt: memory.endedAt,
  };
  return { ...memory, summary: `${memory.summary} (${round})`, tasks: [...memory.tasks, task] };
}
