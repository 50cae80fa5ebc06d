/** The conversations on this machine as they are to be kept: which session each belongs to, and its files. */
import type { AgentAdapter, BundleFile, SourceFile } from '../capture/adapter.ts';
import { newestOfEach } from '../capture/newest-of-each.ts';
import type { CaptureState } from '../capture/ports.ts';
import type { BundleRow, TranscriptState } from '../engine/transcript-ports.ts';
import type { SessionStore } from '../store/sessions.ts';
import { isCaptured } from '../transcripts/scan-files.ts';

export interface LocalBundle {
  /** Id of the memory. */
  readonly session: string;
  readonly adapter: AgentAdapter;
  readonly file: SourceFile;
  readonly files: readonly BundleFile[];
}

export interface LocalBundlesDeps {
  readonly adapters: readonly AgentAdapter[];
  readonly store: Pick<SessionStore, 'findByAgentSession' | 'stampsOf'>;
  readonly state: Pick<CaptureState, 'captures'> & { readonly transcripts: TranscriptState };
}

interface Found {
  readonly session: string;
  readonly adapter: AgentAdapter;
  readonly file: SourceFile;
}

/** Sessions whose files are asked about at once. */
const AT_ONCE = 32;

/**
 * Those of which something is not in the bucket yet, or that sync.db does not know: at most one stat for each file of
 * all others. Sessions without a memory here have been deleted, or nobody has said anything in them.
 * @param lost sessions whose parts are gone from the bucket
 */
export async function changedBundles(
  deps: LocalBundlesDeps,
  signal: AbortSignal,
  lost: ReadonlySet<string> = new Set(),
): Promise<LocalBundle[]> {
  const { transcripts } = deps.state;
  const captured = transcripts.bundleFiles();
  const known = transcripts.transcriptHashes();
  const changed: LocalBundle[] = [];
  const found = await sessionsHere(deps, signal);
  for (let index = 0; index < found.length; index += AT_ONCE) {
    signal.throwIfAborted();
    const bundles = found.slice(index, index + AT_ONCE).map(async (each) => {
      const files = await each.adapter.bundle(each.file, { signal });
      const row = captured.get(each.session);
      const rest = row && known.has(each.session) && !lost.has(each.session) && isAtRest(row, files);
      return rest || files.length === 0 ? [] : [{ ...each, files }];
    });
    changed.push(...(await Promise.all(bundles)).flat());
  }
  return changed;
}

function isAtRest(row: Pick<BundleRow, 'files' | 'diverged'>, files: readonly BundleFile[]): boolean {
  if (row.diverged) return false;
  const before = new Map(row.files.map((file) => [file.path, file]));
  const now = Date.now();
  return files.every((file) => isCaptured(before.get(file.path), file, now));
}

async function sessionsHere(
  { adapters, store, state }: LocalBundlesDeps,
  signal: AbortSignal,
): Promise<Found[]> {
  const captures = state.captures();
  const found: Found[] = [];
  for (const adapter of adapters) {
    for (const file of await newestOfEach(adapter.find({ signal }))) {
      const session = captures.get(file.path)?.session || pluginsOwn(store, file);
      if (session !== '') found.push({ session, adapter, file });
    }
  }
  const stored = store.stampsOf(found.map(({ session }) => session));
  return found.filter(({ session }) => stored.has(session));
}

/** The cc-sessions plugin keeps some sessions under ids of its own; `''` when it is not certain which. */
function pluginsOwn(store: Pick<SessionStore, 'findByAgentSession'>, { agentSession }: SourceFile): string {
  const [own, second] = store.findByAgentSession(agentSession);
  return own && !second ? own.id : '';
}
