/**
 * Words of tray, notifications and dialogs, and the sentence on how things stand. One table per language, all of
 * one type: translating means giving another table.
 */
import type { Language } from './language.ts';
import { DESKTOP_DE } from './desktop-de.ts';
import { DESKTOP_EN } from './desktop-en.ts';

export interface DesktopStrings {
  readonly appName: string;
  /** How things stand, as a whole sentence. `ago` is a time in words, `when` a time of day or date. */
  readonly standing: {
    readonly opening: string;
    notSetUp(sessions: number): string;
    switchedOff(sessions: number): string;
    syncing(done: number, total: number): string;
    readonly broken: string;
    readonly asks: string;
    trouble(title: string, ago: string): string;
    failedItems(count: number): string;
    conflicts(count: number): string;
    paused(until: string | null, waiting: number): string;
    offline(waiting: number): string;
    metered(waiting: number): string;
    battery(waiting: number): string;
    neverSynced(sessions: number): string;
    waiting(count: number): string;
    expiring(conversations: number): string;
    conversationsWaiting(count: number): string;
    /** `kept`: sessions that stay on this device by choice. */
    safe(sessions: number, kept: number, ago: string): string;
  };
  readonly menu: {
    readonly syncNow: string;
    readonly cancelSync: string;
    readonly setUp: string;
    readonly pause: string;
    readonly pauseHour: string;
    readonly pauseTomorrow: string;
    readonly pauseOpen: string;
    readonly resume: string;
    review(count: number): string;
    readonly open: string;
    readonly settings: string;
    readonly quit: string;
    readonly nothingYet: string;
  };
  /** A session of which no summary is known; `day` is the date that tells it from others. */
  untitled(day: string): string;
  /** One entry of the activity list; `what` is what the session is called. */
  readonly activity: {
    /** Sessions that went each way. */
    sync(up: number, down: number): string;
    upload(what: string): string;
    download(what: string): string;
    conflict(what: string): string;
    resolved(what: string): string;
    deleted(what: string): string;
    restored(what: string): string;
    failed(what: string): string;
  };
  readonly notifications: {
    readonly conflictTitle: string;
    conflict(count: number): string;
    readonly troubleTitle: string;
    trouble(sentence: string): string;
    readonly firstBackupTitle: string;
    firstBackup(sessions: number): string;
    readonly stillHereTitle: string;
    readonly stillHere: string;
    readonly stillHereNoTray: string;
  };
  readonly dialogs: {
    readonly ok: string;
    readonly revealTitle: string;
    readonly revealMessage: string;
    readonly revealButton: string;
    readonly cancel: string;
    readonly saveKit: string;
    readonly openKit: string;
    readonly kitFiles: string;
    readonly chooseFolder: string;
    readonly chooseProject: string;
    readonly chooseImage: string;
    readonly images: string;
    readonly saveLog: string;
    readonly saveBundle: string;
    readonly saveExport: string;
  };
  readonly ago: {
    readonly justNow: string;
    minutes(count: number): string;
    hours(count: number): string;
    days(count: number): string;
  };
}

const CATALOGUES: Readonly<Record<Language, DesktopStrings>> = { en: DESKTOP_EN, de: DESKTOP_DE };

export function desktopStrings(language: Language): DesktopStrings {
  return CATALOGUES[language];
}

const MINUTE = 60_000;

/** How long ago `time` was, both in milliseconds since 1970; a time in the future is now. */
export function agoInWords(time: number, now: number, { ago }: DesktopStrings): string {
  const minutes = Math.round((now - time) / MINUTE);
  if (minutes < 1) return ago.justNow;
  if (minutes < 60) return ago.minutes(minutes);
  const hours = Math.round(minutes / 60);
  return hours < 24 ? ago.hours(hours) : ago.days(Math.round(hours / 24));
}
