/**
 * Conversations of other devices kept on this one as well (`transcripts: all`): below `transcripts/<session>/` in the
 * home directory of cc-sessions, one directory for each version, whole or not there.
 */
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { BundleSource } from '../capture/restore/bundle-source.ts';
import type { PartVault, TranscriptState } from '../engine/transcript-ports.ts';
import type { FailedItem } from '../engine/report.ts';
import { fetchBundle } from '../transcripts/fetch-bundle.ts';
import { transcriptHash } from '../transcripts/content-hash.ts';
import { toAppError } from '../../shared/errors.ts';
import type { Transcript } from '../../shared/transcript.ts';

export interface KeptTranscriptsDeps {
  /** The home directory of cc-sessions, absolute. */
  readonly home: string;
  readonly transcripts: TranscriptState;
}

/** Digits of a version's hash that name its directory. */
const NAME_LENGTH = 32;

export class KeptTranscripts {
  readonly #deps: KeptTranscriptsDeps;

  constructor(deps: KeptTranscriptsDeps) {
    this.#deps = deps;
  }

  get #root(): string {
    return path.join(this.#deps.home, 'transcripts');
  }

  #directory(session: string, hash: string): string {
    return path.join(this.#root, session, hash.slice(0, NAME_LENGTH));
  }

  /** The version as it is kept here; `null` when it is not. */
  source(session: string, transcript: Transcript): BundleSource | null {
    const directory = this.#directory(session, transcriptHash(transcript));
    if (!existsSync(directory)) return null;
    return {
      transcript,
      open: (name) => createReadStream(path.join(directory, ...name.split('/'))) as AsyncIterable<Buffer>,
    };
  }

  /**
   * Fetches what is neither kept nor in the agents' own files. One that cannot be had does not hold up the others;
   * older versions go once the new one is there.
   * @throws the signal's reason
   */
  async fetchMissing(
    vault: Pick<PartVault, 'readPart'>,
    signal: AbortSignal | undefined,
  ): Promise<{ fetched: number; failures: FailedItem[] }> {
    const { transcripts } = this.#deps;
    const here = transcripts.bundleFiles();
    const failures: FailedItem[] = [];
    let fetched = 0;
    for (const [session, hash] of transcripts.transcriptHashes()) {
      signal?.throwIfAborted();
      const transcript = transcripts.transcript(session);
      const known = here.get(session)?.content === hash || existsSync(this.#directory(session, hash));
      if (known || !transcript) continue;
      try {
        await this.#fetch(vault, session, hash, transcript, signal);
        fetched += 1;
      } catch (error) {
        signal?.throwIfAborted();
        failures.push({ session, device: transcript.device, code: toAppError(error).code });
      }
    }
    return { fetched, failures };
  }

  async #fetch(
    vault: Pick<PartVault, 'readPart'>,
    session: string,
    hash: string,
    transcript: Transcript,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const target = this.#directory(session, hash);
    const parent = path.dirname(target);
    await mkdir(parent, { recursive: true, mode: 0o700 });
    const temporary = await mkdtemp(path.join(parent, '.fetching-'));
    try {
      await fetchBundle(vault, transcript, temporary, { signal });
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
    for (const name of await readdir(parent)) {
      if (name !== path.basename(target)) await rm(path.join(parent, name), { recursive: true, force: true });
    }
  }
}
