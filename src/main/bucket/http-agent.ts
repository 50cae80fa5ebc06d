/** HTTP by Node's own client and agent: for proxies, and for clients that bring their own requests (the SDK). */
import type http from 'node:http';
import type https from 'node:https';
import { AppError } from '../../shared/errors.ts';
import {
  CutShort,
  type HttpClient,
  type HttpOptions,
  type HttpReply,
  type HttpRequest,
  mostBytes,
  staleOr,
  tooLarge,
  type Traffic,
  WaitedTooLong,
} from './http-exchange.ts';

export type Agent = http.Agent | https.Agent;

/** By this way, as an `import` reads each export, one of which loads all of undici (50 ms). */
const nodeHttp = (): typeof http => process.getBuiltinModule('node:http');
const nodeHttps = (): typeof https => process.getBuiltinModule('node:https');

/** A keep-alive agent that takes proxies from the environment. */
export function createAgent(secure: boolean, options: HttpOptions): Agent {
  const { maxSockets, idleTimeoutMs, proxyEnv, authorities } = options;
  const shared = { keepAlive: true, noDelay: true, maxSockets, timeout: idleTimeoutMs, proxyEnv };
  if (!secure) return new (nodeHttp().Agent)(shared);
  return new (nodeHttps().Agent)({ ...shared, ...(authorities ? { ca: authorities } : {}) });
}

export class AgentClient implements HttpClient {
  readonly #target: { readonly host: string; readonly port: string };
  readonly #secure: boolean;
  readonly #agent: Agent;
  readonly #options: HttpOptions;
  readonly #traffic: Traffic;

  constructor(origin: URL, agent: Agent, options: HttpOptions, traffic: Traffic) {
    this.#target = { host: origin.hostname.replace(/^\[|\]$/g, ''), port: origin.port };
    this.#secure = origin.protocol === 'https:';
    this.#agent = agent;
    this.#options = options;
    this.#traffic = traffic;
  }

  exchange(request: HttpRequest): Promise<HttpReply> {
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
      outgoing.on('error', (error) => settle(answered ? error : staleOr(error, outgoing.reusedSocket)));
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

  close(): void {
    this.#agent.destroy();
  }

  #open(request: HttpRequest): http.ClientRequest {
    const { method, path, headers } = request;
    const options = { ...this.#target, method, path, headers, agent: this.#agent, setHost: false };
    return this.#secure ? nodeHttps().request(options) : nodeHttp().request(options);
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
    const limit = mostBytes(request, status);
    if (declared !== null && declared > limit) return settle(tooLarge(request, status, declared));
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      this.#traffic.bytesDown += chunk.length;
      if (size > limit) return settle(tooLarge(request, status, size));
      chunks.push(chunk);
    });
    incoming.once('error', settle);
    incoming.once('end', () => {
      const whole = incoming.complete && (declared === null || declared === size);
      if (!whole) return settle(new CutShort(size));
      settle(null, { status, headers, body: joined(chunks, size) });
    });
  }
}

/** Most objects of a few kilobytes arrive in one piece, which is then not copied. */
function joined(chunks: readonly Buffer[], size: number): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only ? only : Buffer.concat(chunks, size);
}
