/**
 * Decides what is done to put a bundle back, from what is on this machine. Pure. Nothing that is here and differs
 * is ever overwritten: what a bundle continues is brought forward, anything else stays and the bundle is restored
 * beside it as a session of its own.
 */
import type { BundleRole } from '../../../shared/transcript.ts';
import type { Liveness } from '../adapter.ts';

/**
 * A file here compared with the bundle's: `behind` and `ahead` mean that one begins with all of the other's bytes;
 * `apart` that both go on differently.
 */
export type Relation = 'missing' | 'same' | 'behind' | 'ahead' | 'apart';

/** What `lstat` said of a file when it was compared. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

export interface ComparedFile {
  /** In the bundle. */
  readonly path: string;
  readonly role: BundleRole;
  /** Absolute. */
  readonly target: string;
  readonly relation: Relation;
  /** `null` when it is missing. */
  readonly stamp: FileStamp | null;
}

/** One place where the session is, or would be; the main file is among `files`. */
export interface LocalCopy {
  /** Absolute path of the main file. */
  readonly main: string;
  readonly files: readonly ComparedFile[];
}

export interface LocalState {
  /** Where the session would be written. */
  readonly place: LocalCopy;
  /** Where it is, the newest first; `place` is among them when its main file exists. */
  readonly copies: readonly LocalCopy[];
  readonly liveness: Liveness | null;
}

export type RestoreAction = 'write' | 'fast-forward' | 'already-here' | 'ahead' | 'fork';

export interface RestorePlan {
  readonly action: RestoreAction;
  /** The session's main file, as it is or will be; `null` for a fork, which gets a place of its own. */
  readonly main: string | null;
  /** What is to be written: side files first, the main file last. For a fork it is known later. */
  readonly files: readonly ComparedFile[];
  /** Somebody works on the session here: nothing may be written now. */
  readonly refused: Liveness | null;
}

/** @param asked `fork`: as a session of its own, whatever is here. */
export function planRestore(state: LocalState, asked: 'restore' | 'fork' = 'restore'): RestorePlan {
  const plan = asked === 'fork' ? FORK : decide(state);
  const writes = plan.action !== 'already-here' && plan.action !== 'ahead';
  return { ...plan, refused: writes ? state.liveness : null };
}

type Decision = Omit<RestorePlan, 'refused'>;

const FORK: Decision = { action: 'fork', main: null, files: [] };

function decide({ place, copies }: LocalState): Decision {
  if (copies.length === 0) {
    return fits(place) ? { action: 'write', main: place.main, files: toWrite(place) } : FORK;
  }
  for (const action of ['already-here', 'ahead', 'fast-forward'] as const) {
    const copy = copies.find((candidate) => actionFor(candidate) === action);
    if (copy) return { action, main: copy.main, files: action === 'fast-forward' ? toWrite(copy) : [] };
  }
  return FORK;
}

const isMain = ({ path }: ComparedFile): boolean => path === 'main.jsonl';

/** Nothing here goes on differently. What an agent did not sweep, or a killed restore left, may be here already. */
const fits = ({ files }: LocalCopy): boolean => files.every(({ relation }) => relation !== 'apart');

function actionFor(copy: LocalCopy): Exclude<RestoreAction, 'write'> {
  const main = copy.files.find(isMain)?.relation;
  // A session that went on here has its own side files; what the bundle has beside is older.
  if (main === 'ahead') return 'ahead';
  const settled = copy.files.every(({ relation }) => relation === 'same' || relation === 'ahead');
  if (main === 'same' && settled) return 'already-here';
  return (main === 'same' || main === 'behind') && fits(copy) ? 'fast-forward' : 'fork';
}

/** An agent that looks meanwhile must not find a session whose side files are not there yet. */
function toWrite({ files }: LocalCopy): readonly ComparedFile[] {
  const wanted = files.filter(({ relation }) => relation === 'missing' || relation === 'behind');
  return [...wanted.filter((file) => !isMain(file)), ...wanted.filter(isMain)];
}
