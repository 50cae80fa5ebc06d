/** What Codex's tool calls did, judged by their answers where the rollout has them. */
import { FileLedger } from '../file-ledger.ts';
import { listOf, objectOf, textOf } from '../jsonl/values.ts';
import { PendingCalls, type Settle } from '../pending-calls.ts';
import { RecentKeys } from '../recent-keys.ts';
import { removedPaths } from '../rm-command.ts';
import { TaskBook } from '../task-book.ts';
import { filesOfPatch, filesOfSummary, resolvePath, type PatchedFile } from './patch.ts';
import type { Fields } from './rollout-line.ts';
import { plainText } from './spoken.ts';

/** A tool's answer. */
interface Answer {
  /** Its beginning. */
  readonly text: string;
  /** `null` when it does not say. */
  readonly exitCode: number | null;
}

/** Patches remembered, as an event and the tool's answer may both tell of one. */
const KNOWN_PATCHES = 20_000;

/** Items that are one call of a tool each. */
const CALLS: ReadonlySet<string> = new Set([
  'custom_tool_call',
  'function_call',
  'image_generation_call',
  'local_shell_call',
  'tool_search_call',
  'web_search_call',
]);

export class ToolCalls {
  readonly files = new FileLedger();
  readonly tasks = new TaskBook();
  readonly #pending = new PendingCalls<Answer>();
  readonly #patched = new RecentKeys<true>(KNOWN_PATCHES);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Takes a `response_item`; `at`: time of the line, `cwd`: working directory of the turn. */
  item(item: Fields, at: string, cwd: string): void {
    const type = textOf(item['type']);
    const id = textOf(item['call_id']);
    if (CALLS.has(type)) this.#call(type, id, item, at, cwd);
    else if (type.endsWith('_call_output')) this.#pending.settle(id, () => answerOf(item['output']));
  }

  /** Takes a `patch_apply_end` event: of a patch that a script applied nothing else tells. */
  patchEvent(event: Fields, cwd: string): void {
    if (event['success'] === true)
      this.#apply(textOf(event['call_id']), filesOfSummary(textOf(event['stdout'])), cwd);
  }

  /** The rollout is over. */
  end(): void {
    this.#pending.end();
  }

  #call(type: string, id: string, item: Fields, at: string, cwd: string): void {
    if (this.#pending.isRepeated(id)) return;
    this.#count++;
    const name = textOf(item['name']);
    const input = textOf(item['input']) || textOf(item['arguments']);
    if (type === 'local_shell_call') {
      const action = objectOf(item['action']);
      const words = listOf(action['command']).map(textOf);
      this.#shell(id, words, textOf(action['working_directory']), cwd);
    } else if (name === 'update_plan') this.#plan(parsed(input), at);
    else if (input.includes('*** Begin Patch')) this.#patch(id, input, cwd);
    else if (name === 'shell' || name === 'shell_command' || name === 'exec_command')
      this.#command(id, parsed(input), cwd);
  }

  #plan(input: Fields, at: string): void {
    const plan = input['plan'];
    if (!Array.isArray(plan)) return;
    const steps = listOf(plan).map(objectOf);
    this.tasks.replaceList(
      steps.map(({ step, status }) => ({ id: '', content: step, status })),
      at,
    );
  }

  #command(id: string, input: Fields, cwd: string): void {
    const command = input['cmd'] ?? input['command'];
    const words = typeof command === 'string' ? [command] : listOf(command).map(textOf);
    this.#shell(id, words, textOf(input['workdir']), cwd);
  }

  /** `words`: a program and its arguments, `bash -lc <script>`, or a script alone. */
  #shell(id: string, words: readonly string[], workdir: string, cwd: string): void {
    const directory = workdir === '' ? cwd : resolvePath(cwd, workdir);
    const script = /^-\w*c$/.test(words[1] ?? '') ? (words[2] ?? '') : words.join(' ');
    const removed = removedPaths(script, directory);
    if (!removed) return;
    this.#pending.wait(id, (answer) => {
      if (answer?.exitCode !== 0) return;
      const certain = removed.paths.filter((path) => removed.proven || this.files.knows(path));
      for (const path of certain) this.files.deleted(path);
    });
  }

  #patch(id: string, input: string, cwd: string): void {
    const fields = parsed(input);
    // A shell command may hold the patch; its text is only certain to be whole where JSON could be parsed.
    const text = [textOf(fields['input']), textOf(fields['patch']), scriptOf(fields), input].find(
      (candidate) => candidate.includes('*** Begin Patch'),
    );
    const directory = textOf(fields['workdir']) === '' ? cwd : resolvePath(cwd, textOf(fields['workdir']));
    const files = filesOfPatch(text ?? '');
    const settle: Settle<Answer> = (answer) => {
      const told = answer ? filesOfSummary(answer.text) : [];
      if (answer && told.length === 0 && !isDone(answer)) return;
      const named = new Set(files.map(({ path }) => path));
      this.#apply(id, [...files, ...told.filter(({ path }) => !named.has(path))], directory);
    };
    this.#pending.wait(id, settle);
  }

  #apply(id: string, files: readonly PatchedFile[], directory: string): void {
    if (id !== '' && this.#patched.get(id)) return;
    if (id !== '') this.#patched.set(id, true);
    for (const { effect, path } of files) {
      const full = resolvePath(directory, path);
      if (effect === 'added') this.files.created(full);
      else if (effect === 'changed') this.files.modified(full);
      else this.files.deleted(full);
    }
  }
}

function scriptOf(fields: Fields): string {
  const command = fields['cmd'] ?? fields['command'];
  return typeof command === 'string' ? command : listOf(command).map(textOf).join('\n');
}

/** The object in a JSON text, as arguments are written; empty when it is none, or was cut. */
function parsed(text: string): Fields {
  if (!text.startsWith('{')) return {};
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function isDone({ text, exitCode }: Answer): boolean {
  return exitCode === null ? /^(?:Success|Done)\b/.test(text.trimStart()) : exitCode === 0;
}

/** A text, parts of one, or an object around it; inside, the old form was JSON again. */
function answerOf(output: unknown): Answer {
  const wrapper = objectOf(output);
  const text = plainText(output) || textOf(wrapper['content']) || textOf(wrapper['body']);
  const inner = parsed(text);
  const exitCode = objectOf(inner['metadata'])['exit_code'] ?? inner['exit_code'];
  if (typeof inner['output'] === 'string')
    return { text: inner['output'], exitCode: typeof exitCode === 'number' ? exitCode : null };
  return { text: text.replace(/^[\s\S]*?^Output:\n/m, ''), exitCode: toldExitCode(text) };
}

/** The heads that shells and scripts put above their output. */
function toldExitCode(text: string): number | null {
  if (text.startsWith('Script completed')) return 0;
  if (text.startsWith('Script failed')) return 1;
  const told = /(?:"exit_code": ?|^Exit code: |exited with code )(-?\d+)/m.exec(text)?.[1];
  return told === undefined ? null : Number(told);
}
