/** Warnings in force, as the window shows them: each once, until it is put away or comes with other facts. */
import { createHash } from 'node:crypto';
import type { AppState } from '../../../shared/contract.ts';
import type { ErrorData } from '../../../shared/errors.ts';
import type { Preferences } from './preferences.ts';

type ShownNotice = AppState['notices'][number];

const MOST = 20;

export class Notices {
  readonly #preferences: Preferences;
  #shown: readonly ShownNotice[] = [];

  constructor(preferences: Preferences) {
    this.#preferences = preferences;
  }

  get shown(): readonly ShownNotice[] {
    return this.#shown;
  }

  add({ code, data }: { readonly code: string; readonly data: ErrorData }, at: number): void {
    const id = noticeId(code, data);
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
  }
}

function noticeId(code: string, data: ErrorData): string {
  const digest = createHash('sha256').update(JSON.stringify(data)).digest('hex');
  return `${code}:${digest.slice(0, 12)}`;
}
