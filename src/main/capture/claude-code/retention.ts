/**
 * When Claude Code deletes transcripts. At every start it removes each `<session>.jsonl` that was not modified for
 * `cleanupPeriodDays`, together with the session's directory (https://code.claude.com/docs/en/claude-directory,
 * "Cleaned up automatically").
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { objectOf } from '../jsonl/values.ts';

/** What Claude Code takes when no setting says otherwise. */
export const DEFAULT_DAYS = 30;
/** Larger values mean "never"; so that times made of them stay dates. */
const MAX_DAYS = 1_000_000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** A settings file is some kilobytes. */
const MAX_SETTINGS_BYTES = 1024 * 1024;

/** Where an organisation's administrator sets what nobody can override. */
const MANAGED_SETTINGS: Partial<Record<NodeJS.Platform, string>> = {
  darwin: '/Library/Application Support/ClaudeCode/managed-settings.json',
  linux: '/etc/claude-code/managed-settings.json',
  win32: 'C:\\Program Files\\ClaudeCode\\managed-settings.json',
};

/**
 * `cleanupPeriodDays` as far as it can be known: an administrator's; else the smaller of the user's
 * (`settings.json`, and `settings.local.json`, which counts while somebody works in the home directory itself);
 * else 30. A value that is no whole number from 1 on counts as missing: newer versions refuse 0, older ones wrote no
 * transcripts at all with it, and swept none. Settings of single projects are not looked for, although a start
 * inside one sweeps by them.
 */
export async function claudeRetention(
  configDirectory: string,
  managed: string | undefined = MANAGED_SETTINGS[process.platform],
): Promise<{ days: number }> {
  const ruled = managed === undefined ? null : await daysIn(managed);
  if (ruled !== null) return { days: ruled };
  const own = await Promise.all(
    ['settings.json', 'settings.local.json'].map((name) => daysIn(join(configDirectory, name))),
  );
  const known = own.filter((days) => days !== null);
  return { days: known.length === 0 ? DEFAULT_DAYS : Math.min(...known) };
}

async function daysIn(path: string): Promise<number | null> {
  try {
    if ((await stat(path)).size > MAX_SETTINGS_BYTES) return null;
    const settings: unknown = JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
    const days = objectOf(settings)['cleanupPeriodDays'];
    return Number.isInteger(days) && (days as number) >= 1 ? Math.min(days as number, MAX_DAYS) : null;
  } catch {
    return null;
  }
}

/**
 * When the agent deletes a transcript at the earliest, milliseconds since 1970: at its first start from then on, so
 * for one that is overdue that is now.
 * @param mtimeMs of the main file, milliseconds since 1970; a time in the future counts as it is.
 */
export function sweepTime(mtimeMs: number, now: number, days: number): number {
  return Math.max(now, mtimeMs + days * DAY_MS);
}
