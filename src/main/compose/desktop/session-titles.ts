/** What sessions are called, for people: looked up on this computer, never in the bucket. */
import { keptTitle, readTitle, type SessionTitle } from '../../engine/trash-title.ts';
import type { OpenEngine } from './engine-host.ts';

type Parts = Pick<OpenEngine['parts'], 'store' | 'state'>;

const UNKNOWN: SessionTitle = { summary: '', projectName: '' };

/** Of the row that is here, else what was kept when it was deleted; empty when nothing is known. */
export function titleOf({ store, state }: Parts, session: string): SessionTitle {
  const memory = readable(() => store.get(session)?.memory);
  if (memory) return { summary: memory.summary, projectName: memory.projectName };
  return readTitle(state, session) ?? UNKNOWN;
}

/** A row that cannot be read as a memory has no title, and is told of elsewhere. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const MOST = 200;

/** Sessions that were looked at and are only in the bucket: once deleted, nothing else here knows their names. */
export class SeenTitles {
  readonly #titles = new Map<string, SessionTitle>();

  add(session: string, title: SessionTitle): void {
    this.#titles.delete(session);
    this.#titles.set(session, title);
    const oldest = this.#titles.keys().next().value;
    if (this.#titles.size > MOST && oldest !== undefined) this.#titles.delete(oldest);
  }

  /** After a deletion: what the session was called is kept, unless the engine did so. */
  keep({ state }: Pick<Parts, 'state'>, session: string): void {
    const title = this.#titles.get(session);
    if (title && readTitle(state, session) === null) state.commit({ facts: keptTitle(session, title) });
  }
}
