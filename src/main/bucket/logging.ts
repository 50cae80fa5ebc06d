/**
 * One line per request, for CC_MEMORY_DEBUG=true: time, verb, key, size, outcome, duration. Keys hold device
 * and session ids and are shown; bodies, metadata and credentials never are, and an error is shown by its
 * code and the facts about the server, not by its message. Control characters of keys are escaped.
 */
import { toAppError } from '../../shared/errors.ts';
import type {
  Bucket,
  Clock,
  GetOptions,
  ObjectEntry,
  PutOptions,
  RequestOptions,
  StoredObject,
} from '../engine/ports.ts';

export interface LogOptions {
  /** One line without its newline. Default: standard error. */
  readonly write: (line: string) => void;
  readonly clock: Clock;
}

/** Facts of an error that may be shown. */
const SHOWN = [
  'status',
  's3Code',
  'reason',
  'expected',
  'seconds',
  'retryAfterMs',
  'phase',
  'which',
  'host',
  'requestId',
];

export class LoggingBucket implements Bucket {
  readonly label: string;
  readonly #inner: Bucket;
  readonly #options: LogOptions;

  constructor(inner: Bucket, options: Partial<LogOptions> = {}) {
    this.label = inner.label;
    this.#inner = inner;
    const write = (line: string): void => void process.stderr.write(`${line}\n`);
    this.#options = { write, clock: { now: () => Date.now() }, ...options };
  }

  async *list(
    prefix: string,
    options: RequestOptions & { readonly after?: string } = {},
  ): AsyncIterable<ObjectEntry[]> {
    const pages = this.#inner.list(prefix, options)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const outcome = (page: IteratorResult<ObjectEntry[]>): string =>
          page.done ? 'end' : `${page.value.length} keys`;
        const page = await this.#logged('LIST', prefix, '', () => pages.next(), outcome);
        if (page.done) return;
        yield page.value;
      }
    } finally {
      await pages.return?.();
    }
  }

  get(key: string, options: GetOptions = {}): Promise<StoredObject> {
    const range = options.range ? `bytes ${options.range[0]}-${options.range[1]}` : '';
    const outcome = (object: StoredObject): string => `${object.body.byteLength} B etag ${object.etag}`;
    return this.#logged('GET', key, range, () => this.#inner.get(key, options), outcome);
  }

  put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<{ readonly etag: string }> {
    const detail = `${body.byteLength} B${options.createOnly ? ' create-only' : ''}`;
    return this.#logged(
      'PUT',
      key,
      detail,
      () => this.#inner.put(key, body, options),
      ({ etag }) => `etag ${etag}`,
    );
  }

  delete(key: string, options: RequestOptions = {}): Promise<void> {
    return this.#logged(
      'DELETE',
      key,
      '',
      () => this.#inner.delete(key, options),
      () => 'gone',
    );
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  async #logged<T>(
    verb: string,
    key: string,
    detail: string,
    request: () => Promise<T>,
    outcome: (result: T) => string,
  ): Promise<T> {
    const { clock, write } = this.#options;
    const began = clock.now();
    const line = (end: string): void => {
      const what = [verb, JSON.stringify(key), detail].filter((part) => part !== '').join(' ');
      write(
        `${new Date(clock.now()).toISOString()} ${what} -> ${end} (${Math.round(clock.now() - began)} ms)`,
      );
    };
    try {
      const result = await request();
      line(outcome(result));
      return result;
    } catch (error) {
      line(describe(error));
      throw error;
    }
  }
}

function describe(error: unknown): string {
  const { code, data } = toAppError(error);
  const facts = SHOWN.filter((name) => data[name] !== undefined && data[name] !== null);
  return [code, ...facts.map((name) => `${name}=${JSON.stringify(data[name])}`)].join(' ');
}
