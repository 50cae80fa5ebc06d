/** Reads a conversation out of an agent's files, message by message: nothing but the message at hand is held. */
import type { ConversationMessage, ConversationPart, ConversationThread } from '../../shared/conversation.ts';
import { AppError } from '../../shared/errors.ts';
import type { BundleRole } from '../../shared/transcript.ts';
import { objectOf, textOf } from '../capture/jsonl/values.ts';
import { streamLines } from '../capture/restore/line-stream.ts';
import { claudeCodeLines } from './claude-code-lines.ts';
import { codexLines } from './codex-lines.ts';
import type { JsonLine, LineMessage, LineReader } from './line-message.ts';

/** A session's files, from a bucket or from this machine. */
export interface ConversationSource {
  /** `AgentAdapter.agent`. */
  readonly agent: string;
  readonly files: readonly { readonly path: string; readonly role: BundleRole }[];
  open(path: string): AsyncIterable<Buffer>;
}

/** Makes the reader for one file; `beside`: it is a sub-agent's. */
const READERS: Readonly<Record<string, (beside: boolean) => LineReader>> = {
  'claude-code': claudeCodeLines,
  codex: codexLines,
};

/**
 * The conversation in its order. A sub-agent's thread follows the message that its result came with; those that no
 * message names come at the end.
 * @throws AppError TRANSCRIPT_UNSUPPORTED {agent}, and whatever the source throws
 */
export async function* readConversation(source: ConversationSource): AsyncIterable<ConversationMessage> {
  const makeReader = Object.hasOwn(READERS, source.agent) ? READERS[source.agent] : undefined;
  if (!makeReader) throw new AppError('TRANSCRIPT_UNSUPPORTED', { agent: source.agent });
  const waiting = new Map(
    source.files.filter(({ role }) => role === 'subagent').map(({ path }) => [agentOf(path), path]),
  );
  for await (const { agents, ...message } of messagesOf(source.open('main.jsonl'), makeReader(false))) {
    yield { ...message, thread: null };
    for (const agent of agents) {
      const path = waiting.get(agent);
      if (path === undefined) continue;
      waiting.delete(agent);
      yield* threadOf(source, path, makeReader(true));
    }
  }
  for (const path of waiting.values()) yield* threadOf(source, path, makeReader(true));
}

/** `side/subagents/agent-a1.jsonl` is that of `a1`. */
function agentOf(path: string): string {
  return /(?:^|\/)agent-([^/]+)\.jsonl$/.exec(path)?.[1] ?? path;
}

async function* threadOf(
  source: ConversationSource,
  path: string,
  reader: LineReader,
): AsyncIterable<ConversationMessage> {
  const thread: ConversationThread = { id: path, title: await titleOf(source, path) };
  for await (const { agents: _agents, ...message } of messagesOf(source.open(path), reader)) {
    yield { ...message, thread };
  }
}

/** What is written about a sub-agent beside its transcript; far longer ones are no titles. */
async function titleOf(source: ConversationSource, path: string): Promise<string> {
  const about = path.replace(/\.jsonl$/, '.meta.json');
  if (!source.files.some((file) => file.path === about)) return '';
  for await (const { bytes } of streamLines(source.open(about))) {
    const fields = parsed(bytes);
    return textOf(fields?.['description']) || textOf(fields?.['agentType']);
  }
  return '';
}

/** The messages of one file; lines that belong together are one. */
async function* messagesOf(
  chunks: AsyncIterable<Buffer>,
  read: LineReader,
): AsyncIterable<Omit<LineMessage, 'group'>> {
  let open: LineMessage | null = null;
  for await (const { bytes, extent } of streamLines(chunks)) {
    const line = parsed(bytes);
    const found = line && read(line);
    if (!found) continue;
    const message = extent === 'whole' ? found : { ...found, parts: found.parts.map(unsure) };
    if (open && message.group !== '' && open.group === message.group) open = joined(open, message);
    else {
      if (open) yield ungrouped(open);
      open = message;
    }
  }
  if (open) yield ungrouped(open);
}

function joined(one: LineMessage, other: LineMessage): LineMessage {
  return { ...one, parts: [...one.parts, ...other.parts], agents: [...one.agents, ...other.agents] };
}

function ungrouped({ group: _group, ...message }: LineMessage): Omit<LineMessage, 'group'> {
  return message;
}

function parsed(bytes: Buffer): JsonLine | null {
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  if (!text.trimStart().startsWith('{')) return null;
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Long strings of the line were cut while it was read (capture/jsonl/shorten.ts); which ones is not known. */
function unsure(part: ConversationPart): ConversationPart {
  if (part.kind === 'image') return { ...part, size: null };
  const text = part.kind === 'tool-call' ? part.input : part.text;
  return { ...part, cut: part.cut || text.length >= CUT_LENGTH };
}

/** Characters that a cut string has at least: its bytes, each at most an escape of six for one. */
const CUT_LENGTH = Math.floor((64 * 1024) / 6) - 1;
