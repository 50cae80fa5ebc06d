import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { S3Bucket } from './s3.ts';
import type { S3Options } from './s3-connection.ts';
import type { S3Target } from './providers.ts';
import { createCertificate } from './testing/certificates.ts';
import { failureOf } from './testing/failure-of.ts';
import { startScriptedServer, targetAt } from './testing/scripted-server.ts';
import type { Script, ScriptedServer } from './testing/scripted-server.ts';

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
});

async function serve(script: Script, tls?: { cert: string; key: string }): Promise<ScriptedServer> {
  const server = await startScriptedServer(script, tls);
  cleanUp.push(() => server.close());
  return server;
}

function open(target: S3Target, options: S3Options = {}): S3Bucket {
  const bucket = new S3Bucket(target, { env: {}, ...options });
  cleanUp.push(() => bucket.close());
  return bucket;
}

const ETAG = { etag: '"0123456789abcdef"' };
describe('connections that end early', () => {
  it('in the middle of a body never give a short object', async () => {
    const body = Buffer.alloc(50_000, 7);
    const server = await serve(() => ({ status: 200, headers: ETAG, body, cutAfter: 20_000 }));
    expect((await failureOf(open(server.target()).get('k'))).code).toBe('CONNECTION_LOST');
    expect((await failureOf(open(server.target(), { client: 'sdk' }).get('k'))).code).toBe('CONNECTION_LOST');
  });

  it('while idle are replaced without a word', async () => {
    const server = await serve(() => ({ status: 200, headers: ETAG }));
    const bucket = open(server.target());
    await bucket.put('k', Buffer.from('x'));
    server.dropIdle(); // the client has not heard of it when it sends the next request
    await bucket.put('k', Buffer.from('x'));
    expect(server.seen).toHaveLength(2);
  });

  it('before they began', async () => {
    const server = await serve(() => ({ status: 200 }));
    const { port } = server;
    await server.close();
    cleanUp.pop();
    const error = await failureOf(open(targetAt(`http://127.0.0.1:${port}`)).get('k'));
    expect(error.code).toBe('CONNECTION_REFUSED');
    expect(error.data['host']).toBe(`127.0.0.1:${port}`);
  });

  it('as soon as they were made: a server that accepts, but never says a word of TLS', async () => {
    const silent = net.createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const bucket = open(targetAt(`https://127.0.0.1:${port}`), { connectTimeoutMs: 60 });
    const error = await failureOf(bucket.get('k'));
    expect([error.code, error.data['phase']]).toEqual(['TIMEOUT', 'connect']);
    silent.close();
  });

  it('for want of a name', async () => {
    const error = await failureOf(open(targetAt('http://no-such-host.invalid')).get('k'));
    expect([error.code, error.data['hostname']]).toEqual(['DNS_FAILED', 'no-such-host.invalid']);
  });
});

describe('certificates', () => {
  const authority = createCertificate('Corporate Root');

  it.each<[string, { cert: string; key: string }, string]>([
    ['self-signed', createCertificate('localhost'), 'self-signed'],
    ['expired', createCertificate('localhost', { notAfter: new Date(Date.now() - 60_000) }), 'expired'],
    [
      'from an authority nobody knows',
      createCertificate('localhost', { issuer: authority }),
      'unknown-authority',
    ],
  ])('%s are refused', async (_name, tls, reason) => {
    const server = await serve(() => ({ status: 200, headers: ETAG }), tls);
    const error = await failureOf(open(server.target()).get('k'));
    expect(error.code).toBe('TLS_FAILED');
    // An expired one of one's own making may be called either.
    expect(['self-signed', reason]).toContain(error.data['reason']);
    expect(server.seen).toHaveLength(0);
  });

  it('for another host are refused, and nothing is sent', async () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'cc-ca-'));
    cleanUp.push(() => fs.rmSync(directory, { recursive: true }));
    const file = path.join(directory, 'ca.pem');
    fs.writeFileSync(file, authority.cert);
    const tls = createCertificate('other', { hosts: ['other.example'], issuer: authority });
    const server = await serve(() => ({ status: 200, headers: ETAG }), tls);
    const error = await failureOf(open(server.target(), { env: { NODE_EXTRA_CA_CERTS: file } }).get('k'));
    expect([error.code, error.data['reason']]).toEqual(['TLS_FAILED', 'hostname']);
    expect(server.seen).toHaveLength(0);
  });

  it('of a company are trusted through NODE_EXTRA_CA_CERTS, though the process began without it', async () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'cc-ca-'));
    cleanUp.push(() => fs.rmSync(directory, { recursive: true }));
    const file = path.join(directory, 'ca.pem');
    fs.writeFileSync(file, authority.cert);
    const server = await serve(
      () => ({ status: 200, headers: ETAG }),
      createCertificate('localhost', { issuer: authority }),
    );
    const bucket = open(server.target(), { env: { NODE_EXTRA_CA_CERTS: file } });
    await bucket.put('k', Buffer.from('x'));
    await bucket.delete('k');
    expect(server.seen).toHaveLength(2);
  });
});

describe('proxies', () => {
  async function startProxy(): Promise<{ url: string; seen: string[] }> {
    const seen: string[] = [];
    const proxy = http.createServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      const { hostname, port, pathname, search } = new URL(request.url ?? '');
      const { method, headers } = request;
      const onward = http.request({ hostname, port, path: pathname + search, method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onward);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    cleanUp.push(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, seen };
  }

  it('of the environment are used by both clients', async () => {
    const server = await serve(() => ({ status: 200, headers: ETAG }));
    const proxy = await startProxy();
    const bucket = open(server.target(), { env: { HTTP_PROXY: proxy.url } });
    await bucket.put('k', Buffer.from('x'));
    await bucket.delete('k');
    expect(proxy.seen).toEqual([
      `PUT ${server.endpoint}/scripted/k`,
      expect.stringContaining(`DELETE ${server.endpoint}/scripted/k`),
    ]);
  });

  it('are passed by for hosts of NO_PROXY', async () => {
    const server = await serve(() => ({ status: 200, headers: ETAG }));
    const proxy = await startProxy();
    await open(server.target(), { env: { http_proxy: proxy.url, no_proxy: '127.0.0.1' } }).put(
      'k',
      Buffer.from('x'),
    );
    expect(proxy.seen).toEqual([]);
  });

  it('that are down, or want a password, are named', async () => {
    const server = await serve(() => ({ status: 407, body: 'password please' }));
    const down = await failureOf(
      open(server.target(), { env: { HTTP_PROXY: 'http://127.0.0.1:1' } }).get('k'),
    );
    expect([down.code, down.data['proxy']]).toEqual(['PROXY_FAILED', '127.0.0.1:1']);
    const env = { HTTPS_PROXY: server.endpoint };
    const locked = await failureOf(open(targetAt('https://s3.example.com'), { env }).get('k'));
    expect(locked.code).toBe('PROXY_FAILED');
  });
});
