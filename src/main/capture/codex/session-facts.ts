/** Everything that a memory takes from the lines of one rollout, gathered line by line. */
import { toIsoDate } from '../../../shared/iso-date.ts';
import { countOf, listOf, objectOf, textOf } from '../jsonl/values.ts';
import { MESSAGE_LENGTH } from '../session-memory.ts';
import { cutText } from '../texts.ts';
import { rolloutLine, type Fields, type RolloutLine } from './rollout-line.ts';
import { environmentDirectory, humanText, plainText, spokenContent } from './spoken.ts';
import { ToolCalls } from './tool-calls.ts';

/** Messages of one side of the conversation, as one kind of line tells them. */
class Said {
  count = 0;
  first = '';
  last = '';

  add(text: string): void {
    this.count++;
    if (text.trim() === '') return;
    this.first ||= cutText(text, MESSAGE_LENGTH);
    this.last = cutText(text, MESSAGE_LENGTH);
  }
}

export class SessionFacts {
  readonly tools = new ToolCalls();
  title = '';
  /** First working directory of any line. */
  cwd = '';
  branch = '';
  /** Model of the last turn. */
  model = '';
  /** First and last time of any line, ISO 8601; empty when none has one. */
  startedAt = '';
  endedAt = '';
  /** Another agent's thread began it. */
  subagent = false;

  #headed = false;
  #turnDirectory = '';
  /** What goes to the model, and what the program shows: the same words twice, in files that have both. */
  readonly #promptItems = new Said();
  readonly #promptEvents = new Said();
  readonly #answerItems = new Said();
  readonly #answerEvents = new Said();
  /** Words of the last event, to know it again in the other form that newer versions write. */
  #shown = '';
  /** Tokens of counts that were begun anew. */
  #spent = 0;
  #counted = 0;

  /** Takes a line; `false` when its type is not known. */
  add(record: Fields): boolean {
    const line = rolloutLine(record);
    if (!line) return false;
    this.#time(line.timestamp);
    this.#take(line);
    return true;
  }

  /** Files that have the events tell only by them who said what; the items then hold many notices too. */
  get prompts(): Said {
    return this.#promptEvents.count > 0 ? this.#promptEvents : this.#promptItems;
  }

  get answers(): Said {
    return this.#answerItems.count > 0 ? this.#answerItems : this.#answerEvents;
  }

  get tokens(): number {
    return this.#spent + this.#counted;
  }

  #take({ kind, payload }: RolloutLine): void {
    if (kind === 'head') this.#head(payload);
    else if (kind === 'turn') this.#turn(payload);
    else if (kind === 'item') this.#item(payload);
    else if (kind === 'event') this.#event(payload);
  }

  /** A thread that was forked has the heads of its ancestors after its own. */
  #head(head: Fields): void {
    if (this.#headed) return;
    this.#headed = true;
    this.#time(textOf(head['timestamp']));
    this.#moveTo(textOf(head['cwd']));
    this.branch = textOf(objectOf(head['git'])['branch']);
    const source = head['source'];
    this.subagent =
      head['thread_source'] === 'subagent' ||
      objectOf(source)['subagent'] !== undefined ||
      source === 'sub_agent';
  }

  #turn(turn: Fields): void {
    this.#moveTo(textOf(turn['cwd']));
    this.model = textOf(turn['model']) || this.model;
  }

  #moveTo(directory: string): void {
    this.cwd ||= directory;
    this.#turnDirectory = directory || this.#turnDirectory;
  }

  #item(item: Fields): void {
    if (item['type'] !== 'message') return this.tools.item(item, this.endedAt, this.#turnDirectory);
    if (item['role'] === 'assistant') {
      this.#shown = '';
      this.#answerItems.add(plainText(item['content']));
    } else if (item['role'] === 'user') {
      const prompt = spokenContent(item['content']);
      if (prompt !== null) this.#promptItems.add(prompt);
      else if (this.cwd === '') this.#moveTo(environmentDirectory(item));
    }
  }

  #event(event: Fields): void {
    switch (event['type']) {
      case 'user_message':
        return this.#prompted(textOf(event['message']), hasPicture(event));
      case 'item_completed':
        return this.#completed(objectOf(event['item']));
      case 'agent_message':
        return this.#answerEvents.add(textOf(event['message']));
      case 'token_count':
        return this.#count(objectOf(objectOf(event['info'])['total_token_usage']));
      case 'thread_name_updated':
        this.title = textOf(event['thread_name']);
        return;
      case 'patch_apply_end':
        return this.tools.patchEvent(event, this.#turnDirectory);
    }
  }

  #completed(item: Fields): void {
    if (item['type'] !== 'UserMessage') return;
    const content = item['content'];
    this.#prompted(plainText(content), spokenContent(content) !== null);
  }

  /** `picture`: it may be without words. */
  #prompted(message: string, picture: boolean): void {
    const text = humanText(message);
    if (text === '' ? !picture : text === this.#shown) return;
    this.#shown = text;
    this.#promptEvents.add(text);
  }

  /** The totals of the session so far; a resumed one may begin anew. Input counts without what was cached. */
  #count(usage: Fields): void {
    const input = countOf(usage['input_tokens']) - countOf(usage['cached_input_tokens']);
    const total = Math.max(0, input) + countOf(usage['output_tokens']);
    if (total === 0) return;
    if (total < this.#counted) this.#spent += this.#counted;
    this.#counted = total;
  }

  #time(value: string): void {
    const at = toIsoDate(value) ?? '';
    if (!at.startsWith('2')) return;
    if (this.startedAt === '' || at < this.startedAt) this.startedAt = at;
    if (at > this.endedAt) this.endedAt = at;
  }
}

function hasPicture(event: Fields): boolean {
  return listOf(event['images']).length + listOf(event['local_images']).length > 0;
}
