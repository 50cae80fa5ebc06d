/**
 * A real S3 server for tests and benchmarks: MinIO on free ports of 127.0.0.1, with its own directory and
 * random credentials. The binary is `$CC_TEST_MINIO`, else the one that `.cache/runtime.json` of the project
 * names as `minio`. Without one, starting fails: tests against a real server are never skipped.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import crypto from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import aws4 from 'aws4';
import type { Credentials, S3Target } from '../providers.ts';

export interface MinioOptions {
  /** Region the server insists on. Default: it accepts any, and calls itself us-east-1. */
  readonly region?: string;
  /** Comes back as the server that stood there before, with its data. Default: a new one. */
  readonly at?: MinioPlace;
}

/** What makes a server the same one after it was stopped. */
export interface MinioPlace {
  readonly port: number;
  readonly credentials: Credentials;
  /** Made and removed by the caller. */
  readonly directory: string;
}

export interface Minio {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly port: number;
  readonly region: string;
  readonly credentials: Credentials;
  createBucket(name: string): Promise<void>;
  enableVersioning(bucket: string): Promise<void>;
  /** Temporary credentials that may do only what an IAM policy's statements allow (STS AssumeRole). */
  limitedCredentials(statements: readonly object[]): Promise<Credentials>;
  /** A target for `S3Bucket`, to be varied. */
  target(bucket: string, changes?: Partial<S3Target>): S3Target;
  stop(): Promise<void>;
}

const PROJECT = fileURLToPath(new URL('../../../../', import.meta.url));

/** @throws Error that says how to get the binary */
export function minioBinary(env: NodeJS.ProcessEnv = process.env): string {
  const named = env['CC_TEST_MINIO'] || runtimeEntry();
  if (named && existsSync(named)) return named;
  throw new Error(
    `${named ? `There is no MinIO at ${named}` : 'No MinIO server is known'}: run "npm test" once, which fetches ` +
      'it and writes .cache/runtime.json, or set CC_TEST_MINIO to a minio binary.',
  );
}

function runtimeEntry(): string | null {
  try {
    const found = JSON.parse(readFileSync(path.join(PROJECT, '.cache', 'runtime.json'), 'utf8')) as {
      minio?: unknown;
    };
    return typeof found.minio === 'string' ? path.resolve(PROJECT, found.minio) : null;
  } catch {
    return null;
  }
}

export async function startMinio(options: MinioOptions = {}): Promise<Minio> {
  const binary = minioBinary();
  const { at } = options;
  const login = { credentials: at?.credentials ?? randomCredentials(), region: options.region };
  for (let attempt = 1; ; attempt += 1) {
    // Another process may take a port between its choice and its use, hence the attempts.
    const ports = [at?.port ?? (await freePort()), await freePort()] as const;
    const directory = at?.directory ?? (await fs.mkdtemp(path.join(os.tmpdir(), 'cc-minio-')));
    const server = launch(binary, { directory, remove: !at }, ports, login);
    const minio = handle(server, ports[0], login);
    if (await isReady(server, minio, options.region !== undefined)) return minio;
    await stop(server);
    const said = server.log.join('').slice(-2000);
    if (attempt === 3) throw new Error(`MinIO (${binary}) did not start: ${said}`);
  }
}

export function randomCredentials(): Credentials {
  const accessKeyId = `id${crypto.randomBytes(8).toString('hex')}`;
  return { accessKeyId, secretAccessKey: crypto.randomBytes(20).toString('hex') };
}

interface Login {
  readonly credentials: Credentials;
  readonly region: string | undefined;
}

interface Server {
  readonly child: ChildProcessWithoutNullStreams;
  readonly log: string[];
}

/**
 * The server ends, and a directory of its own goes, when this process does, however it does: a shell between the two
 * waits for the end of its input, which the system closes even after SIGKILL.
 */
const GUARD = `
  exec 3<&0
  "$@" </dev/null &
  server=$!
  (cat <&3 >/dev/null; kill -9 $server; [ -z "$MINIO_REMOVES" ] || rm -rf "$MINIO_REMOVES") 2>/dev/null &
  wait $server`;

interface Data {
  readonly directory: string;
  readonly remove: boolean;
}

function launch(
  binary: string,
  { directory, remove }: Data,
  ports: readonly [number, number],
  login: Login,
): Server {
  const address = ['--address', `127.0.0.1:${ports[0]}`, '--console-address', `127.0.0.1:${ports[1]}`];
  const child = spawn('sh', ['-c', GUARD, 'sh', binary, 'server', directory, ...address], {
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      MINIO_REMOVES: remove ? directory : '',
      MINIO_ROOT_USER: login.credentials.accessKeyId,
      MINIO_ROOT_PASSWORD: login.credentials.secretAccessKey,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
      ...(login.region ? { MINIO_SITE_REGION: login.region } : {}),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  child.on('error', (error) => log.push(error.message));
  return { child, log };
}

/**
 * Its own health check says ready before requests are; so a request is what counts. The region it was told to
 * insist on comes into force even later.
 */
async function isReady({ child }: Server, minio: Minio, strict: boolean): Promise<boolean> {
  const { port, region, credentials } = minio;
  const question = { method: 'GET', path: '/minio-is-ready?list-type=2', body: '', service: 's3', port };
  const answerTo = (asked: string): Promise<string> =>
    signedRequest({ ...question, region: asked }, credentials).catch((error: unknown) => String(error));
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline && child.exitCode === null && child.pid !== undefined) {
    const serves = (await answerTo(region)).includes('NoSuchBucket');
    const insists = !strict || (await answerTo('elsewhere')).includes('AuthorizationHeaderMalformed');
    if (serves && insists) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

async function stop({ child }: Server): Promise<void> {
  const gone = new Promise((resolve) => child.once('close', resolve));
  const running = child.exitCode === null && child.signalCode === null && child.pid !== undefined;
  child.stdin.end();
  if (running) await gone;
}

function handle(server: Server, port: number, { credentials, region = 'us-east-1' }: Login): Minio {
  const endpoint = `http://127.0.0.1:${port}`;
  const ask = (method: string, path: string, body = '', service = 's3'): Promise<string> =>
    signedRequest({ method, path, body, service, region, port }, credentials);
  return {
    endpoint,
    port,
    region,
    credentials,
    createBucket: async (name) => void (await ask('PUT', `/${name}`)),
    enableVersioning: async (bucket) => {
      const status = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
      await ask('PUT', `/${bucket}?versioning=`, status);
    },
    limitedCredentials: async (statements) => {
      const policy = encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
      const form = `Action=AssumeRole&Version=2011-06-15&DurationSeconds=3600&Policy=${policy}`;
      return credentialsIn(await ask('POST', '/', form, 'sts'));
    },
    target: (bucket, changes = {}) => ({
      kind: 's3',
      provider: 's3-compatible',
      bucket,
      endpoint,
      region,
      regionGiven: true,
      pathStyle: true,
      credentials,
      prefix: '',
      label: `S3-compatible bucket "${bucket}"`,
      ...changes,
    }),
    stop: () => stop(server),
  };
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly service: string;
  readonly region: string;
  readonly port: number;
}

async function signedRequest(question: Question, credentials: Credentials): Promise<string> {
  const { method, path, body, service, region, port } = question;
  const headers: Record<string, string> = {
    host: `127.0.0.1:${port}`,
    'x-amz-content-sha256': crypto.hash('sha256', body, 'hex'),
  };
  if (service === 'sts') headers['content-type'] = 'application/x-www-form-urlencoded';
  const signed = aws4.sign({ service, region, method, path, headers }, credentials);
  const answer = await fetch(`http://127.0.0.1:${port}${signed.path}`, {
    method,
    headers: signed.headers,
    ...(body ? { body } : {}),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`MinIO ${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
  return text;
}

function credentialsIn(xml: string): Credentials {
  const field = (name: string): string => new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1] ?? '';
  return {
    accessKeyId: field('AccessKeyId'),
    secretAccessKey: field('SecretAccessKey'),
    sessionToken: field('SessionToken'),
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
