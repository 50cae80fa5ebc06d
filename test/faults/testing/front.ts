/**
 * A front before MinIO that a test may put words into the mouth of: each request is passed on as it came, with
 * its signature, unless the script answers itself; answers may be changed on the way back.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterTest } from './cleanup.ts';

export interface FrontRequest {
  /** Counts from 1. */
  readonly number: number;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
}

export interface FrontAnswer {
  readonly status: number;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

export interface FrontScript {
  /** What to answer in the server's stead; nothing: the request is passed on. */
  readonly answer?: (request: FrontRequest) => FrontAnswer | null | undefined;
  /** Changes the server's answer. */
  readonly change?: (request: FrontRequest, body: Buffer) => Buffer;
}

export interface Front {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly requests: FrontRequest[];
  script: FrontScript;
}

export async function startFront(targetPort: number, script: FrontScript = {}): Promise<Front> {
  const front = { endpoint: '', requests: [] as FrontRequest[], script };
  const server = http.createServer((request, response) => {
    const seen = { number: front.requests.length + 1, method: request.method ?? '', url: request.url ?? '' };
    front.requests.push(seen);
    void bodyOf(request).then((body) => {
      const own = front.script.answer?.(seen);
      if (own) return void response.writeHead(own.status, own.headers).end(own.body);
      passOn(targetPort, request, body, response, (answer) => front.script.change?.(seen, answer) ?? answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  front.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return front;
}

function passOn(
  port: number,
  { method, url, headers }: http.IncomingMessage,
  body: Buffer,
  response: http.ServerResponse,
  change: (body: Buffer) => Buffer,
): void {
  const onward = http.request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
    void bodyOf(answer).then((received) => {
      const changed = change(received);
      const { 'transfer-encoding': _chunked, ...rest } = answer.headers;
      const length = method === 'HEAD' ? {} : { 'content-length': changed.length };
      response.writeHead(answer.statusCode ?? 502, { ...rest, ...length }).end(changed);
    });
  });
  onward.on('error', () => response.destroy());
  onward.end(body);
}

async function bodyOf(message: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
