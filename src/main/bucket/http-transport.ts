/**
 * HTTP/1.1 exchanges with one origin: a keep-alive agent, whole bodies in and out, two time-outs, proxies
 * from the environment. Answers are returned whatever their status; failures of the network are thrown as
 * Node made them, for `mapFailure` to name.
 */
import http from 'node:http';
import https from 'node:https';
import { AppError } from '../../shared/errors.ts';
import { release } from '../../shared/release.ts';
import type { TrafficMeter } from '../engine/ports.ts';

export interface HttpRequest {
  readonly method: string;
  /** Percent-encoded path with query. */
  readonly path: string;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body?: Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Most bytes of body to take from a successful answer. */
  readonly maxBytes: number;
  /** Whether the request may be sent again when an idle connection turns out to be closed. */
  readonly repeatable: boolean;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpOptions {
  /** Sockets at most; as many as requests may be in flight. */
  readonly maxSockets: number;
  /** To connect, TLS included. */
  readonly connectTimeoutMs: number;
  /** Without a byte in either direction. */
  readonly idleTimeoutMs: number;
  /**
   * Where HTTP_PROXY, HTTPS_PROXY and NO_PROXY are read (also lower-case); Node's `proxyEnv`, Node ≥ 24.5.
   */
  readonly proxyEnv: NodeJS.ProcessEnv;
  /** PEM certificates to trust instead of Node's list; `null`: Node's. */
  readonly authorities: string[] | null;
}

/** Error documents are a few hundred bytes; a longer answer to a refused request is not one. */
const MAX_REFUSAL_BYTES = 256 * 1024;

/** No answer in time; `code` is Node's own for it, `phase` says what was waited for. */
class WaitedTooLong extends Error {
  readonly code = 'ETIMEDOUT';
  constructor(phase: 'connect' | 'idle') {
    super(`${phase} timeout`);
    this.name = 'TimeoutError';
  }
}

/** The body ended before Content-Length: what came is not the object. */
class CutShort extends Error {
  readonly code = 'ECONNRESET';
  constructor(received: number) {
    super(`connection closed after ${received} bytes of the body`);
  }
}

export class HttpTransport {
  readonly #options: HttpOptions;
  readonly #secure: boolean;
  readonly #target: { readonly host: string; readonly port: string };
  readonly #agent: http.Agent | https.Agent;
  readonly #traffic = { requests: 0, bytesUp: 0, bytesDown: 0 };

  constructor(origin: URL, options: HttpOptions) {
    this.#options = options;
    this.#secure = origin.protocol === 'https:';
    this.#target = { host: origin.hostname.replace(/^\[|\]$/g, ''), port: origin.port };
    this.#agent = this.#createAgent();
  }

  /** Bodies only; headers and TLS are not counted. */
  get traffic(): TrafficMeter {
    return this.#traffic;
  }

  /** For clients that bring their own requests (the SDK) but should share sockets, proxies and trust. */
  get agent(): http.Agent | https.Agent {
    return this.#agent;
  }

  /** @throws AppError CANCELLED, OBJECT_TOO_LARGE; otherwise Node's error */
  async exchange(request: HttpRequest): Promise<HttpReply> {
    try {
      return await this.#once(request);
    } catch (error) {
      if (!request.repeatable || !(error as { staleSocket?: boolean }).staleSocket) throw error;
      return this.#once(request);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #createAgent(): http.Agent | https.Agent {
    const { maxSockets, idleTimeoutMs, proxyEnv, authorities } = this.#options;
    const shared = { keepAlive: true, noDelay: true, maxSockets, timeout: idleTimeoutMs, proxyEnv };
    if (!this.#secure) return new http.Agent(shared);
    return new https.Agent({ ...shared, ...(authorities ? { ca: authorities } : {}) });
  }

  #once(request: HttpRequest): Promise<HttpReply> {
    return new Promise((resolve, reject) => {
      const { signal, body } = request;
      if (signal?.aborted) return reject(new AppError('CANCELLED'));
      const outgoing = this.#open(request);
      const settle = (error: Error | null, reply?: HttpReply): void => {
        signal?.removeEventListener('abort', abort);
        if (error === null) return reply && resolve(reply);
        outgoing.destroy();
        reject(error);
      };
      const abort = (): void => settle(new AppError('CANCELLED'));
      signal?.addEventListener('abort', abort, { once: true });
      let answered = false;
      outgoing.on('error', (error) => settle(answered ? error : markStale(error, outgoing.reusedSocket)));
      outgoing.once('timeout', () => settle(new WaitedTooLong('idle')));
      outgoing.once('socket', (socket) => this.#limitConnecting(outgoing, socket));
      outgoing.once('response', (incoming) => {
        answered = true;
        this.#receive(incoming, request, settle);
      });
      this.#traffic.requests += 1;
      this.#traffic.bytesUp += body?.byteLength ?? 0;
      outgoing.end(body);
    });
  }

  #open(request: HttpRequest): http.ClientRequest {
    const { method, path, headers } = request;
    const options = { ...this.#target, method, path, headers, agent: this.#agent, setHost: false };
    return this.#secure ? https.request(options) : http.request(options);
  }

  #limitConnecting(outgoing: http.ClientRequest, socket: import('node:net').Socket): void {
    if (!socket.connecting) return;
    const late = (): void => void outgoing.destroy(new WaitedTooLong('connect'));
    const timer = setTimeout(late, this.#options.connectTimeoutMs);
    const done = (): void => clearTimeout(timer);
    socket.once(this.#secure ? 'secureConnect' : 'connect', done).once('close', done);
  }

  #receive(
    incoming: http.IncomingMessage,
    request: HttpRequest,
    settle: (error: Error | null, reply?: HttpReply) => void,
  ): void {
    const status = incoming.statusCode ?? 0;
    const { headers } = incoming;
    const declared = headers['content-length'] === undefined ? null : Number(headers['content-length']);
    const limit = status < 300 ? request.maxBytes : MAX_REFUSAL_BYTES;
    const tooLarge = (size: number): void =>
      settle(
        status < 300
          ? new AppError('OBJECT_TOO_LARGE', { size, maxBytes: limit })
          : new AppError('NOT_S3', { status, reason: 'content' }),
      );
    if (declared !== null && declared > limit) return tooLarge(declared);
    const body = new Body(declared);
    incoming.on('data', (chunk: Buffer) => {
      const { length } = chunk;
      this.#traffic.bytesDown += length;
      if (body.size + length > limit) return tooLarge(body.size + length);
      body.add(chunk);
    });
    incoming.once('error', settle);
    incoming.once('end', () => {
      const whole = incoming.complete && (declared === null || declared === body.size);
      if (!whole) return settle(new CutShort(body.size));
      settle(null, { status, headers, body: body.bytes() });
    });
  }
}

/** From this size on, pieces are copied and given back as they come: as garbage they would gather to 64 MB. */
const LARGE_BYTES = 256 * 1024;

/** What arrives of a response. */
class Body {
  readonly #whole: Buffer | null;
  readonly #chunks: Buffer[] = [];
  size = 0;

  /** @param declared bytes that the server announced, within what is taken */
  constructor(declared: number | null) {
    this.#whole = declared !== null && declared >= LARGE_BYTES ? Buffer.allocUnsafeSlow(declared) : null;
  }

  add(chunk: Buffer): void {
    const { length } = chunk;
    if (this.#whole === null || this.size + length > this.#whole.length) this.#chunks.push(chunk);
    else {
      this.#whole.set(chunk, this.size);
      // Whatever else its memory may hold has not been read yet.
      if (chunk.length === chunk.buffer.byteLength) release(chunk);
    }
    this.size += length;
  }

  /** Most objects of a few kilobytes arrive in one piece, which is then not copied. */
  bytes(): Buffer {
    if (this.#whole) return this.#whole;
    const [only] = this.#chunks;
    return this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks, this.size);
  }
}

/** A kept-alive connection that the server closed in the meantime: no fault of the request. */
function markStale(error: NodeJS.ErrnoException, reused: boolean): Error {
  const stale = reused && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
  return stale ? Object.assign(error, { staleSocket: true }) : error;
}
