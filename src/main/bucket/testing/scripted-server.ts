/**
 * An HTTP or HTTPS server on loopback that answers as a test says: for the servers that go wrong in ways a
 * real one cannot be brought to.
 */
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { S3Target } from '../providers.ts';
import type { Certificate } from './certificates.ts';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  /** Cut the connection after so many bytes of the body. */
  readonly cutAfter?: number;
  /** Never answer. */
  readonly hang?: boolean;
}

export type Script = (request: SeenRequest, number: number) => ScriptedAnswer;

export interface ScriptedServer {
  readonly port: number;
  readonly endpoint: string;
  readonly seen: SeenRequest[];
  script: Script;
  target(changes?: Partial<S3Target>): S3Target;
  /** Closes connections without a request, as servers do after a while. */
  dropIdle(): void;
  close(): Promise<void>;
}

export async function startScriptedServer(
  script: Script,
  tls?: Pick<Certificate, 'cert' | 'key'>,
): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  const state = { script };
  const listener: http.RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const entry = { method, url, headers, body: Buffer.concat(chunks) };
      seen.push(entry);
      answer(response, state.script(entry, seen.length));
    });
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  return {
    port,
    endpoint,
    seen,
    get script() {
      return state.script;
    },
    set script(next) {
      state.script = next;
    },
    target: (changes = {}) => ({ ...targetAt(endpoint), ...changes }),
    dropIdle: () => server.closeIdleConnections(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A target with made-up credentials. */
export function targetAt(endpoint: string): S3Target {
  return {
    kind: 's3',
    provider: 's3-compatible',
    bucket: 'scripted',
    endpoint,
    region: 'us-east-1',
    regionGiven: true,
    pathStyle: true,
    credentials: { accessKeyId: 'scripted-id', secretAccessKey: 'scripted-secret-access-key' },
    prefix: '',
    label: 'scripted',
  };
}

function answer(
  response: http.ServerResponse,
  { status, headers = {}, body = '', cutAfter, hang }: ScriptedAnswer,
): void {
  if (hang) return;
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    ...(bytes.length > 0 || status !== 204 ? { 'content-length': bytes.length } : {}),
    ...headers,
  });
  if (cutAfter === undefined) return void response.end(bytes);
  response.flushHeaders();
  response.write(bytes.subarray(0, cutAfter), () => setTimeout(() => response.socket?.resetAndDestroy(), 5));
}

/** An S3 error document as Amazon writes it. */
export function errorXml(code: string, message = 'message', more = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message>${more}<RequestId>REQ1</RequestId></Error>`;
}
