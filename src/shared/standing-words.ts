/** How things stand as one sentence, the same in the tray's tooltip, its menu and the window. Pure. */
import type { Standing } from './app-state.ts';
import type { ErrorCode, ErrorData } from './errors.ts';
import { agoInWords, type DesktopStrings } from './strings/desktop.ts';

/** What an error is called and what to do about it, in a person's language. */
export type Explain = (error: { readonly code: ErrorCode; readonly data?: ErrorData | undefined }) => {
  readonly title: string;
  readonly sentence: string;
};

export interface SentenceContext {
  readonly strings: DesktopStrings;
  readonly explain: Explain;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** BCP 47, for the time until which sync is paused. */
  readonly locale: string;
}

export function standingSentence(standing: Standing, context: SentenceContext): string {
  const { strings, explain, now, locale } = context;
  const words = strings.standing;
  switch (standing.kind) {
    case 'opening':
      return words.opening;
    case 'not-set-up':
      return words.notSetUp(standing.sessions);
    case 'switched-off':
      return words.switchedOff(standing.sessions);
    case 'syncing':
      return words.syncing(standing.done, standing.total);
    case 'broken':
      return words.broken;
    case 'asks':
      return words.asks;
    case 'trouble':
      return words.trouble(explain(standing.error).title, agoInWords(standing.error.at, now, strings));
    case 'failed-items':
      return words.failedItems(standing.count);
    case 'conflicts':
      return words.conflicts(standing.count);
    case 'paused':
      return words.paused(untilWords(standing.until, now, locale), standing.waiting);
    case 'offline':
      return words.offline(standing.waiting);
    case 'held':
      return standing.by === 'metered' ? words.metered(standing.waiting) : words.battery(standing.waiting);
    case 'never-synced':
      return words.neverSynced(standing.sessions);
    case 'waiting':
      return words.waiting(standing.count);
    case 'expiring':
      return words.expiring(standing.count);
    case 'conversations-waiting':
      return words.conversationsWaiting(standing.count);
    case 'safe':
      return words.safe(standing.sessions, standing.kept, agoInWords(standing.lastSyncAt, now, strings));
  }
}

const DAY = 24 * 60 * 60 * 1000;

/** The time of day, with the date when that is not within a day. */
function untilWords(until: number | null, now: number, locale: string): string | null {
  if (until === null) return null;
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  const date = until - now < DAY ? {} : ({ day: 'numeric', month: 'short' } as const);
  return new Intl.DateTimeFormat(locale, { ...date, ...time }).format(until);
}
