import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpRequest } from './http-exchange.ts';
import { HttpTransport } from './http-transport.ts';
import { createCertificate } from './testing/certificates.ts';
import { startScriptedServer } from './testing/scripted-server.ts';

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
});

const OPTIONS = {
  maxSockets: 4,
  connectTimeoutMs: 2000,
  idleTimeoutMs: 2000,
  proxyEnv: {},
  authorities: null,
};

function transportTo(endpoint: string, options: Partial<typeof OPTIONS> = {}): HttpTransport {
  const transport = new HttpTransport(new URL(endpoint), { ...OPTIONS, ...options });
  cleanUp.push(() => transport.close());
  return transport;
}

const get = (path: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  path,
  headers: { host: 'test' },
  maxBytes: 10_000_000,
  repeatable: true,
  ...more,
});

/** A server that says these very bytes, whatever it is asked, and then keeps the connection. */
async function sayingServer(
  say: (number: number) => string,
): Promise<{ endpoint: string; connections(): number }> {
  let connections = 0;
  let requests = 0;
  const server = net.createServer((socket) => {
    connections += 1;
    socket.on('data', () => socket.write(say(++requests), 'latin1'));
    socket.on('error', () => undefined);
    cleanUp.push(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => void server.close());
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
  };
}

describe('the transport', () => {
  it('carries bodies both ways, of any size, over few connections', async () => {
    const server = await startScriptedServer(({ body }) => ({ status: 200, body }));
    cleanUp.push(() => server.close());
    const transport = transportTo(server.endpoint);
    const bodies = [0, 1, 100, 65_536, 1_500_000, 5_000_000].map((size) => Buffer.alloc(size, size % 251));
    const replies = await Promise.all(
      bodies.map((body) => {
        const headers = { host: 'test', 'content-length': body.length };
        return transport.exchange(get('/', { method: 'PUT', headers, body }));
      }),
    );
    replies.forEach((reply, index) => expect(reply.body.equals(bodies[index] ?? Buffer.alloc(0))).toBe(true));
    expect(transport.traffic).toEqual({ requests: 6, bytesUp: 6_565_637, bytesDown: 6_565_637 });
  });

  it('does so over TLS', async () => {
    const tls = createCertificate('localhost');
    const server = await startScriptedServer(() => ({ status: 200, body: 'sealed' }), tls);
    cleanUp.push(() => server.close());
    const transport = new HttpTransport(new URL(server.endpoint), { ...OPTIONS, authorities: [tls.cert] });
    cleanUp.push(() => transport.close());
    const replies = await Promise.all([1, 2, 3].map(() => transport.exchange(get('/'))));
    expect(replies.map(({ body }) => body.toString())).toEqual(['sealed', 'sealed', 'sealed']);
  });

  it('opens no more connections than it may, and uses them again', async () => {
    const server = await sayingServer(() => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    const transport = transportTo(server.endpoint, { maxSockets: 3 });
    await Promise.all(Array.from({ length: 20 }, () => transport.exchange(get('/'))));
    expect(server.connections()).toBe(3);
  });

  it('gives a connection up after an answer with something behind it', async () => {
    const server = await sayingServer(() => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok + more');
    const transport = transportTo(server.endpoint);
    for (const _ of [1, 2]) expect((await transport.exchange(get('/'))).body.toString()).toBe('ok');
    expect(server.connections()).toBe(2);
  });

  it('stops waiting for an answer, or for a place, when cancelled', async () => {
    const server = await sayingServer(() => '');
    const transport = transportTo(server.endpoint, { maxSockets: 1 });
    const controller = new AbortController();
    const { signal } = controller;
    const both = [1, 2].map(() => transport.exchange(get('/', { signal })));
    setTimeout(() => controller.abort(), 20);
    for (const one of both) await expect(one).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(transport.exchange(get('/', { signal }))).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('waits so long for a word, and no longer', async () => {
    const server = await sayingServer(() => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n');
    const transport = transportTo(server.endpoint, { idleTimeoutMs: 50 });
    await expect(transport.exchange(get('/'))).rejects.toMatchObject({ message: 'idle timeout' });
  });

  it('sends nothing that has a line break in a header', async () => {
    const server = await sayingServer(() => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    const transport = transportTo(server.endpoint);
    for (const value of ['a\r\nx-evil: 1', 'a\nx-evil: 1', 'a\rb', 'a\0b']) {
      const exchange = transport.exchange(get('/', { headers: { host: 'test', 'x-a': value } }));
      await expect(exchange).rejects.toMatchObject({ code: 'INTERNAL' });
    }
  });

  it('ends what is under way when it is closed', async () => {
    const server = await sayingServer(() => '');
    const transport = transportTo(server.endpoint);
    const exchange = transport.exchange(get('/'));
    setTimeout(() => transport.close(), 20);
    await expect(exchange).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
