/** Names from a bucket that become files here: hostile until looked at. */
import { AppError } from '../../../shared/errors.ts';

const MAIN = 'main.jsonl';
const SIDE = 'side/';
const LONGEST_PATH = 512;
/** What Windows does not allow in names, or takes for devices (Win32 "Naming Files, Paths, and Namespaces"). */
const NOT_ON_WINDOWS = /[<>:"|?*]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const CONTROLS = /[\p{Cc}\\]/u;

/** A UUID, as all agents known so far give their sessions. It becomes part of file names and of a command. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The segments of a side file below the session's own directory; none for the main file.
 * @throws AppError RESTORE_UNSAFE when the path leads elsewhere, or no file can have such a name here
 */
export function sideSegments(path: string): readonly string[] {
  if (path === MAIN) return [];
  const segments = path.slice(SIDE.length).split('/');
  const usable = path.startsWith(SIDE) && path.length <= LONGEST_PATH && segments.every(isUsable);
  if (!usable) throw new AppError('RESTORE_UNSAFE', { path, problem: 'name' });
  return segments;
}

function isUsable(segment: string): boolean {
  if (segment === '' || segment === '.' || segment === '..' || CONTROLS.test(segment)) return false;
  return process.platform !== 'win32' || !NOT_ON_WINDOWS.test(segment);
}

/** @throws AppError RESTORE_UNSAFE when it is no UUID */
export function safeAgentSession(agentSession: string): string {
  if (!UUID.test(agentSession)) {
    throw new AppError('RESTORE_UNSAFE', { path: agentSession.slice(0, 100), problem: 'name' });
  }
  return agentSession;
}
