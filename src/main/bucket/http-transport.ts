/**
 * HTTP/1.1 exchanges with one origin: kept-alive connections, whole bodies in and out, two time-outs, proxies
 * from the environment. Answers are returned whatever their status; failures of the network are thrown as
 * Node made them, for `mapFailure` to name.
 */
import { AppError } from '../../shared/errors.ts';
import type { TrafficMeter } from '../engine/ports.ts';
import { type Agent, AgentClient, createAgent } from './http-agent.ts';
import {
  type HttpClient,
  type HttpOptions,
  type HttpReply,
  type HttpRequest,
  StaleSocket,
} from './http-exchange.ts';
import { Http1Pool } from './http1-pool.ts';
import { proxyFor } from './proxy.ts';

export class HttpTransport {
  readonly #client: HttpClient;
  readonly #traffic = { requests: 0, bytesUp: 0, bytesDown: 0 };
  readonly #createAgent: () => Agent;
  #agent: Agent | null = null;

  constructor(origin: URL, options: HttpOptions) {
    this.#createAgent = () => createAgent(origin.protocol === 'https:', options);
    this.#client =
      proxyFor(origin, options.proxyEnv) === null
        ? new Http1Pool(origin, options, this.#traffic)
        : new AgentClient(origin, this.agent, options, this.#traffic);
  }

  get traffic(): TrafficMeter {
    return this.#traffic;
  }

  /** For clients that bring their own requests (the SDK) but should use the same proxies and trust. */
  get agent(): Agent {
    return (this.#agent ??= this.#createAgent());
  }

  /** @throws AppError CANCELLED, OBJECT_TOO_LARGE, NOT_S3; otherwise Node's error */
  async exchange(request: HttpRequest): Promise<HttpReply> {
    if (request.signal?.aborted) throw new AppError('CANCELLED');
    try {
      return await this.#client.exchange(request);
    } catch (error) {
      if (!request.repeatable || !(error instanceof StaleSocket)) throw error;
      return this.#client.exchange(request);
    }
  }

  close(): void {
    this.#client.close();
    this.#agent?.destroy();
  }
}
