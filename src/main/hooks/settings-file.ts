/** The agent's settings file: read whole, replaced whole, with a copy of what it was beside it. */
import { chmod, lstat, mkdir, readlink, realpath, stat } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { replaceWith, writeBeside } from '../config/atomic-file.ts';
import { AppError, toAppError } from '../../shared/errors.ts';
import { hooksStatus, withHooks, withoutHooks, type HooksStatus } from './claude-settings.ts';

/** Bytes; settings are far smaller. */
const LARGEST = 4 * 1024 * 1024;
const BACKUP = '.cc-sessions-backup';

export interface HooksFileStatus extends HooksStatus {
  /** The settings file, absolute; a symbolic link is followed to the file that is meant. */
  readonly path: string;
  /** The copy of what it was before the last change; `null` when nothing was changed by this call. */
  readonly backup: string | null;
}

/** @param configDirectory Claude's own directory; it and the file need not exist. */
export function claudeSettingsPath(configDirectory: string): string {
  return join(configDirectory, 'settings.json');
}

/** @throws AppError AGENT_SETTINGS_MALFORMED {path, line}, AGENT_FILES_UNWRITABLE {path, reason} */
export async function readHooks(settings: string): Promise<HooksFileStatus> {
  const path = await meant(settings);
  return about(path, null, () => hooksStatus(textOf(path)));
}

/** Puts our hooks into the file, which is made when it is not there. @throws as `readHooks`, DISK_FULL */
export function installHooks(settings: string, command?: string): Promise<HooksFileStatus> {
  return change(settings, (text) => withHooks(text, command));
}

/** Takes our hooks out again. @throws as `readHooks`, DISK_FULL */
export function uninstallHooks(settings: string): Promise<HooksFileStatus> {
  return change(settings, withoutHooks);
}

async function change(settings: string, edit: (text: string) => string): Promise<HooksFileStatus> {
  const path = await meant(settings);
  try {
    for (;;) {
      const before = textOf(path);
      const after = inFile(path, () => edit(before));
      if (after === before) return await about(path, null, () => hooksStatus(after));
      const backup = await replaced(path, before, after);
      // Somebody else wrote it meanwhile: once more, on what it is now.
      if (backup !== false) return await about(path, backup, () => hooksStatus(after));
    }
  } catch (error) {
    throw typed(error, path);
  }
}

/** The path of the backup, `null` when there was nothing to keep, `false` when the file is not `before` any more. */
async function replaced(path: string, before: string, after: string): Promise<string | null | false> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const was = await stat(path).catch(() => null);
  const owner = was ? { uid: was.uid, gid: was.gid } : undefined;
  let backup: string | null = null;
  if (was) {
    backup = path + BACKUP;
    await replaceWith(await writeBeside(backup, before, owner), backup);
  }
  const temporary = await writeBeside(path, after, owner);
  if (was) await chmod(temporary, was.mode & 0o777);
  const done = await replaceWith(temporary, path, () => textOf(path) === before);
  return done ? backup : false;
}

/** The file that is meant when there is a link, also one that leads to a file that is still to be made. */
async function meant(settings: string): Promise<string> {
  const found = await realpath(settings).catch(() => null);
  if (found !== null) return found;
  const link = await lstat(settings).catch(() => null);
  return link?.isSymbolicLink() ? resolve(dirname(settings), await readlink(settings)) : settings;
}

/** Empty when there is no such file. */
function textOf(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw typed(error, path);
  }
  const text = bytes.toString('utf8');
  // What does not come back as the same bytes cannot be written back either.
  if (bytes.length > LARGEST || !Buffer.from(text).equals(bytes)) {
    throw new AppError('AGENT_SETTINGS_MALFORMED', { path });
  }
  return text;
}

/** Names the file in what is wrong with its text. */
function inFile<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, { ...error.data, path }, { cause: error });
  }
}

async function about(
  path: string,
  backup: string | null,
  status: () => HooksStatus,
): Promise<HooksFileStatus> {
  return inFile(path, () => ({ ...status(), path, backup }));
}

function typed(error: unknown, path: string): unknown {
  if (error instanceof AppError) return error;
  const known = toAppError(error);
  if (known.code === 'DISK_FULL') return known;
  const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
  return new AppError('AGENT_FILES_UNWRITABLE', { path, reason }, { cause: error });
}
