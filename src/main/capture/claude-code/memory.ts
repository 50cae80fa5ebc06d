/** Makes the memory of a session out of its facts. */
import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';
import { parseMemory, type SessionMemory } from '../../../shared/session.ts';
import type { SourceFile } from '../adapter.ts';
import { cutText, oneLine } from '../texts.ts';
import type { SessionFacts } from './session-facts.ts';
import type { BookedTask } from './task-book.ts';
import { MESSAGE_LENGTH } from './transcript-line.ts';

export const AGENT = 'claude-code';

/** Code points of a summary. */
const SUMMARY_LENGTH = 120;
/** Code points of the first request in a description. */
const REQUEST_LENGTH = 280;

/** The same agent session always has the same memory, on every device and however often it is captured. */
export function memoryId(agentSession: string): string {
  const digest = createHash('sha256').update(`${AGENT}:${agentSession}`).digest('hex');
  return `mem_${digest.slice(0, 24)}`;
}

/** `null` when nobody has said anything: commands, notices and a sub-agent's warming up make no session. */
export function makeMemory(facts: SessionFacts, file: SourceFile): SessionMemory | null {
  facts.tools.end();
  if (facts.prompts + facts.answers === 0) return null;
  const fileTime = new Date(file.mtimeMs).toISOString();
  const startedAt = facts.startedAt || fileTime;
  const endedAt = facts.endedAt || startedAt;
  const projectPath = facts.cwd || decodedDirectory(file.path);
  const tasks = facts.tools.tasks.list();
  const files = facts.tools.files.lists();
  const branch = facts.branch === 'HEAD' ? '' : oneLine(facts.branch, 200);
  return parseMemory({
    id: memoryId(file.agentSession),
    claudeSessionId: file.agentSession,
    projectPath,
    projectName: baseName(projectPath),
    startedAt,
    endedAt,
    duration: minutesBetween(startedAt, endedAt),
    summary: summaryOf(facts),
    description: describe(facts, { projectPath, startedAt, endedAt, branch }),
    tasks: tasks.map((task) => taskOf(task, startedAt)),
    tasksCompleted: tasks.filter(({ status }) => status === 'completed').length,
    tasksPending: tasks.filter(({ status }) => status !== 'completed').length,
    filesCreated: files.created,
    filesModified: files.modified,
    filesDeleted: files.deleted,
    lastUserMessage: messageText(facts.lastPrompt),
    lastAssistantMessage: messageText(facts.lastAnswer),
    tokensUsed: facts.tokens,
    messagesCount: facts.prompts + facts.answers,
    toolCallsCount: facts.tools.count,
    tags: branch === '' ? [AGENT] : [AGENT, `branch:${branch}`],
    logFile: file.path,
  });
}

function messageText(text: string): string {
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

function summaryOf(facts: SessionFacts): string {
  const titles = [facts.customTitle, facts.aiTitle, facts.summary, facts.firstPrompt, facts.lastAnswer];
  return titles.map((title) => oneLine(title, SUMMARY_LENGTH)).find((title) => title !== '') ?? '';
}

interface Frame {
  readonly projectPath: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly branch: string;
}

/** A paragraph of plain facts, in one fixed wording. */
function describe(facts: SessionFacts, frame: Frame): string {
  const place = baseName(frame.projectPath);
  const where = place === '' ? '' : ` in ${oneLine(place, 100)}`;
  const branch = frame.branch === '' ? '' : ` on branch ${frame.branch}`;
  const model = facts.model === '' ? '' : ` with ${oneLine(facts.model, 60)}`;
  const sentences = [
    `Claude Code session${where}${branch}${model}, ${spell(minutesBetween(frame.startedAt, frame.endedAt))}.`,
    `${plural(facts.prompts, 'prompt')}, ${plural(facts.answers, 'answer')}, ${plural(facts.tools.count, 'tool call')}.`,
    fileSentence(facts),
    taskSentence(facts),
  ];
  const request = oneLine(facts.firstPrompt, REQUEST_LENGTH);
  if (request !== '' && request !== summaryOf(facts)) sentences.push(`It began with: “${request}”`);
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function fileSentence(facts: SessionFacts): string {
  const { created, modified, deleted } = facts.tools.files.lists();
  const parts = [
    created.length > 0 ? `${plural(created.length, 'file')} created` : '',
    modified.length > 0 ? `${plural(modified.length, 'file')} changed` : '',
    deleted.length > 0 ? `${plural(deleted.length, 'file')} deleted` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.join(', ')}.`;
}

function taskSentence(facts: SessionFacts): string {
  const tasks = facts.tools.tasks.list();
  if (tasks.length === 0) return '';
  const done = tasks.filter(({ status }) => status === 'completed').length;
  return `${done} of ${plural(tasks.length, 'task')} done.`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function minutesBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
}

function spell(minutes: number): string {
  if (minutes < 1) return 'under a minute';
  if (minutes < 60) return `${minutes} min`;
  const hours = `${Math.floor(minutes / 60)} h`;
  return minutes % 60 === 0 ? hours : `${hours} ${minutes % 60} min`;
}

function baseName(path: string): string {
  return /^[A-Za-z]:[\\/]|^\\\\/.test(path) ? win32.basename(path) : posix.basename(path);
}

/**
 * The project that a directory below `projects/` stands for. Claude Code writes `-` for every character of the
 * path that is not a letter or digit, so this is a guess: only for transcripts without any `cwd`.
 */
function decodedDirectory(path: string): string {
  const name = /[\\/]([^\\/]+)[\\/][^\\/]+$/.exec(path)?.[1] ?? '';
  const drive = /^([A-Za-z])--/.exec(name);
  if (drive) return `${drive[1]}:\\${name.slice(3).replaceAll('-', '\\')}`;
  return name.startsWith('-') ? name.replaceAll('-', '/') : name;
}
