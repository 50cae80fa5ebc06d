/** What a bucket on a server can be asked beyond the port, for the connection test. */

export type Versioning = 'on' | 'suspended' | 'off' | 'unknown';

export interface BucketInspection {
  /**
   * Server's clock minus ours by its latest answer, milliseconds, good to a second; `null` before the first.
   */
  readonly serverTimeOffsetMs: number | null;
  /** `unknown` when the key may not ask. Never rejects. */
  versioning(): Promise<Versioning>;
  /**
   * Whether the key sees other buckets of the account, more than we need; `unknown` without an answer. Never
   * rejects, and is no part of any verdict: keys made for one bucket, as R2 and B2 advise, may not.
   */
  listsAllBuckets(): Promise<boolean | 'unknown'>;
}
