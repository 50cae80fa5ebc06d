/** What lies in the bucket, conversations included, counted a little at a time: each transcript is read once. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AppState } from '../../../shared/contract.ts';
import type { OpenEngine } from './engine-host.ts';
import { perMonth } from './live-state.ts';

/** Milliseconds of work between which others run. */
const SLICE_MS = 10;

interface Size {
  /** The transcript's content hash. */
  readonly hash: string;
  readonly bytes: number;
  readonly parts: number;
}

export class StorageMeter {
  readonly #sizes = new Map<string, Size>();

  async measure({ parts }: OpenEngine, isStopped: () => boolean): Promise<AppState['storage']> {
    const { state, cloud } = parts;
    const hashes = state.transcripts.transcriptHashes();
    for (const session of this.#sizes.keys()) if (!hashes.has(session)) this.#sizes.delete(session);
    let until = performance.now() + SLICE_MS;
    for (const [session, hash] of hashes) {
      if (this.#sizes.get(session)?.hash === hash) continue;
      const stored = state.transcripts.transcript(session)?.parts ?? [];
      const bytes = stored.reduce((sum, { size }) => sum + size, 0);
      this.#sizes.set(session, { hash, bytes, parts: stored.length });
      if (performance.now() < until) continue;
      await nextTurn();
      if (isStopped()) break;
      until = performance.now() + SLICE_MS;
    }
    let bytes = 0;
    let objects = 0;
    for (const { size } of state.remotes().values()) {
      bytes += size;
      objects += 1;
    }
    for (const size of this.#sizes.values()) {
      bytes += size.bytes;
      objects += size.parts;
    }
    return { bytes, objects, perMonth: perMonth(cloud.provider, bytes, objects) };
  }
}
