/** Which changes of the state are worth a notification: only what needs a person, and the first backup. Pure. */
import type { AppState, DesktopSettings } from '../../shared/contract.ts';
import { ERROR_TRAITS } from '../../shared/errors.ts';
import { describeError } from '../../shared/messages.ts';
import type { DesktopStrings } from '../../shared/strings/desktop.ts';

export interface News {
  readonly title: string;
  readonly body: string;
  /** Where a click leads. */
  readonly screen: 'overview' | 'conflicts';
}

/** What was told already, so that nothing is told twice. */
export interface NewsMemory {
  /** Since when passes fail, milliseconds since 1970; `null`: they do not. */
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
  readonly now: number;
}

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
  const memory = troubleOf(input);
  if (memory.troubleTold && !input.memory.troubleTold && enabled.trouble && state.lastError) {
    const { sentence } = describeError(state.lastError);
    news.push({ title: words.troubleTitle, body: words.trouble(sentence), screen: 'overview' });
  }
  return { news, memory };
}

function isFirstPass(before: AppState, state: AppState): boolean {
  return before.engine === 'ready' && before.setUp && before.lastSyncAt === null && state.lastSyncAt !== null;
}

/** When there is no network, or the person paused, failing is no trouble. */
function troubleOf({ state, memory, now }: NewsInput): NewsMemory {
  const { lastError, lastSyncAt, hold, pause } = state;
  if (!lastError || lastError.at < (lastSyncAt ?? 0)) return NO_NEWS;
  if (hold === 'offline' || pause) return { troubleSince: null, troubleTold: memory.troubleTold };
  const troubleSince = memory.troubleSince ?? lastError.at;
  const patience = ERROR_TRAITS[lastError.code].retryable ? PATIENCE.retryable : PATIENCE.fatal;
  return { troubleSince, troubleTold: memory.troubleTold || now - troubleSince >= patience };
}
