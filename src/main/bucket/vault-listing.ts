/** What a bucket says of a vault without its key: names, sizes and times. */
import { AppError } from '../../shared/errors.ts';
import { parseObjectKey, PREFIX, sessionKey } from '../../shared/object-key.ts';
import type {
  Bucket,
  ListSessionsOptions,
  ObjectEntry,
  RemoteSession,
  RequestOptions,
  VaultListing,
} from '../engine/ports.ts';
import { listInParallel } from './parallel-list.ts';

type OnRefused = ListSessionsOptions['onRefused'];

export class BucketListing implements VaultListing {
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  listSessions({ signal, onRefused, pages = [] }: ListSessionsOptions): AsyncIterable<RemoteSession[]> {
    const ends = pages.map(({ device, session }) => sessionKey(device, session));
    const entries = listInParallel(this.#bucket, PREFIX.sessions, ends, { signal });
    return named(entries, 'session', onRefused);
  }

  async listTombstones(options?: RequestOptions): Promise<RemoteSession[]> {
    const entries = this.#bucket.list(PREFIX.tombstones, { signal: options?.signal });
    const all: RemoteSession[] = [];
    for await (const page of named(entries, 'tombstone')) all.push(...page);
    return all;
  }

  async listDevices(options?: RequestOptions): Promise<(ObjectEntry & { device: string })[]> {
    const all: (ObjectEntry & { device: string })[] = [];
    for await (const page of this.#bucket.list(PREFIX.devices, { signal: options?.signal })) {
      for (const entry of page) {
        const identity = parseObjectKey(entry.key);
        if (identity?.type === 'device') all.push({ ...entry, device: identity.device });
      }
    }
    return all;
  }
}

/** Folders that consoles make, empty objects whose key ends in `/`, are passed over. */
async function* named(
  pages: AsyncIterable<ObjectEntry[]>,
  type: 'session' | 'tombstone',
  onRefused?: OnRefused,
): AsyncGenerator<RemoteSession[]> {
  for await (const page of pages) {
    const sessions: RemoteSession[] = [];
    for (const entry of page) {
      const identity = parseObjectKey(entry.key);
      if (identity?.type === type && identity.session !== undefined) {
        sessions.push({ ...entry, device: identity.device, session: identity.session });
      } else if (!(entry.size === 0 && entry.key.endsWith('/'))) {
        onRefused?.(entry.key, new AppError('OBJECT_KEY_UNSAFE', { key: showable(entry.key) }));
      }
    }
    yield sessions;
  }
}

/** A key as people may be shown it: everything but plain ASCII replaced, nothing that a terminal would act on. */
function showable(key: string): string {
  return key.slice(0, 200).replace(/[^\x20-\x7e]/g, '?');
}
