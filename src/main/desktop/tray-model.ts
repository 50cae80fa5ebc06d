/** What the tray shows, computed from the state alone. Pure: tray.ts draws it. */
import { activityLine } from '../../shared/activity-words.ts';
import { moodOf, statusOf, type Mood } from '../../shared/app-state.ts';
import type { AppState } from '../../shared/contract.ts';
import { standingSentence, type Explain } from '../../shared/standing-words.ts';
import type { DesktopStrings } from '../../shared/strings/desktop.ts';

/** What a click asks for. */
export type TrayIntent =
  | { readonly kind: 'sync-now' }
  | { readonly kind: 'cancel-sync' }
  /** `until` null: until resumed. Milliseconds since 1970. */
  | { readonly kind: 'pause'; readonly until: number | null }
  | { readonly kind: 'resume' }
  | {
      readonly kind: 'open';
      readonly screen: 'overview' | 'conflicts' | 'settings' | 'setup' | 'sessions';
      readonly session?: string;
    }
  | { readonly kind: 'quit' };

export type TrayEntry =
  | { readonly type: 'separator' }
  | { readonly type: 'text'; readonly label: string }
  | {
      readonly type: 'action';
      readonly label: string;
      readonly intent: TrayIntent;
      readonly enabled: boolean;
    }
  | { readonly type: 'menu'; readonly label: string; readonly entries: readonly TrayEntry[] };

export interface TrayView {
  readonly mood: Mood;
  readonly tooltip: string;
  readonly entries: readonly TrayEntry[];
}

/** Longest label: panels cut longer ones, or grow over the whole screen. */
const MAX_LABEL = 60;
const EVENTS = 5;

export interface TrayContext {
  readonly strings: DesktopStrings;
  readonly explain: Explain;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** BCP 47. */
  readonly locale: string;
}

export function trayView(state: AppState, context: TrayContext): TrayView {
  const { strings } = context;
  const standing = statusOf(state);
  const sentence = standingSentence(standing, context);
  const ready = state.setUp && state.enabled;
  const { menu } = strings;
  const separator = { type: 'separator' } as const;
  return {
    mood: moodOf(standing),
    tooltip: `${strings.appName}\n${sentence}`,
    entries: [
      { type: 'text', label: shorten(sentence) },
      separator,
      ...(ready ? syncEntries(state, context) : [opening(menu.setUp, 'setup')]),
      ...reviewEntry(state, strings),
      separator,
      ...recentEntries(state, context),
      separator,
      opening(menu.open, 'overview'),
      opening(menu.settings, 'settings'),
      separator,
      action(menu.quit, { kind: 'quit' }),
    ],
  };
}

function action(label: string, intent: TrayIntent, enabled = true): TrayEntry {
  return { type: 'action', label, intent, enabled };
}

function opening(label: string, screen: 'overview' | 'conflicts' | 'settings' | 'setup'): TrayEntry {
  return action(label, { kind: 'open', screen });
}

function syncEntries(state: AppState, { strings: { menu }, now }: TrayContext): TrayEntry[] {
  const running = state.sync.state === 'running';
  const sync = running
    ? action(menu.cancelSync, { kind: 'cancel-sync' })
    : action(menu.syncNow, { kind: 'sync-now' }, state.sync.state === 'idle' && state.engine === 'ready');
  if (state.pause) return [sync, action(menu.resume, { kind: 'resume' })];
  const entries = [
    action(menu.pauseHour, { kind: 'pause', until: now + 60 * 60_000 }),
    action(menu.pauseTomorrow, { kind: 'pause', until: tomorrowMorning(now) }),
    action(menu.pauseOpen, { kind: 'pause', until: null }),
  ];
  return [sync, { type: 'menu', label: menu.pause, entries }];
}

/** Eight o'clock of the next day, by this computer's clock. */
function tomorrowMorning(now: number): number {
  const date = new Date(now);
  date.setDate(date.getDate() + 1);
  return date.setHours(8, 0, 0, 0);
}

function reviewEntry({ sessions: { conflicts } }: AppState, { menu }: DesktopStrings): TrayEntry[] {
  return conflicts === 0 ? [] : [opening(menu.review(conflicts), 'conflicts')];
}

function recentEntries({ activity }: AppState, { strings, explain, locale }: TrayContext): TrayEntry[] {
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const words = { strings, explain, date: (time: number) => day.format(time) };
  const lines = activity.flatMap((entry) => {
    const line = activityLine(entry, words);
    return line === null ? [] : [{ session: entry.session, label: shorten(line) }];
  });
  if (lines.length === 0) return [{ type: 'text', label: strings.menu.nothingYet }];
  return lines
    .slice(0, EVENTS)
    .map(({ session, label }) =>
      session === null
        ? { type: 'text', label }
        : action(label, { kind: 'open', screen: 'sessions', session }),
    );
}

/** One line without control characters, at most MAX_LABEL long: summaries come from elsewhere. */
function shorten(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Bidi_Control}\s]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > MAX_LABEL ? `${characters.slice(0, MAX_LABEL - 1).join('')}…` : line;
}
