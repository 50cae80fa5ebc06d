/** Everything that a memory takes from the lines of one transcript, gathered line by line. */
import { toIsoDate } from '../../../shared/iso-date.ts';
import { countOf, listOf, objectOf, textOf } from '../jsonl/values.ts';
import { RecentKeys } from '../recent-keys.ts';
import { MESSAGE_LENGTH } from '../session-memory.ts';
import { cutText } from '../texts.ts';
import { spokenByUser, spokenInAttachment, type Spoken } from './spoken.ts';
import { ToolCalls } from './tool-calls.ts';
import { PASSED_OVER, type TranscriptLine } from './transcript-line.ts';

/** Lines and API messages remembered to recognise repetitions. */
const REMEMBERED = 8_000;
/** `summary` lines considered; old versions put many at the top of a file. */
const SUMMARY_LIMIT = 64;

interface SummaryLine {
  readonly text: string;
  readonly leaf: string;
}

export class SessionFacts {
  readonly tools = new ToolCalls();
  customTitle = '';
  aiTitle = '';
  /** First `cwd` of any line. */
  cwd = '';
  /** Last branch named. */
  branch = '';
  /** Model of the last answer. */
  model = '';
  /** First and last time of the conversation, ISO 8601; empty when no line has one. */
  startedAt = '';
  endedAt = '';
  firstPrompt = '';
  lastPrompt = '';
  lastAnswer = '';
  prompts = 0;
  answers = 0;
  /** Input and output tokens, each API message once. */
  tokens = 0;

  readonly #lines = new RecentKeys<true>(REMEMBERED);
  readonly #usage = new RecentKeys<{ input: number; output: number; answered: boolean }>(REMEMBERED);
  readonly #summaries: SummaryLine[] = [];
  readonly #ownLeaves = new Set<string>();
  #answerId = '';
  #command = '';

  /** Takes a line; `false` when its type is not known. */
  add(line: TranscriptLine): boolean {
    const type = textOf(line['type']);
    this.cwd ||= textOf(line['cwd']);
    if (type === 'user' || type === 'assistant' || type === 'attachment') {
      if (this.#isRepeated(textOf(line['uuid']))) return true;
      this.branch = textOf(line['gitBranch']) || this.branch;
      if (type === 'user') this.#user(line);
      else if (type === 'assistant') this.#assistant(line);
      else this.#spoken(line, spokenInAttachment(line));
      return true;
    }
    if (type === 'ai-title') this.aiTitle = textOf(line['aiTitle']) || this.aiTitle;
    else if (type === 'custom-title') this.customTitle = textOf(line['customTitle']) || this.customTitle;
    else if (type === 'summary') this.#summary(line);
    else return PASSED_OVER.has(type);
    return true;
  }

  /** The last summary of this conversation; else, as old versions mixed them up, the last of any. */
  get summary(): string {
    const own = this.#summaries.findLast(({ leaf }) => this.#ownLeaves.has(leaf) || this.#lines.get(leaf));
    return (own ?? this.#summaries.at(-1))?.text ?? '';
  }

  #isRepeated(uuid: string): boolean {
    if (uuid === '') return false;
    if (this.#lines.get(uuid)) return true;
    this.#lines.set(uuid, true);
    if (this.#summaries.some(({ leaf }) => leaf === uuid)) this.#ownLeaves.add(uuid);
    return false;
  }

  #summary(line: TranscriptLine): void {
    const text = textOf(line['summary']);
    if (text.trim() === '') return;
    this.#summaries.push({ text, leaf: textOf(line['leafUuid']) });
    if (this.#summaries.length > SUMMARY_LIMIT) this.#summaries.shift();
  }

  #user(line: TranscriptLine): void {
    this.#time(line);
    this.tools.results(listOf(objectOf(line['message'])['content']), line['toolUseResult']);
    this.#spoken(line, spokenByUser(line));
  }

  #spoken(line: TranscriptLine, spoken: Spoken): void {
    if (line['isSidechain'] === true || spoken.kind === 'machine') return;
    if (line['type'] === 'attachment') this.#time(line);
    if (spoken.kind === 'command') this.#command = spoken.text;
    else this.#prompt(spoken.text);
  }

  #prompt(text: string): void {
    this.#command = '';
    this.prompts++;
    if (text === '') return;
    this.firstPrompt ||= cutText(text, MESSAGE_LENGTH);
    this.lastPrompt = cutText(text, MESSAGE_LENGTH);
  }

  #assistant(line: TranscriptLine): void {
    this.#time(line);
    const message = objectOf(line['message']);
    const model = textOf(message['model']);
    const id = textOf(message['id']);
    const entry = this.#count(id, objectOf(message['usage']));
    const sidechain = line['isSidechain'] === true;
    const context = { at: this.endedAt, cwd: textOf(line['cwd']) || this.cwd, sidechain };
    const content = message['content'];
    const blocks = listOf(content).map(objectOf);
    for (const block of blocks) if (block['type'] === 'tool_use') this.tools.call(block, context);
    // `<synthetic>` stands for what the program itself put in the agent's place.
    if (sidechain || model === '<synthetic>' || line['isApiErrorMessage'] === true) return;
    if (this.#command !== '') this.#prompt(this.#command);
    this.model = model || this.model;
    if (!entry.answered) this.answers++;
    entry.answered = true;
    const texts = blocks.filter((block) => block['type'] === 'text').map((block) => textOf(block['text']));
    this.#answer(id, typeof content === 'string' ? content : texts.join('\n\n'));
  }

  /** One API message stands on several lines, one per content block. */
  #answer(id: string, text: string): void {
    if (text.trim() === '') return;
    const continued = id !== '' && id === this.#answerId;
    this.lastAnswer = cutText(continued ? `${this.lastAnswer}\n\n${text}` : text, MESSAGE_LENGTH);
    this.#answerId = id;
  }

  /** Usage repeats on every line of an API message; early lines may have a smaller count. */
  #count(id: string, usage: Readonly<Record<string, unknown>>): { answered: boolean } {
    const known = id === '' ? undefined : this.#usage.get(id);
    const entry = known ?? { input: 0, output: 0, answered: false };
    const input = Math.max(entry.input, countOf(usage['input_tokens']));
    const output = Math.max(entry.output, countOf(usage['output_tokens']));
    this.tokens += input - entry.input + output - entry.output;
    entry.input = input;
    entry.output = output;
    if (!known && id !== '') this.#usage.set(id, entry);
    return entry;
  }

  #time(line: TranscriptLine): void {
    const at = timeOf(line['timestamp']);
    if (at === '') return;
    if (this.startedAt === '' || at < this.startedAt) this.startedAt = at;
    if (at > this.endedAt) this.endedAt = at;
  }
}

/** ISO 8601 in UTC with milliseconds, so that text order is time order; empty when it is no sensible time. */
function timeOf(value: unknown): string {
  const iso = toIsoDate(textOf(value));
  return iso?.startsWith('2') ? iso : '';
}
