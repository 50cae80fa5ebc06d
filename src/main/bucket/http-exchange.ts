/** What an HTTP exchange is, whoever carries it out: whole bodies in and out, and its failures. */
import type http from 'node:http';
import { AppError } from '../../shared/errors.ts';

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

/** Bodies only; headers and TLS are not counted. */
export interface Traffic {
  requests: number;
  bytesUp: number;
  bytesDown: number;
}

/** Carries out exchanges. Failures of the network are thrown as Node made them, for `mapFailure` to name. */
export interface HttpClient {
  /** @throws AppError CANCELLED, OBJECT_TOO_LARGE, NOT_S3; StaleSocket; otherwise Node's error */
  exchange(request: HttpRequest): Promise<HttpReply>;
  close(): void;
}

/** Error documents are a few hundred bytes; a longer answer to a refused request is not one. */
const MAX_REFUSAL_BYTES = 256 * 1024;

/** Bytes of body worth reading in an answer of this status. */
export function mostBytes(request: HttpRequest, status: number): number {
  return status < 300 ? request.maxBytes : MAX_REFUSAL_BYTES;
}

export function tooLarge(request: HttpRequest, status: number, size: number): AppError {
  return status < 300
    ? new AppError('OBJECT_TOO_LARGE', { size, maxBytes: request.maxBytes })
    : new AppError('NOT_S3', { status, reason: 'content' });
}

/** No answer in time; `code` is Node's own for it, `phase` says what was waited for. */
export class WaitedTooLong extends Error {
  readonly code = 'ETIMEDOUT';
  constructor(phase: 'connect' | 'idle') {
    super(`${phase} timeout`);
    this.name = 'TimeoutError';
  }
}

/** The body ended before Content-Length: what came is not the object. */
export class CutShort extends Error {
  readonly code = 'ECONNRESET';
  constructor(received: number) {
    super(`connection closed after ${received} bytes of the body`);
  }
}

/** A kept-alive connection that the server had closed in the meantime: no fault of the request. */
export class StaleSocket extends Error {
  readonly code = 'ECONNRESET';
  constructor(cause: Error) {
    super('the server had closed the connection', { cause });
  }
}

/** The failure of a request on a connection that had served others before, unless an answer had begun. */
export function staleOr(error: NodeJS.ErrnoException, reused: boolean): Error {
  return reused && (error.code === 'ECONNRESET' || error.code === 'EPIPE') ? new StaleSocket(error) : error;
}
