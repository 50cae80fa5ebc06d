/** What happened, as one line for tray and window: sessions by what they are called, errors by their title. Pure. */
import { isErrorCode, type AppState } from './contract.ts';
import type { Explain } from './standing-words.ts';
import type { DesktopStrings } from './strings/desktop.ts';

type Entry = AppState['activity'][number];
export type ActivityKind = keyof DesktopStrings['activity'];

export interface ActivityContext {
  readonly strings: DesktopStrings;
  readonly explain: Explain;
  /** A day in words, of milliseconds since 1970. */
  readonly date: (time: number) => string;
}

export function isActivityKind(kind: string, { activity }: DesktopStrings): kind is ActivityKind {
  return Object.hasOwn(activity, kind);
}

/** What a session is called; one that has no summary, or whose summary is not known, by its day. */
export function sessionTitle(summary: string, day: string, strings: DesktopStrings): string {
  return summary.trim() === '' ? strings.untitled(day) : summary;
}

/** `null` for a kind that this version does not know. */
export function activityLine(entry: Entry, context: ActivityContext): string | null {
  const { strings, date } = context;
  const { kind } = entry;
  if (!isActivityKind(kind, strings)) return null;
  if (kind === 'sync') return passLine(entry.detail, strings);
  const line = (what: string): string => strings.activity[kind](what);
  if (entry.session === null) return line(entry.detail);
  const what = sessionTitle(entry.summary, date(entry.at), strings);
  if (kind !== 'failed' || !isErrorCode(entry.detail)) return line(what);
  const { title } = context.explain({ code: entry.detail });
  // Of a session that cannot be read no summary is known: what is wrong with it says more than its day.
  return line(entry.summary.trim() === '' ? title : `${what} (${title})`);
}

/** @param detail as engine/pass-record.ts writes it */
function passLine(detail: string, { activity }: DesktopStrings): string | null {
  const [, up, down] = /^(\d+) up, (\d+) down$/.exec(detail) ?? [];
  return up === undefined || down === undefined ? null : activity.sync(Number(up), Number(down));
}
