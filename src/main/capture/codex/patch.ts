/** What a patch in Codex's own form does to files: `*** Begin Patch` … `*** End Patch` with a head line a file. */
import { posix, win32 } from 'node:path';
import { isWindowsPath } from '../session-memory.ts';

export interface PatchedFile {
  readonly effect: 'added' | 'changed' | 'deleted';
  /** As it stands in the patch. */
  readonly path: string;
}

const BEGIN = '*** Begin Patch';
const END = '*** End Patch';
const HEAD = /^\*\*\* (Add File|Update File|Delete File|Move to): (.+?)\s*$/;
const SUMMARY = /^Success\. Updated the following files:$/;
const SUMMARY_LINE = /^([AMD]) (.+?)\s*$/;

/** The files of all patches in a text, which may be cut; empty when there is none. */
export function filesOfPatch(text: string): PatchedFile[] {
  return text.split(BEGIN).slice(1).flatMap(filesOfBody);
}

function filesOfBody(text: string): PatchedFile[] {
  const end = text.indexOf(END);
  const body = end < 0 ? text : text.slice(0, end);
  // Inside a program's string the lines are joined by escapes.
  const lines = body.includes('\n') ? body.split(/\r?\n/) : body.split('\\n');
  const files: PatchedFile[] = [];
  for (const line of lines) {
    const [, head, path = ''] = HEAD.exec(line) ?? [];
    if (head === 'Add File') files.push({ effect: 'added', path });
    else if (head === 'Update File') files.push({ effect: 'changed', path });
    else if (head === 'Delete File') files.push({ effect: 'deleted', path });
    else if (head === 'Move to') moveLast(files, path);
  }
  return files;
}

/** Stands after the head of the file that is moved. */
function moveLast(files: PatchedFile[], to: string): void {
  const from = files.pop();
  if (from) files.push({ effect: 'deleted', path: from.path });
  files.push({ effect: 'added', path: to });
}

/** The files that the tool says it has written: `Success. Updated the following files:` and `A|M|D <path>` lines. */
export function filesOfSummary(text: string): PatchedFile[] {
  const lines = text.split(/\r?\n/);
  const files: PatchedFile[] = [];
  for (const line of lines.slice(
    lines.findIndex((candidate) => SUMMARY.test(candidate)) + 1 || lines.length,
  )) {
    const [, effect, path = ''] = SUMMARY_LINE.exec(line) ?? [];
    if (effect === undefined) break;
    files.push({ effect: effect === 'A' ? 'added' : effect === 'M' ? 'changed' : 'deleted', path });
  }
  return files;
}

/** A path of the machine that wrote the session, taken from its working directory. */
export function resolvePath(directory: string, path: string): string {
  const system = isWindowsPath(directory) || isWindowsPath(path) ? win32 : posix;
  if (!system.isAbsolute(directory) && !system.isAbsolute(path)) return path;
  return system.resolve(directory, path);
}
