/** The session's task list, from the tools with which the agent keeps it. */
import { idOf, listOf, objectOf, textOf } from './jsonl/values.ts';
import { RecentKeys } from './recent-keys.ts';

/** A task as far as known; `createdAt` is empty when no line before it had a time. */
export interface BookedTask {
  id: string;
  /** Order of appearance among its kind. */
  sequence: number;
  description: string;
  status: 'pending' | 'in_progress' | 'completed' | 'blocked';
  createdAt: string;
  completedAt: string;
  notes: string;
}

/** Tasks a memory holds; the latest ones when there are more. */
export const TASK_LIMIT = 1000;
/** Tasks followed while reading. */
const REMEMBERED = 4 * TASK_LIMIT;

/** What a later failure takes back. */
export type Undo = () => void;

function statusOf(value: unknown): BookedTask['status'] {
  return value === 'in_progress' || value === 'completed' || value === 'blocked' ? value : 'pending';
}

function setStatus(task: BookedTask, status: BookedTask['status'], at: string): void {
  if (status === 'completed' && task.status !== 'completed') task.completedAt = at;
  if (status !== 'completed') task.completedAt = '';
  task.status = status;
}

type Input = Readonly<Record<string, unknown>>;

/** One entry of a list that an agent writes anew as a whole. */
export interface ListedTask {
  /** Empty when the agent gives none. */
  readonly id: string;
  readonly content: unknown;
  readonly status: unknown;
}

/**
 * `replaceList` takes a whole list each time (Claude Code's TodoWrite, Codex's update_plan); TaskCreate and
 * TaskUpdate change one task by its number.
 */
export class TaskBook {
  #todos: BookedTask[] = [];
  /** Todos by what identifies them from one list to the next. */
  readonly #known = new RecentKeys<BookedTask>(REMEMBERED);
  #listed = 0;
  readonly #tasks = new Map<string, BookedTask>();
  #created = 0;

  /** TodoWrite `{todos: [{content, status, activeForm, id?}]}`. */
  todoWrite(input: Input, at: string): void {
    if (!Array.isArray(input['todos'])) return;
    const todos = listOf(input['todos']).map(objectOf);
    this.replaceList(
      todos.map(({ id, content, status }) => ({ id: idOf(id), content, status })),
      at,
    );
  }

  /** The last list wins; a task is known from one to the next by its id, else by its words. */
  replaceList(entries: readonly ListedTask[], at: string): void {
    const list: BookedTask[] = [];
    const seen = new Map<string, number>();
    for (const entry of entries) {
      const content = sentence(entry.content);
      if (content === '') continue;
      const name = entry.id === '' ? `text ${content}` : `id ${entry.id}`;
      const copy = seen.get(name) ?? 0;
      seen.set(name, copy + 1);
      const task = this.#todo(`${name} ${copy}`, at);
      task.description = content;
      setStatus(task, statusOf(entry.status), at);
      list.push(task);
    }
    this.#todos = list.slice(-TASK_LIMIT);
  }

  #todo(name: string, at: string): BookedTask {
    const known = this.#known.get(name);
    if (known) return known;
    const sequence = ++this.#listed;
    const task = newTask(`todo-${sequence}`, at, sequence);
    this.#known.set(name, task);
    return task;
  }

  /** TaskCreate `{subject, description, activeForm}`. `numbered` is to be told the number the tool answered. */
  taskCreate(input: Input, at: string): { numbered: (number: string) => void; undo: Undo } {
    const guess = ++this.#created;
    let key = guessedKey(guess);
    const subject = sentence(input['subject']);
    const detail = sentence(input['description']);
    const task = newTask(`task-${guess}`, at, guess);
    task.description = subject || detail;
    task.notes = subject === '' || detail === subject ? '' : detail;
    if (task.description !== '' && this.#tasks.size < REMEMBERED) this.#tasks.set(key, task);
    return {
      numbered: (number) => {
        if (!this.#tasks.delete(key)) return;
        key = number;
        task.id = `task-${number}`;
        this.#tasks.set(key, task);
      },
      undo: () => void this.#tasks.delete(key),
    };
  }

  /** TaskUpdate `{taskId, status?, subject?, description?}`; the status `deleted` removes the task. */
  taskUpdate(input: Input, at: string): Undo {
    const number = idOf(input['taskId']) || idOf(input['task_id']);
    const key = this.#tasks.has(number) ? number : guessedKey(number);
    const task = this.#tasks.get(key);
    if (!task) return () => undefined;
    const before = { ...task };
    task.description = sentence(input['subject']) || task.description;
    task.notes = sentence(input['description']) || task.notes;
    if (input['status'] === 'deleted') this.#tasks.delete(key);
    else if (textOf(input['status']) !== '') setStatus(task, statusOf(input['status']), at);
    return () => {
      Object.assign(task, before);
      this.#tasks.set(key, task);
    };
  }

  list(): readonly BookedTask[] {
    const tasks = [...this.#tasks.values()].sort((a, b) => a.sequence - b.sequence);
    return [...tasks, ...this.#todos].slice(-TASK_LIMIT);
  }
}

function sentence(value: unknown): string {
  return textOf(value).trim();
}

/** The tool counts from 1, so that is the number of a task whose answer is missing. */
function guessedKey(number: number | string): string {
  return `guessed ${number}`;
}

function newTask(id: string, at: string, sequence: number): BookedTask {
  return { id, sequence, description: '', status: 'pending', createdAt: at, completedAt: '', notes: '' };
}
