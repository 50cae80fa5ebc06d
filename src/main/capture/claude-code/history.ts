/**
 * Claude Code's prompt history, `<config>/history.jsonl`: every prompt that was typed, for the arrow keys. It is not
 * swept, so for old sessions it is all that is left. A line is `{display, pastedContents, timestamp, project,
 * sessionId?}`; versions before the end of 2025 did not write the session.
 */
import { join } from 'node:path';
import { parseMemory, type SessionMemory } from '../../../shared/session.ts';
import { readLines, type RawLine } from '../jsonl/read-lines.ts';
import { objectOf, textOf } from '../jsonl/values.ts';
import { PARTIAL_TAG, type HistoryRequest, type PromptGroup, type PromptHistory } from '../prompt-history.ts';
import {
  baseName,
  memoryIdOf,
  messageText,
  minutesBetween,
  plural,
  spell,
  SUMMARY_LENGTH,
} from '../session-memory.ts';
import { oneLine } from '../texts.ts';
import { AGENT, AGENT_NAME, memoryId } from './memory.ts';

/** To be raised with every change that makes another memory of the same prompts. */
const VERSION = `${AGENT}-history/1`;
/** Characters of prompts that a memory holds; the first ones when there are more. */
const MAX_CHARACTERS = 256 * 1024;
/** Between two prompts of a project without a session's id, this much says that another session began. */
const GAP_MS = 60 * 60 * 1000;

export function claudeHistory(configDirectory: string): PromptHistory {
  const path = join(configDirectory, 'history.jsonl');
  return { path, version: VERSION, read: (request) => readHistory(path, request) };
}

interface Prompt {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly project: string;
  readonly session: string;
}

/** What is gathered of a group before anyone wants it. */
interface Outline {
  readonly agentSession: string;
  readonly project: string;
  from: number;
  to: number;
  /** Something was said, not only commands of the program. */
  said: boolean;
}

/** Reads the file twice, so that the words of those sessions that nobody asks for are never held. */
async function readHistory(path: string, request: HistoryRequest): Promise<readonly SessionMemory[]> {
  const { size, signal, wants } = request;
  const outlines = new Map<string, Outline>();
  const first = new Grouping();
  await readPrompts(path, size, signal, (prompt) => addTo(outlines, first.keyOf(prompt), prompt));
  const wanted = new Map<string, Gathered>();
  for (const [key, { said, ...outline }] of outlines) {
    const group = { id: idOf(key, outline.agentSession), ...outline };
    if (said && wants(group)) wanted.set(key, new Gathered(group));
  }
  outlines.clear();
  if (wanted.size === 0) return [];
  const second = new Grouping();
  await readPrompts(path, size, signal, (prompt) => {
    wanted.get(second.keyOf(prompt))?.add(messageText(prompt.text));
  });
  return [...wanted.values()].map(partialMemory);
}

/** The prompts of a session that is to be recovered. */
class Gathered {
  readonly group: PromptGroup;
  readonly prompts: string[] = [];
  last = '';
  /** Prompts for which there was no room. */
  left = 0;
  #characters = 0;

  constructor(group: PromptGroup) {
    this.group = group;
  }

  add(prompt: string): void {
    this.last = prompt;
    this.#characters += prompt.length;
    if (this.#characters <= MAX_CHARACTERS) this.prompts.push(prompt);
    else this.left++;
  }
}

function addTo(outlines: Map<string, Outline>, key: string, prompt: Prompt): void {
  const { at, project, session } = prompt;
  let outline = outlines.get(key);
  if (!outline) {
    outline = { agentSession: session, project, from: at, to: at, said: false };
    outlines.set(key, outline);
  }
  outline.from = Math.min(outline.from, at);
  outline.to = Math.max(outline.to, at);
  outline.said ||= saysSomething(prompt.text);
}

/** Which prompts belong together: the same on every reading of the same lines. */
class Grouping {
  /** By project: the guessed session that is going on. */
  readonly #current = new Map<string, { key: string; at: number }>();

  keyOf({ session, project, at }: Prompt): string {
    if (session !== '') return `session ${session}`;
    const current = this.#current.get(project);
    const key = current && Math.abs(at - current.at) <= GAP_MS ? current.key : `guess ${project} ${at}`;
    this.#current.set(project, { key, at });
    return key;
  }
}

function idOf(key: string, agentSession: string): string {
  return agentSession === '' ? memoryIdOf(`${AGENT}-history`, key) : memoryId(agentSession);
}

async function readPrompts(
  path: string,
  size: number,
  signal: AbortSignal | undefined,
  take: (prompt: Prompt) => void,
): Promise<void> {
  const read = (line: RawLine) => {
    const prompt = promptOf(line);
    if (prompt) take(prompt);
  };
  await readLines(path, size, read, signal);
}

/** `null` for a line that is none, or has no words or no time. */
function promptOf({ bytes, start, end }: RawLine): Prompt | null {
  let line: Readonly<Record<string, unknown>>;
  try {
    line = objectOf(JSON.parse(bytes.toString('utf8', start, end)));
  } catch {
    return null;
  }
  const at = line['timestamp'];
  const text = withPastes(textOf(line['display']), objectOf(line['pastedContents'])).trim();
  // Times before 2020 or after 2100 are none.
  if (text === '' || typeof at !== 'number' || !(at > 1_577_836_800_000 && at < 4_102_444_800_000))
    return null;
  return { text, at: Math.floor(at), project: textOf(line['project']), session: textOf(line['sessionId']) };
}

/** `[Pasted text #1 +3 lines]` stands for `pastedContents["1"].content`; larger pastes are kept elsewhere, and swept. */
function withPastes(display: string, pastes: Readonly<Record<string, unknown>>): string {
  return display.replace(/\[Pasted text #(\d+)(?: \+\d+ lines?)?\]/g, (mark, number: string) => {
    const paste = Object.hasOwn(pastes, number) ? objectOf(pastes[number]) : {};
    return textOf(paste['content']) || mark;
  });
}

/** Commands that only steer the program, whatever stands behind them. */
const STEERING = new Set(
  (
    'add-dir agents bashes clear config context cost doctor effort exit export fast hooks ide login logout mcp memory' +
    ' model output-style permissions plugin quit rename resume rewind status statusline theme upgrade usage vim'
  )
    .split(' ')
    .map((name) => `/${name}`),
);

function saysSomething(text: string): boolean {
  const [, command, words = ''] = /^(\/[a-z][\w:-]*)(?:\s+([\s\S]*))?$/i.exec(text) ?? [];
  if (command === undefined) return !/^(?:exit|quit)$/i.test(text);
  return words.trim() !== '' && !STEERING.has(command.toLowerCase());
}

function partialMemory({ group, prompts, last, left }: Gathered): SessionMemory {
  const startedAt = new Date(group.from).toISOString();
  const endedAt = new Date(group.to).toISOString();
  const duration = minutesBetween(startedAt, endedAt);
  const projectName = baseName(group.project);
  const count = prompts.length + left;
  const where = projectName === '' ? '' : ` in ${oneLine(projectName, 100)}`;
  const belonging =
    group.agentSession === ''
      ? ' The history does not name their session; they followed each other closely.'
      : '';
  const intro =
    `Recovered from the prompt history of ${AGENT_NAME}: ${plural(count, 'prompt')}${where}, ${spell(duration)}. ` +
    `The transcript is gone, so what was answered and done is not known.${belonging}`;
  const listed = prompts.map((prompt, index) => `${index + 1}. ${prompt}`);
  if (left > 0) listed.push(`… and ${plural(left, 'more prompt')}.`);
  const said = prompts.filter(saysSomething);
  return parseMemory({
    id: group.id,
    claudeSessionId: group.agentSession,
    projectPath: group.project,
    projectName,
    startedAt,
    endedAt,
    duration,
    summary: oneLine(said[0] ?? prompts[0] ?? '', SUMMARY_LENGTH),
    description: [intro, ...listed].join('\n\n'),
    lastUserMessage: last,
    messagesCount: count,
    tags: [AGENT, PARTIAL_TAG],
  });
}
