/**
 * A listing whose pages are asked for at once. One page of S3 names the beginning of the next, so a plain
 * listing is a chain of round trips; who knows from last time where pages began (every 1,000th key) can have
 * them side by side. The result is the same whatever the boundaries: they only say where to cut. While little
 * has changed, so is the number of requests; each range that has grown past a page costs one more.
 */
import type { Bucket, ObjectEntry, RequestOptions } from '../engine/ports.ts';
import { compareKeys } from './object-keys.ts';

export interface ParallelListOptions extends RequestOptions {
  /** Ranges listed at once, which is also how many pages are held in memory. Default 8. */
  readonly concurrency?: number;
}

/** Keys at which to cut next time. @param keys of one listing, ascending */
export function boundariesOf(keys: readonly string[], every = 1000): string[] {
  return keys.filter((_, index) => index % every === every - 1 && index < keys.length - 1);
}

/**
 * All objects under `prefix`, as `bucket.list` gives them: each once, keys ascending.
 * @param boundaries keys, ascending (others are passed over); none need exist any more
 */
export async function* listInParallel(
  bucket: Bucket,
  prefix: string,
  boundaries: readonly string[],
  options: ParallelListOptions = {},
): AsyncIterable<ObjectEntry[]> {
  const { signal, concurrency = 8 } = options;
  const cuts = ascending(boundaries.filter((key) => key.startsWith(prefix)));
  const ranges: [after: string | undefined, until: string | undefined][] = [];
  for (let index = 0; index <= cuts.length; index += 1) ranges.push([cuts[index - 1], cuts[index]]);
  const started: Promise<ObjectEntry[][]>[] = [];
  for (let index = 0; index < ranges.length; index += 1) {
    while (started.length < Math.min(ranges.length, index + concurrency)) {
      const [after, until] = ranges[started.length] ?? [undefined, undefined];
      const range = listRange(bucket, prefix, after, until, signal);
      range.catch(() => undefined); // it is reported when its turn comes
      started.push(range);
    }
    const pages = (await started[index]) ?? [];
    started[index] = Promise.resolve([]);
    yield* pages;
  }
}

function ascending(keys: readonly string[]): string[] {
  const kept: string[] = [];
  for (const key of keys) if (compareKeys(kept.at(-1) ?? '', key) < 0) kept.push(key);
  return kept;
}

/** Keys after `after`, up to and including `until`. */
async function listRange(
  bucket: Bucket,
  prefix: string,
  after: string | undefined,
  until: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ObjectEntry[][]> {
  const pages: ObjectEntry[][] = [];
  for await (const page of bucket.list(prefix, { signal, ...(after === undefined ? {} : { after }) })) {
    const last = page.at(-1)?.key ?? '';
    const isEnd = until !== undefined && compareKeys(last, until) >= 0;
    const inside = isEnd ? page.filter(({ key }) => compareKeys(key, until) <= 0) : page;
    if (inside.length > 0) pages.push(inside);
    if (isEnd) break;
  }
  return pages;
}
