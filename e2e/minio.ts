/** A real S3 server for a test, which can go away and come back, as servers do. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, randomCredentials, startMinio, type Minio } from '../src/main/bucket/testing/minio.ts';

export const BUCKET = 'cc-sessions';

export class Server {
  readonly port: number;
  readonly credentials = randomCredentials();
  readonly #directory: string;
  #running: Minio | null = null;

  private constructor(port: number, directory: string) {
    this.port = port;
    this.#directory = directory;
  }

  /** With one empty bucket, `BUCKET`. */
  static async start(): Promise<Server> {
    const server = new Server(await freePort(), await mkdtemp(path.join(tmpdir(), 'cc-minio-')));
    await server.resume();
    await server.#minio.createBucket(BUCKET);
    return server;
  }

  get #minio(): Minio {
    if (!this.#running) throw new Error('the server is stopped');
    return this.#running;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** From now on connections are refused. */
  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = null;
  }

  /** Back at the same address, with all it had. */
  async resume(): Promise<void> {
    const { port, credentials } = this;
    this.#running = await startMinio({ at: { port, credentials, directory: this.#directory } });
  }

  async end(): Promise<void> {
    await this.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Names of the objects in the bucket, as they lie on the server's disk. */
  async objects(): Promise<string[]> {
    const names = await readdir(path.join(this.#directory, BUCKET), { recursive: true });
    return names
      .filter((name) => path.basename(name) === 'xl.meta')
      .map((name) => path.dirname(name))
      .sort();
  }
}
