/** A MinIO server on loopback, its data on disk, and proxies in front of it. Nothing outlives `stop`. */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import aws4 from 'aws4';
import { PROJECT } from './programs.mjs';

const CREDENTIALS = { accessKeyId: 'bench-access-key', secretAccessKey: 'bench-secret-access-key' };
const START_TIMEOUT_MS = 30_000;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Status of one request; 0 when nobody answers. */
function statusOf(options) {
  return new Promise((resolve) => {
    const outgoing = request(options, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
    });
    outgoing.on('error', () => resolve(0));
    outgoing.end();
  });
}

export class MinioServer {
  #child;

  constructor(port, child) {
    this.port = port;
    this.credentials = CREDENTIALS;
    this.#child = child;
  }

  static async start(program, dataDirectory) {
    await mkdir(dataDirectory, { recursive: true });
    const port = await freePort();
    const env = {
      ...process.env,
      MINIO_ROOT_USER: CREDENTIALS.accessKeyId,
      MINIO_ROOT_PASSWORD: CREDENTIALS.secretAccessKey,
      MINIO_BROWSER: 'off',
    };
    const args = ['server', '--quiet', '--address', `127.0.0.1:${port}`, dataDirectory];
    const server = new MinioServer(port, spawn(program, args, { env, stdio: 'ignore' }));
    await server.#untilReady();
    return server;
  }

  async #untilReady() {
    const deadline = performance.now() + START_TIMEOUT_MS;
    const probe = { host: '127.0.0.1', port: this.port, path: '/minio/health/ready' };
    while ((await statusOf(probe)) !== 200) {
      if (performance.now() > deadline || this.#child.exitCode !== null)
        throw new Error('MinIO does not start');
      await sleep(50);
    }
  }

  /** A server that says it is ready may still answer 503 for a moment. */
  async createBucket(name) {
    const deadline = performance.now() + START_TIMEOUT_MS;
    const options = { host: `127.0.0.1:${this.port}`, service: 's3', region: 'us-east-1', method: 'PUT' };
    for (;;) {
      const signed = aws4.sign({ ...options, path: `/${name}` }, CREDENTIALS);
      const status = await statusOf({ ...signed, host: '127.0.0.1', port: this.port });
      if (status === 200) return;
      if (status !== 503 || performance.now() > deadline) {
        throw new Error(`creating bucket ${name} failed with ${status}`);
      }
      await sleep(100);
    }
  }

  async stop() {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await gone;
  }
}

/** A proxy to `targetPort`; see delay-proxy.mjs. */
export class Proxy {
  #child;

  static async start(targetPort, delayMs) {
    const proxy = new Proxy();
    proxy.delayMs = delayMs;
    proxy.#child = fork(path.join(PROJECT, 'bench', 'delay-proxy.mjs'), [
      String(targetPort),
      String(delayMs),
    ]);
    const [message] = await once(proxy.#child, 'message');
    proxy.port = message.port;
    return proxy;
  }

  /** Requests and bytes since the last call. */
  async takeCounts() {
    const answer = once(this.#child, 'message');
    this.#child.send('counts');
    return (await answer)[0];
  }

  async stop() {
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }
}
