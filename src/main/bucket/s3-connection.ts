/**
 * The way to one S3 bucket: which client a request takes, what its failure is called, and what can be put
 * right without a person and is, once per request: the clock (by the server's Date), a region that nobody had
 * named (by the server's word), a certificate whose authority the operating system knows.
 */
import { AppError } from '../../shared/errors.ts';
import type { TrafficMeter } from '../engine/ports.ts';
import { mayBeSwapped } from './credential-shapes.ts';
import type { Failure, NetworkFailure, Operation, ServerAnswer } from './failure.ts';
import { HttpTransport } from './http-transport.ts';
import { requestBase } from './providers.ts';
import type { S3Target } from './providers.ts';
import { proxyFor } from './proxy.ts';
import { mapFailure } from './s3-errors.ts';
import { PAGE_SIZE } from './s3-request.ts';
import { answerOfSdkError, S3Sdk } from './s3-sdk.ts';
import { Refused, S3Wire, Unclear } from './s3-wire.ts';
import { widerTrust } from './trust.ts';

export interface S3Options {
  /** Requests in flight at most. Default 64, the limiter's ceiling. */
  readonly maxSockets?: number;
  /** `sdk`: everything through the SDK, e.g. to compare. Default `lean`. */
  readonly client?: 'lean' | 'sdk';
  /** Proxies and extra authorities. Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Keys per page of a listing. Default and most: 1,000. */
  readonly pageSize?: number;
  /** To connect. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Without a byte in either direction. Default 60,000. */
  readonly idleTimeoutMs?: number;
}

/** One request, in the words of both clients. */
export interface Call<T> {
  readonly operation: Operation;
  /** Relative to the vault; for messages. */
  readonly key?: string;
  readonly signal?: AbortSignal | undefined;
  /** `null`: the lean client does not know this request. */
  readonly lean: ((wire: S3Wire) => Promise<T>) | null;
  readonly sdk: (sdk: S3Sdk) => Promise<T>;
}

/**
 * After so many requests of one kind that only the SDK got through, the lean path is not tried for it again.
 */
const LEAN_DEFEATS = 3;

export class S3Connection {
  readonly #target: S3Target;
  readonly #options: Required<S3Options>;
  #region: string;
  #authorities: string[] | null = null;
  #clockOffsetMs = 0;
  #transport: HttpTransport;
  #wire: S3Wire;
  #sdk: Promise<S3Sdk> | null = null;
  readonly #transports: HttpTransport[] = [];
  readonly #meters: TrafficMeter[] = [];
  readonly #defeats = new Map<Operation, number>();
  #lastDate: string | undefined;
  #serverOffsetMs: number | null = null;

  constructor(target: S3Target, options: S3Options) {
    this.#target = target;
    this.#region = target.region;
    const defaults = { maxSockets: 64, client: 'lean', env: process.env, pageSize: PAGE_SIZE } as const;
    this.#options = { ...defaults, connectTimeoutMs: 10_000, idleTimeoutMs: 60_000, ...options };
    this.#transport = this.#createTransport();
    this.#wire = this.#createWire();
  }

  /** Server's clock minus ours by its latest answer; a Date header is good to a second. */
  get serverOffsetMs(): number | null {
    return this.#serverOffsetMs;
  }

  /** The region in force; differs from the target's after the server's correction. */
  get region(): string {
    return this.#region;
  }

  get traffic(): TrafficMeter {
    const sum = { requests: 0, bytesUp: 0, bytesDown: 0 };
    for (const meter of this.#meters) {
      sum.requests += meter.requests;
      sum.bytesUp += meter.bytesUp;
      sum.bytesDown += meter.bytesDown;
    }
    return sum;
  }

  /** @throws AppError of the bucket codes, see s3-errors.ts */
  async run<T>(call: Call<T>): Promise<T> {
    const remedies = new Set<string>();
    for (;;) {
      const region = this.#region; // another request may change it while this one is under way
      try {
        return await this.#attempt(call);
      } catch (error) {
        const failure = this.#name(call, error, region);
        const remedy = remedies.size < 3 ? this.#remedy(failure) : null;
        if (remedy === null || remedies.has(remedy)) throw failure;
        remedies.add(remedy);
      }
    }
  }

  close(): void {
    for (const transport of this.#transports) transport.close();
  }

  async #attempt<T>(call: Call<T>): Promise<T> {
    const defeats = this.#defeats.get(call.operation) ?? 0;
    if (!call.lean || this.#options.client === 'sdk' || defeats >= LEAN_DEFEATS)
      return this.#throughSdk(call);
    try {
      return await call.lean(this.#wire);
    } catch (error) {
      if (!(error instanceof Unclear)) throw error;
    }
    const result = await this.#throughSdk(call);
    this.#defeats.set(call.operation, defeats + 1);
    return result;
  }

  async #throughSdk<T>(call: Call<T>): Promise<T> {
    if (call.signal?.aborted) throw new AppError('CANCELLED');
    this.#sdk ??= this.#loadSdk();
    return call.sdk(await this.#sdk);
  }

  async #loadSdk(): Promise<S3Sdk> {
    const { connectTimeoutMs, idleTimeoutMs } = this.#options;
    const sdk = await S3Sdk.load({
      target: this.#target,
      region: this.#region,
      transport: this.#transport,
      clockOffsetMs: this.#clockOffsetMs,
      connectTimeoutMs,
      idleTimeoutMs,
      observe: (headers) => this.#observe(headers['date']),
    });
    this.#meters.push(sdk.traffic);
    return sdk;
  }

  #createTransport(): HttpTransport {
    const { maxSockets, connectTimeoutMs, idleTimeoutMs, env } = this.#options;
    const transport = new HttpTransport(requestBase(this.#target, this.#region), {
      maxSockets,
      connectTimeoutMs,
      idleTimeoutMs,
      proxyEnv: env,
      authorities: this.#authorities,
    });
    this.#transports.push(transport);
    this.#meters.push(transport.traffic);
    return transport;
  }

  #createWire(): S3Wire {
    const base = requestBase(this.#target, this.#region);
    const settings = { credentials: this.#target.credentials, base, region: this.#region };
    const wire = new S3Wire(this.#transport, settings, (headers) => this.#observe(headers.date));
    wire.clockOffsetMs = this.#clockOffsetMs;
    return wire;
  }

  #observe(date: string | undefined): void {
    if (date === undefined || date === this.#lastDate) return;
    this.#lastDate = date;
    const time = Date.parse(date);
    if (!Number.isNaN(time)) this.#serverOffsetMs = time - Date.now();
  }

  /** Puts right what the failure allows to; the name of the remedy, or `null`. */
  #remedy({ code, data }: AppError): string | null {
    if (code === 'CLOCK_SKEW' && typeof data['seconds'] === 'number') {
      this.#clockOffsetMs = data['seconds'] * 1000;
      this.#wire.clockOffsetMs = this.#clockOffsetMs;
      return 'clock';
    }
    const expected = data['expected'];
    if (
      code === 'REGION_WRONG' &&
      !this.#target.regionGiven &&
      typeof expected === 'string' &&
      /^[\w-]+$/.test(expected)
    ) {
      // Of many requests in flight, the first to hear of it moves; the others only ask again.
      if (expected !== this.#region) this.#reconnect(() => (this.#region = expected));
      return 'region';
    }
    if (
      code === 'TLS_FAILED' &&
      (data['reason'] === 'unknown-authority' || data['reason'] === 'self-signed')
    ) {
      if (!this.#authorities) this.#reconnect(() => (this.#authorities = widerTrust(this.#options.env)));
      return 'trust';
    }
    return null;
  }

  /** New clients after a change of settings; requests under way end with the old ones. */
  #reconnect(change: () => void): void {
    change();
    this.#transport = this.#createTransport();
    this.#wire = this.#createWire();
    this.#sdk = null;
  }

  #name(call: Call<unknown>, error: unknown, region: string): AppError {
    if (call.signal?.aborted || (error as Error | null)?.name === 'AbortError')
      return new AppError('CANCELLED');
    const place = this.#failure(call, region);
    if (error instanceof AppError) {
      if (error.code === 'CANCELLED') return error;
      const { operation, bucket, host, key } = place;
      return new AppError(error.code, { operation, bucket, host, key, ...error.data }, { cause: error });
    }
    const known = error instanceof Refused || error instanceof Unclear;
    const answer: ServerAnswer | null = known ? error.answer : answerOfSdkError(error);
    if (answer === null) return mapFailure({ ...place, network: networkFailure(error) }, error);
    this.#observe(String(answer.headers['date'] ?? ''));
    return mapFailure({ ...place, answer }, known ? undefined : error);
  }

  #failure(call: Call<unknown>, region: string): Failure {
    const { provider, bucket, credentials } = this.#target;
    const { accessKeyId, secretAccessKey } = credentials;
    const base = requestBase(this.#target, region);
    return {
      operation: call.operation,
      key: call.key,
      provider,
      bucket,
      host: base.host,
      region,
      accessKeyId,
      looksSwapped: mayBeSwapped(provider, accessKeyId, secretAccessKey),
      proxy: proxyFor(base, this.#options.env),
      now: Date.now(),
    };
  }
}

/** Node's error, also when it is one of several addresses that were tried. */
function networkFailure(error: unknown): NetworkFailure {
  const first: unknown = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  const { code, name, message, hostname, address, port, statusCode } = first as NodeJS.ErrnoException & {
    hostname?: string;
    address?: string;
    port?: number;
    statusCode?: number;
  };
  return {
    code: code ?? name ?? '',
    message: message ?? String(error),
    hostname,
    address,
    port,
    status: statusCode,
  };
}
