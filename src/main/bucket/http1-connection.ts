/**
 * One connection to a server, for one request at a time. Answers arrive in a buffer that each connection has and
 * keeps: Node's own client allocates 64 KiB for every read, and takes two to three times the CPU.
 */
import net from 'node:net';
import tls from 'node:tls';
import { AppError } from '../../shared/errors.ts';
import { AnswerReader, BodyTooLarge } from './http1-answer.ts';
import {
  CutShort,
  type HttpReply,
  type HttpRequest,
  mostBytes,
  staleOr,
  tooLarge,
  WaitedTooLong,
} from './http-exchange.ts';

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** PEM certificates to trust instead of Node's list; `null`: Node's. */
  readonly authorities: string[] | null;
  /** A TLS session of an earlier connection, which saves a round trip. */
  readonly session: Buffer | undefined;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** Called when the connection is of no more use. */
  onClosed(connection: Http1Connection): void;
  onSession(session: Buffer): void;
  onBytes(bytes: number): void;
}

const READ_BYTES = 64 * 1024;

/** The server closed the connection without a word; named as Node's own client does. */
class HungUp extends Error {
  readonly code = 'ECONNRESET';
  constructor() {
    super('socket hang up');
  }
}

interface Exchange {
  readonly request: HttpRequest;
  readonly reader: AnswerReader;
  settle(error: Error | null): void;
}

export class Http1Connection {
  readonly #options: ConnectionOptions;
  readonly #socket: net.Socket;
  readonly #abort = (): void => this.#fail(new AppError('CANCELLED'));
  #exchange: Exchange | null = null;
  #served = 0;
  #closed = false;
  #connecting: NodeJS.Timeout | null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#socket = this.#connect();
    const late = (): void => this.#fail(new WaitedTooLong('connect'));
    this.#connecting = setTimeout(late, options.connectTimeoutMs);
    this.#socket.setNoDelay(true);
    this.#socket.setTimeout(options.idleTimeoutMs, () => this.#fail(new WaitedTooLong('idle')));
    this.#socket.once(options.secure ? 'secureConnect' : 'connect', () => this.#connected());
    this.#socket.on('error', (error) => this.#fail(this.#named(error)));
    this.#socket.once('end', () => this.#ended());
    this.#socket.once('close', () => this.#ended());
  }

  /** Whether it is open and has nothing to do. */
  get isIdle(): boolean {
    return !this.#closed && this.#exchange === null;
  }

  /** @throws AppError CANCELLED, OBJECT_TOO_LARGE, NOT_S3; otherwise Node's error, marked when the server had closed */
  exchange(request: HttpRequest): Promise<HttpReply> {
    const reader = new AnswerReader({ mostBytes: (status) => mostBytes(request, status) });
    this.#socket.ref();
    return new Promise((resolve, reject) => {
      const settle = (error: Error | null): void => (error ? reject(error) : resolve(reader.reply));
      this.#exchange = { request, reader, settle };
      request.signal?.addEventListener('abort', this.#abort, { once: true });
      this.#send(request);
    });
  }

  close(): void {
    this.#fail(new AppError('CANCELLED'));
  }

  #connect(): net.Socket {
    const { host, port, secure, authorities, session } = this.#options;
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    const callback = (bytes: number): boolean => {
      this.#received(buffer.subarray(0, bytes));
      return true;
    };
    const shared = { host, port, onread: { buffer, callback } };
    if (!secure) return net.connect(shared);
    const socket = tls.connect({
      ...shared,
      ALPNProtocols: ['http/1.1'],
      ...(net.isIP(host) ? {} : { servername: host }),
      ...(authorities ? { ca: authorities } : {}),
      ...(session ? { session } : {}),
    });
    return socket.on('session', (fresh) => this.#options.onSession(fresh));
  }

  #connected(): void {
    if (this.#connecting) clearTimeout(this.#connecting);
    this.#connecting = null;
  }

  #send({ method, path, headers, body }: HttpRequest): void {
    let head = `${method} ${path} HTTP/1.1\r\n`;
    for (const [name, value] of Object.entries(headers)) head += `${name}: ${String(value)}\r\n`;
    if (!isHead(head, Object.keys(headers).length))
      return this.#fail(new AppError('INTERNAL', { reason: 'a header that is none' }));
    this.#socket.cork();
    this.#socket.write(`${head}connection: keep-alive\r\n\r\n`, 'latin1');
    if (body && body.byteLength > 0) this.#socket.write(body);
    this.#socket.uncork();
  }

  #received(piece: Buffer): void {
    const exchange = this.#exchange;
    // Nothing was asked: what a server says then (a time-out, mostly) is the end of the connection.
    if (!exchange) return this.#fail(new CutShort(0));
    const { reader } = exchange;
    const before = reader.size;
    try {
      const used = reader.take(piece);
      this.#options.onBytes(reader.size - before);
      if (reader.done) this.#finish(used === piece.length);
    } catch (error) {
      this.#fail(
        error instanceof BodyTooLarge
          ? tooLarge(exchange.request, error.status, error.size)
          : (error as Error),
      );
    }
  }

  /** `clean`: nothing came after the answer. */
  #finish(clean: boolean): void {
    const exchange = this.#release();
    this.#served += 1;
    // An answer that came before the request was out leaves a connection in the middle of something.
    if (clean && exchange?.reader.keepAlive && this.#socket.writableLength === 0) this.#socket.unref();
    else this.#destroy();
    exchange?.settle(null);
  }

  #ended(): void {
    const reader = this.#exchange?.reader;
    if (reader?.end()) return this.#finish(false);
    this.#fail(reader?.begun ? new CutShort(reader.size) : this.#named(new HungUp()));
  }

  #named(error: Error): Error {
    return this.#exchange?.reader.begun ? error : staleOr(error, this.#served > 0);
  }

  #fail(error: Error): void {
    const exchange = this.#release();
    this.#destroy();
    exchange?.settle(error);
  }

  #release(): Exchange | null {
    const exchange = this.#exchange;
    this.#exchange = null;
    exchange?.request.signal?.removeEventListener('abort', this.#abort);
    return exchange;
  }

  #destroy(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connected();
    this.#socket.destroy();
    this.#options.onClosed(this);
  }
}

/** Whether it has a request line and so many headers: no value may smuggle in another. */
function isHead(head: string, headers: number): boolean {
  return !/[^\t\r\n\x20-\x7e]/.test(head) && head.split(/[\r\n]+/).length === headers + 2;
}
