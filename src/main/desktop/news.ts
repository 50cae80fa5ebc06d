/** Which changes of the state are worth a notification: only what needs a person, and the first backup. Pure. */
import type { AppState, DesktopSettings } from '../../shared/contract.ts';
import { ERROR_TRAITS, type ErrorCode, type ErrorData } from '../../shared/errors.ts';
import type { Explain } from '../../shared/standing-words.ts';
import type { DesktopStrings } from '../../shared/strings/desktop.ts';

export interface News {
  readonly title: string;
  readonly body: string;
  /** Where a click leads. */
  readonly screen: 'overview' | 'conflicts';
}

/** What was told already, so that nothing is told twice. */
export interface NewsMemory {
  /** Since when it fails, milliseconds since 1970; `null`: it does not. */
  readonly troubleSince: number | null;
  readonly troubleTold: boolean;
}

export const NO_NEWS: NewsMemory = { troubleSince: null, troubleTold: false };

/** Milliseconds of trouble before it is told: what may pass by itself gets longer. */
const PATIENCE = { retryable: 60 * 60_000, fatal: 5 * 60_000 } as const;

export interface NewsInput {
  readonly before: AppState;
  readonly state: AppState;
  readonly memory: NewsMemory;
  readonly enabled: DesktopSettings['notifications'];
  readonly strings: DesktopStrings;
  readonly explain: Explain;
  readonly now: number;
}

/** To be asked with every change of the state, and by the clock: lasting is no change. */
export function newsOf(input: NewsInput): { readonly news: readonly News[]; readonly memory: NewsMemory } {
  const { before, state, enabled, strings } = input;
  const news: News[] = [];
  const words = strings.notifications;
  const conflicts = state.sessions.conflicts;
  if (enabled.conflict && before.engine === 'ready' && conflicts > before.sessions.conflicts) {
    news.push({ title: words.conflictTitle, body: words.conflict(conflicts), screen: 'conflicts' });
  }
  const backedUp = state.sessions.synced > 0 && state.sessions.waiting === 0 && state.sessions.failed === 0;
  if (enabled.firstBackup && isFirstPass(before, state) && backedUp) {
    news.push({
      title: words.firstBackupTitle,
      body: words.firstBackup(state.sessions.synced),
      screen: 'overview',
    });
  }
  const trouble = troubleIn(state);
  const memory = memoryOf(trouble, input);
  if (memory.troubleTold && !input.memory.troubleTold && enabled.trouble && trouble) {
    const { sentence } = input.explain(trouble);
    news.push({ title: words.troubleTitle, body: words.trouble(sentence), screen: 'overview' });
  }
  return { news, memory };
}

function isFirstPass(before: AppState, state: AppState): boolean {
  return before.engine === 'ready' && before.setUp && before.lastSyncAt === null && state.lastSyncAt !== null;
}

interface Trouble {
  readonly code: ErrorCode;
  readonly data?: ErrorData | undefined;
  /** Milliseconds since 1970; `null`: not known, from when it is first seen. */
  readonly at: number | null;
}

/** What keeps everything, or some sessions, from being safe. */
function troubleIn(state: AppState): Trouble | null {
  const { failure, brake, lastError, lastSyncAt, failures } = state;
  if (failure) return { ...failure, at: null };
  if (brake) return brake;
  if (lastError && lastError.at >= (lastSyncAt ?? 0)) return lastError;
  const [failed] = failures;
  return failed ? { code: failed.code, at: null } : null;
}

/** When there is no network, or the person paused, failing is no trouble. */
function memoryOf(trouble: Trouble | null, { state: { hold, pause }, memory, now }: NewsInput): NewsMemory {
  if (!trouble) return NO_NEWS;
  if (hold === 'offline' || pause) return { troubleSince: null, troubleTold: memory.troubleTold };
  const troubleSince = memory.troubleSince ?? trouble.at ?? now;
  const patience = ERROR_TRAITS[trouble.code].retryable ? PATIENCE.retryable : PATIENCE.fatal;
  return { troubleSince, troubleTold: memory.troubleTold || now - troubleSince >= patience };
}
