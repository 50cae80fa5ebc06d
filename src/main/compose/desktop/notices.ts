/**
 * Warnings in force, as the window shows them: each once, until it is put away or comes with other facts. Putting one
 * away holds for as long as what it tells of: the same mistake made again later is told again.
 */
import { createHash } from 'node:crypto';
import type { AppState } from '../../../shared/contract.ts';
import type { ErrorData } from '../../../shared/errors.ts';
import type { Preferences } from './preferences.ts';

type ShownNotice = AppState['notices'][number];

const MOST = 20;

/** Told only some time after the engine was opened: that it is not told yet does not mean that it has gone. */
const TOLD_LATER: ReadonlySet<string> = new Set(['WATCH_POLLING']);

export class Notices {
  readonly #preferences: Preferences;
  #shown: readonly ShownNotice[] = [];
  /** Since the engine was opened. */
  #told = new Set<string>();

  constructor(preferences: Preferences) {
    this.#preferences = preferences;
  }

  get shown(): readonly ShownNotice[] {
    return this.#shown;
  }

  add({ code, data }: { readonly code: string; readonly data: ErrorData }, at: number): void {
    const id = noticeId(code, data);
    this.#told.add(id);
    if (this.#preferences.remembered.dismissed.includes(id)) return;
    const others = this.#shown.filter((notice) => notice.id !== id);
    this.#shown = [{ id, code, data, at }, ...others].slice(0, MOST);
  }

  dismiss(id: string): void {
    this.#shown = this.#shown.filter((notice) => notice.id !== id);
    const { dismissed } = this.#preferences.remembered;
    if (!dismissed.includes(id)) this.#preferences.remember({ dismissed: [...dismissed, id].slice(-200) });
  }

  /** Before the engine is opened anew: it tells again what still holds. */
  clear(): void {
    this.#shown = [];
    this.#told = new Set();
  }

  /** The engine is open and has told what holds: of all else that was put away, the cause has gone. */
  opened(): void {
    const { dismissed } = this.#preferences.remembered;
    const held = dismissed.filter((id) => this.#told.has(id) || TOLD_LATER.has(codeOf(id)));
    if (held.length < dismissed.length) this.#preferences.remember({ dismissed: held });
  }
}

function noticeId(code: string, data: ErrorData): string {
  const digest = createHash('sha256').update(JSON.stringify(data)).digest('hex');
  return `${code}:${digest.slice(0, 12)}`;
}

function codeOf(id: string): string {
  return id.slice(0, id.lastIndexOf(':'));
}
