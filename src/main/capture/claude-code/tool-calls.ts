/** What the agent's tool calls did, judged by their results where the transcript has them. */
import { idOf, listOf, objectOf, textOf } from '../jsonl/values.ts';
import { FileLedger } from '../file-ledger.ts';
import { PendingCalls, type Settle } from '../pending-calls.ts';
import { removedPaths } from '../rm-command.ts';
import { TaskBook } from '../task-book.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A tool's answer. */
interface Result {
  readonly failed: boolean;
  /** `toolUseResult` of the line; empty when it is not certain to belong to this call. */
  readonly details: Fields;
  /** The beginning of the text that the agent was given. */
  readonly text: string;
}

export interface CallContext {
  /** Time of the line, ISO 8601 or empty. */
  readonly at: string;
  readonly cwd: string;
  /** A sub-agent's call: its files count, its task list is its own. */
  readonly sidechain: boolean;
}

export class ToolCalls {
  readonly files = new FileLedger();
  readonly tasks = new TaskBook();
  #count = 0;
  readonly #pending = new PendingCalls<Result>();

  get count(): number {
    return this.#count;
  }

  /** A `tool_use` block. */
  call(block: Fields, context: CallContext): void {
    const id = textOf(block['id']);
    if (this.#pending.isRepeated(id)) return;
    this.#count++;
    const settle = this.#begin(textOf(block['name']), objectOf(block['input']), context);
    if (settle) this.#pending.wait(id, settle);
  }

  /** The blocks of a `user` line that may hold `tool_result`s, and its `toolUseResult`. */
  results(blocks: readonly unknown[], toolUseResult: unknown): void {
    const found = blocks.map(objectOf).filter((block) => block['type'] === 'tool_result');
    for (const block of found) {
      this.#pending.settle(textOf(block['tool_use_id']), () => {
        const details = found.length === 1 ? objectOf(toolUseResult) : {};
        const failed = block['is_error'] === true || details['success'] === false;
        return { failed, details, text: contentText(block['content']) };
      });
    }
  }

  /** The transcript is over. */
  end(): void {
    this.#pending.end();
  }

  #begin(name: string, input: Fields, context: CallContext): Settle<Result> | null {
    const path = textOf(input['file_path']);
    switch (name) {
      case 'Read':
        return whenDone(() => this.files.seen(path));
      case 'Write':
        return whenDone((result) => this.#wrote(path, result));
      case 'Edit':
      case 'MultiEdit':
        return whenDone(() => this.files.modified(path));
      case 'NotebookEdit':
        return whenDone(() => this.files.modified(textOf(input['notebook_path']) || path));
      case 'Bash':
        return this.#bash(textOf(input['command']), context.cwd);
      default:
        return context.sidechain ? null : this.#beginTask(name, input, context.at);
    }
  }

  #beginTask(name: string, input: Fields, at: string): Settle<Result> | null {
    if (name === 'TodoWrite') return whenDone(() => this.tasks.todoWrite(input, at));
    if (name === 'TaskUpdate') {
      const undo = this.tasks.taskUpdate(input, at);
      return (result) => result?.failed && undo();
    }
    if (name !== 'TaskCreate') return null;
    const { numbered, undo } = this.tasks.taskCreate(input, at);
    return (result) => {
      if (!result) return;
      if (result.failed) return undo();
      const number = idOf(objectOf(result.details['task'])['id']) || /#(\d+)/.exec(result.text)?.[1];
      if (number) numbered(number);
    };
  }

  #wrote(path: string, result: Result | null): void {
    const kind = result?.details['type'];
    if (kind === 'create' || result?.text.startsWith('File created successfully')) this.files.created(path);
    else if (kind === 'update' || /has been updated/.test(result?.text ?? '')) this.files.modified(path);
    else this.files.written(path);
  }

  #bash(command: string, cwd: string): Settle<Result> | null {
    const removed = removedPaths(command, cwd);
    if (!removed) return null;
    return (result) => {
      if (!result || result.failed) return;
      const certain = removed.paths.filter((path) => removed.proven || this.files.knows(path));
      for (const path of certain) this.files.deleted(path);
    };
  }
}

function whenDone(act: (result: Result | null) => void): Settle<Result> {
  return (result) => {
    if (!result?.failed) act(result);
  };
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  return listOf(content)
    .map((part) => textOf(objectOf(part)['text']))
    .join('\n');
}
