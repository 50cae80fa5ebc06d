/**
 * The connection test: the very requests that the app makes, on a canary object under the vault's prefix, and
 * nothing that scoped keys may not do (no HEAD of the bucket, no ListBuckets in the verdict). Steps are given
 * out as they end, so that they can be shown live. Works on every adapter; what only servers know (clock,
 * versioning, privileges) is skipped elsewhere.
 *
 * The canary `probe/<32 hex>` parses as no object of the vault, so a device that lists it meanwhile passes it
 * over. Canaries that killed tests left behind are removed after an hour.
 */
import crypto from 'node:crypto';
import { AppError, toAppError } from '../../shared/errors.ts';
import type { ErrorCode, ErrorData } from '../../shared/errors.ts';
import type { Bucket, ObjectEntry } from '../engine/ports.ts';
import type { BucketInspection } from './inspection.ts';

export const PROBE_STEPS = [
  'put',
  'get',
  'range',
  'list',
  'delete',
  'gone',
  'clock',
  'versioning',
  'privilege',
] as const;
export type ProbeStepName = (typeof PROBE_STEPS)[number];

export interface ProbeStep {
  readonly name: ProbeStepName;
  /** `note`: it works, but a person may want to know; see `facts`. */
  readonly status: 'ok' | 'note' | 'failed' | 'skipped';
  readonly durationMs: number;
  /** Of failed steps. */
  readonly error: AppError | null;
  /** clock: `{seconds}` the server is ahead; versioning: `{versioning}`; privilege: `{listsAllBuckets}`. */
  readonly facts: ErrorData;
}

export interface ProbeResult {
  readonly ok: boolean;
  /** What to tell a person: the first failure, made precise by what the others showed. */
  readonly cause: AppError | null;
  readonly steps: readonly ProbeStep[];
}

export interface ProbeOptions {
  readonly signal?: AbortSignal;
  readonly onStep?: (step: ProbeStep) => void;
}

export const PROBE_PREFIX = 'probe/';
const CANARY = /^probe\/[0-9a-f]{32}$/;
const HOUR_MS = 3_600_000;

/** Servers refuse requests more than 15 minutes off; five are worth a word. */
const NOTABLE_SKEW_SECONDS = 300;

/** After these, further requests would only fail in the same way. */
const HOPELESS: ReadonlySet<ErrorCode> = new Set([
  'BUCKET_MISSING',
  'CREDENTIALS_INVALID',
  'CREDENTIALS_SWAPPED',
  'REGION_WRONG',
  'ENDPOINT_WRONG',
  'NOT_S3',
  'DNS_FAILED',
  'CONNECTION_REFUSED',
  'TIMEOUT',
  'TLS_FAILED',
  'PROXY_FAILED',
  'CLOCK_SKEW',
  'CANCELLED',
]);

/** Tests a bucket. Never rejects: failures are in the result. */
export async function probe(
  bucket: Bucket & Partial<BucketInspection>,
  options: ProbeOptions = {},
): Promise<ProbeResult> {
  const steps: ProbeStep[] = [];
  for await (const step of probeSteps(bucket, options.signal)) {
    steps.push(step);
    options.onStep?.(step);
  }
  const cause = causeOf(steps);
  return { ok: cause === null, cause, steps };
}

/** The steps one by one, each of `PROBE_STEPS` once and in that order. */
export async function* probeSteps(
  bucket: Bucket & Partial<BucketInspection>,
  signal?: AbortSignal,
): AsyncGenerator<ProbeStep, void> {
  const canary = new Canary(bucket, signal);
  let hopeless = false;
  try {
    for (const name of PROBE_STEPS) {
      const step: ProbeStep = hopeless
        ? skipped(name)
        : await timed(name, () => perform(name, canary, bucket));
      hopeless ||= step.error !== null && HOPELESS.has(step.error.code);
      yield step;
    }
  } finally {
    await canary.clear();
  }
}

/** What a step found out; `null`: nothing to do here. */
type Finding = Pick<ProbeStep, 'status' | 'facts'> | null;

const OK: Finding = { status: 'ok', facts: {} };

function perform(
  name: ProbeStepName,
  canary: Canary,
  bucket: Partial<BucketInspection>,
): Promise<Finding> | Finding {
  if (name === 'clock') return clock(bucket);
  if (name === 'versioning') return versioning(bucket);
  if (name === 'privilege') return privilege(bucket);
  return canary[name]();
}

class Canary {
  readonly #bucket: Bucket;
  readonly #signal: AbortSignal | undefined;
  readonly #key = PROBE_PREFIX + crypto.randomBytes(16).toString('hex');
  readonly #body = Buffer.concat([Buffer.from('cc-sessions connection test\n'), crypto.randomBytes(64)]);
  #state: 'unwritten' | 'written' | 'unknown' | 'deleted' = 'unwritten';

  constructor(bucket: Bucket, signal: AbortSignal | undefined) {
    this.#bucket = bucket;
    this.#signal = signal;
  }

  async put(): Promise<Finding> {
    this.#state = 'unknown';
    const metadata = { 'x-key-fingerprint': '00000000' };
    try {
      await this.#bucket.put(this.#key, this.#body, { metadata, signal: this.#signal });
      this.#state = 'written';
      return OK;
    } catch (error) {
      if (isRefusal(error)) this.#state = 'unwritten';
      throw error;
    }
  }

  /** Where the canary could not be written, a "not found" still shows that reading is allowed. */
  async get(): Promise<Finding> {
    try {
      const { body } = await this.#bucket.get(this.#key, { signal: this.#signal });
      assertSame(body, this.#body);
    } catch (error) {
      if (this.#state === 'written' || !isNotFound(error)) throw error;
    }
    return OK;
  }

  async range(): Promise<Finding> {
    if (this.#state !== 'written') return null;
    const { body } = await this.#bucket.get(this.#key, { range: [3, 40], signal: this.#signal });
    assertSame(body, this.#body.subarray(3, 41));
    return OK;
  }

  async list(): Promise<Finding> {
    let seen = false;
    for await (const page of this.#bucket.list(PROBE_PREFIX, { signal: this.#signal })) {
      seen ||= page.some((entry) => entry.key === this.#key);
      await this.#sweep(page);
    }
    if (this.#state === 'written' && !seen)
      throw new AppError('NOT_S3', { operation: 'list', reason: 'incomplete' });
    return OK;
  }

  async delete(): Promise<Finding> {
    if (this.#state !== 'written') return null;
    await this.#bucket.delete(this.#key, { signal: this.#signal });
    this.#state = 'deleted';
    return OK;
  }

  async gone(): Promise<Finding> {
    if (this.#state !== 'deleted') return null;
    try {
      await this.#bucket.get(this.#key, { signal: this.#signal });
    } catch (error) {
      // Without leave to list, S3 calls what is missing forbidden.
      if (isNotFound(error) || (error as AppError).code === 'ACCESS_DENIED') return OK;
      throw error;
    }
    throw new AppError('NOT_S3', { operation: 'delete', reason: 'not-deleted' });
  }

  /** Leaves nothing behind, also when the test was cut short. */
  async clear(): Promise<void> {
    if (this.#state !== 'written' && this.#state !== 'unknown') return;
    await this.#bucket.delete(this.#key).catch(() => undefined);
  }

  async #sweep(page: readonly ObjectEntry[]): Promise<void> {
    const old = page.filter(({ key, modifiedAt }) => CANARY.test(key) && modifiedAt < Date.now() - HOUR_MS);
    for (const { key } of old)
      await this.#bucket.delete(key, { signal: this.#signal }).catch(() => undefined);
  }
}

function clock({ serverTimeOffsetMs }: Partial<BucketInspection>): Finding {
  if (serverTimeOffsetMs === undefined || serverTimeOffsetMs === null) return null;
  const seconds = Math.round(serverTimeOffsetMs / 1000);
  return { status: Math.abs(seconds) > NOTABLE_SKEW_SECONDS ? 'note' : 'ok', facts: { seconds } };
}

async function versioning(bucket: Partial<BucketInspection>): Promise<Finding> {
  const found = await bucket.versioning?.();
  return found === undefined
    ? null
    : { status: found === 'on' ? 'ok' : 'note', facts: { versioning: found } };
}

async function privilege(bucket: Partial<BucketInspection>): Promise<Finding> {
  const found = await bucket.listsAllBuckets?.();
  return found === undefined
    ? null
    : { status: found === true ? 'note' : 'ok', facts: { listsAllBuckets: found } };
}

async function timed(name: ProbeStepName, work: () => Promise<Finding> | Finding): Promise<ProbeStep> {
  const began = performance.now();
  const durationMs = (): number => Math.round(performance.now() - began);
  try {
    const finding = await work();
    if (finding === null) return skipped(name);
    return { name, ...finding, durationMs: durationMs(), error: null };
  } catch (error) {
    return { name, status: 'failed', durationMs: durationMs(), error: toAppError(error), facts: {} };
  }
}

function skipped(name: ProbeStepName): ProbeStep {
  return { name, status: 'skipped', durationMs: 0, error: null, facts: {} };
}

/** A key that may read or list but not write is not without access: it is read-only. */
function causeOf(steps: readonly ProbeStep[]): AppError | null {
  const first = steps.find((step) => step.status === 'failed');
  if (!first?.error) return null;
  const reads = steps.some((step) => (step.name === 'get' || step.name === 'list') && step.status === 'ok');
  const readOnly = first.name === 'put' && first.error.code === 'ACCESS_DENIED' && reads;
  return readOnly ? new AppError('KEY_READ_ONLY', first.error.data, { cause: first.error }) : first.error;
}

function assertSame(body: Uint8Array, expected: Uint8Array): void {
  if (Buffer.compare(body, expected) !== 0)
    throw new AppError('NOT_S3', { operation: 'get', reason: 'content-differs' });
}

function isNotFound(error: unknown): boolean {
  return error instanceof AppError && error.code === 'OBJECT_NOT_FOUND';
}

/** Whether the server certainly did not store the object. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof AppError &&
    !['CONNECTION_LOST', 'TIMEOUT', 'SERVER_ERROR', 'CANCELLED'].includes(error.code)
  );
}
