/** A conversation as a Markdown document. */
import type { ConversationMessage, ConversationPart, ConversationRole } from '../../shared/conversation.ts';
import { formatBytes } from '../../shared/format.ts';
import { fenced, htmlWords, plainWords, quoted } from './harmless-markdown.ts';

/** What stands above the conversation. */
export interface ExportHeader {
  readonly id: string;
  readonly title: string;
  readonly agent: string;
  readonly project: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
}

/** Piece by piece; together they are the document. */
export async function* markdownOf(
  header: ExportHeader,
  messages: AsyncIterable<ConversationMessage>,
): AsyncIterable<string> {
  yield headerText(header);
  let thread = '';
  for await (const message of messages) {
    const next = message.thread?.id ?? '';
    if (next !== thread && thread !== '') yield '\n</details>\n';
    if (next !== thread && next !== '') yield threadStart(message.thread?.title ?? '');
    thread = next;
    const body = message.parts.map((part) => partText(part)).filter((text) => text !== '');
    if (body.length > 0) yield `\n${[heading(message), ...body].join('\n\n')}\n`;
  }
  if (thread !== '') yield '\n</details>\n';
}

const AGENT_NAMES: Readonly<Record<string, string>> = { 'claude-code': 'Claude Code', codex: 'Codex' };

function headerText({ id, title, agent, project, startedAt, endedAt }: ExportHeader): string {
  const facts = [
    ['Agent', AGENT_NAMES[agent] ?? agent],
    ['Project', project],
    ['Time', [minute(startedAt), minute(endedAt)].filter(Boolean).join(' to ')],
    ['Session', id],
  ].flatMap(([name = '', value = '']) => (value === '' ? [] : [`- ${name}: ${plainWords(value)}`]));
  return `# ${plainWords(title) || 'Conversation'}\n\n${facts.join('\n')}\n`;
}

function threadStart(title: string): string {
  const words = htmlWords(title);
  return `\n<details>\n<summary>Sub-agent${words === '' ? '' : `: ${words}`}</summary>\n`;
}

const SPEAKERS: Readonly<Record<ConversationRole, string>> = {
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool',
  system: 'Note',
};

function heading({ role, at, thread }: ConversationMessage): string {
  const time = at === null ? '' : ` · ${minute(at)}`;
  return `${thread ? '####' : '##'} ${SPEAKERS[role]}${time}`;
}

/** `2026-11-20 09:03 UTC`; empty when it is no time. */
function minute(iso: string): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(iso);
  return found ? `${found[1]} ${found[2]} UTC` : '';
}

const CUT = '\n…';

function partText(part: ConversationPart): string {
  switch (part.kind) {
    case 'text':
      return quoted(part.text + (part.cut ? CUT : ''));
    case 'thinking':
      return '';
    case 'tool-call': {
      const name = `**${plainWords(part.name) || 'Tool'}**`;
      return part.input.trim() === '' ? name : `${name}\n\n${fenced(part.input + (part.cut ? CUT : ''))}`;
    }
    case 'tool-result': {
      const text = part.text.trim() === '' ? '(nothing)' : part.text + (part.cut ? CUT : '');
      return `${part.isError ? 'Failed:\n\n' : ''}${fenced(text)}`;
    }
    case 'image': {
      const about = [part.mediaType, part.size === null ? '' : formatBytes(part.size)].filter(Boolean);
      return `*Image${about.length > 0 ? ` (${plainWords(about.join(', '))})` : ''}*`;
    }
  }
}
