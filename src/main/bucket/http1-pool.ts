/** Kept-alive connections to one origin, the last used first, no more than are allowed. */
import { AppError } from '../../shared/errors.ts';
import type { HttpClient, HttpOptions, HttpReply, HttpRequest, Traffic } from './http-exchange.ts';
import { Http1Connection } from './http1-connection.ts';

export class Http1Pool implements HttpClient {
  readonly #origin: URL;
  readonly #options: HttpOptions;
  readonly #traffic: Traffic;
  readonly #open = new Set<Http1Connection>();
  readonly #idle: Http1Connection[] = [];
  readonly #waiting: (() => void)[] = [];
  #session: Buffer | undefined;

  constructor(origin: URL, options: HttpOptions, traffic: Traffic) {
    this.#origin = origin;
    this.#options = options;
    this.#traffic = traffic;
  }

  async exchange(request: HttpRequest): Promise<HttpReply> {
    const connection = this.#free() ?? (await this.#whenFree(request.signal));
    this.#traffic.requests += 1;
    this.#traffic.bytesUp += request.body?.byteLength ?? 0;
    try {
      return await connection.exchange(request);
    } finally {
      if (connection.isIdle) this.#idle.push(connection);
      this.#waiting.shift()?.();
    }
  }

  close(): void {
    for (const connection of [...this.#open]) connection.close();
  }

  /** An idle connection, or a new one if there may be more. */
  #free(): Http1Connection | null {
    for (let known = this.#idle.pop(); known; known = this.#idle.pop()) if (known.isIdle) return known;
    return this.#open.size < this.#options.maxSockets ? this.#connect() : null;
  }

  async #whenFree(signal: AbortSignal | undefined): Promise<Http1Connection> {
    for (;;) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      if (signal?.aborted) {
        this.#waiting.shift()?.();
        throw new AppError('CANCELLED');
      }
      const connection = this.#free();
      if (connection) return connection;
    }
  }

  #connect(): Http1Connection {
    const { hostname, protocol, port } = this.#origin;
    const secure = protocol === 'https:';
    const { authorities, connectTimeoutMs, idleTimeoutMs } = this.#options;
    const connection = new Http1Connection({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || (secure ? 443 : 80)),
      secure,
      authorities,
      session: this.#session,
      connectTimeoutMs,
      idleTimeoutMs,
      onClosed: (closed) => void this.#open.delete(closed),
      onSession: (session) => (this.#session = session),
      onBytes: (bytes) => (this.#traffic.bytesDown += bytes),
    });
    this.#open.add(connection);
    return connection;
  }
}
