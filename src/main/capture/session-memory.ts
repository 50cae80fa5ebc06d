/** Makes the memory of a session out of what an adapter learnt of it: one wording for all agents. */
import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';
import { parseMemory, type SessionMemory } from '../../shared/session.ts';
import type { FileLedger } from './file-ledger.ts';
import type { BookedTask, TaskBook } from './task-book.ts';
import { cutText, oneLine } from './texts.ts';

/** Code points of a message that a memory keeps. */
export const MESSAGE_LENGTH = 4000;
/** Code points of a summary. */
export const SUMMARY_LENGTH = 120;
/** Code points of the first request in a description. */
const REQUEST_LENGTH = 280;

/** What an adapter learnt of one session. */
export interface SessionOutline {
  /** `AgentAdapter.agent`. */
  readonly agent: string;
  /** The agent's name for people. */
  readonly agentName: string;
  readonly agentSession: string;
  /** Of the main file, absolute. */
  readonly logFile: string;
  readonly projectPath: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Git branch; empty when none is known. `HEAD`, which git says where there is none, counts as none. */
  readonly branch: string;
  readonly model: string;
  /** Best first; the first that is not empty becomes the summary. */
  readonly titles: readonly string[];
  readonly firstPrompt: string;
  readonly lastPrompt: string;
  readonly lastAnswer: string;
  readonly prompts: number;
  readonly answers: number;
  readonly toolCalls: number;
  /** Input (without what came from a cache) and output. */
  readonly tokens: number;
  readonly files: FileLedger;
  readonly tasks: TaskBook;
  /** Besides the agent and the branch. */
  readonly tags?: readonly string[];
}

/** The same agent session always has the same memory, on every device and however often it is captured. */
export function memoryIdOf(agent: string, agentSession: string): string {
  const digest = createHash('sha256').update(`${agent}:${agentSession}`).digest('hex');
  return `mem_${digest.slice(0, 24)}`;
}

export function memoryOf(outline: SessionOutline): SessionMemory {
  const { agent, agentSession, projectPath, startedAt, endedAt } = outline;
  const tasks = outline.tasks.list();
  const files = outline.files.lists();
  const branch = outline.branch === 'HEAD' ? '' : oneLine(outline.branch, 200);
  return parseMemory({
    id: memoryIdOf(agent, agentSession),
    claudeSessionId: agentSession,
    projectPath,
    projectName: baseName(projectPath),
    startedAt,
    endedAt,
    duration: minutesBetween(startedAt, endedAt),
    summary: summaryOf(outline),
    description: describe(outline, branch),
    tasks: tasks.map((task) => taskOf(task, startedAt)),
    tasksCompleted: tasks.filter(({ status }) => status === 'completed').length,
    tasksPending: tasks.filter(({ status }) => status !== 'completed').length,
    filesCreated: files.created,
    filesModified: files.modified,
    filesDeleted: files.deleted,
    lastUserMessage: messageText(outline.lastPrompt),
    lastAssistantMessage: messageText(outline.lastAnswer),
    tokensUsed: outline.tokens,
    messagesCount: outline.prompts + outline.answers,
    toolCallsCount: outline.toolCalls,
    tags: [agent, ...(branch === '' ? [] : [`branch:${branch}`]), ...(outline.tags ?? [])],
    logFile: outline.logFile,
  });
}

export function messageText(text: string): string {
  return cutText(text.trim(), MESSAGE_LENGTH);
}

function taskOf(task: BookedTask, startedAt: string): Record<string, unknown> {
  return {
    id: task.id,
    description: task.description,
    status: task.status,
    createdAt: task.createdAt || startedAt,
    ...(task.status === 'completed' ? { completedAt: task.completedAt || task.createdAt || startedAt } : {}),
    ...(task.notes === '' ? {} : { notes: task.notes }),
  };
}

function summaryOf({ titles }: SessionOutline): string {
  return titles.map((title) => oneLine(title, SUMMARY_LENGTH)).find((title) => title !== '') ?? '';
}

/** A paragraph of plain facts, in one fixed wording. */
function describe(outline: SessionOutline, branchName: string): string {
  const place = baseName(outline.projectPath);
  const where = place === '' ? '' : ` in ${oneLine(place, 100)}`;
  const branch = branchName === '' ? '' : ` on branch ${branchName}`;
  const model = outline.model === '' ? '' : ` with ${oneLine(outline.model, 60)}`;
  const lasted = spell(minutesBetween(outline.startedAt, outline.endedAt));
  const sentences = [
    `${outline.agentName} session${where}${branch}${model}, ${lasted}.`,
    `${plural(outline.prompts, 'prompt')}, ${plural(outline.answers, 'answer')}, ${plural(outline.toolCalls, 'tool call')}.`,
    fileSentence(outline.files),
    taskSentence(outline.tasks),
  ];
  const request = oneLine(outline.firstPrompt, REQUEST_LENGTH);
  if (request !== '' && request !== summaryOf(outline)) sentences.push(`It began with: “${request}”`);
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function fileSentence(files: FileLedger): string {
  const { created, modified, deleted } = files.lists();
  const parts = [
    created.length > 0 ? `${plural(created.length, 'file')} created` : '',
    modified.length > 0 ? `${plural(modified.length, 'file')} changed` : '',
    deleted.length > 0 ? `${plural(deleted.length, 'file')} deleted` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.join(', ')}.`;
}

function taskSentence(book: TaskBook): string {
  const tasks = book.list();
  if (tasks.length === 0) return '';
  const done = tasks.filter(({ status }) => status === 'completed').length;
  return `${done} of ${plural(tasks.length, 'task')} done.`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function minutesBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
}

export function spell(minutes: number): string {
  if (minutes < 1) return 'under a minute';
  if (minutes < 60) return `${minutes} min`;
  const hours = `${Math.floor(minutes / 60)} h`;
  return minutes % 60 === 0 ? hours : `${hours} ${minutes % 60} min`;
}

/** Paths in a transcript are of the machine that wrote it, which may run another system. */
export function isWindowsPath(path: string): boolean {
  return /^[A-Za-z]:[\\/]|^\\\\/.test(path);
}

export function baseName(path: string): string {
  return isWindowsPath(path) ? win32.basename(path) : posix.basename(path);
}
