/** A device with an agent's files, a real sync.db and a vault over a real bucket, for tests of transcripts. */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseTranscript, type BundleRole, type Transcript } from '../../../shared/transcript.ts';
import { FolderBucket } from '../../bucket/folder.ts';
import { FaultyBucket } from '../../bucket/testing/faults.ts';
import { SealedVault } from '../../bucket/sealed.ts';
import type { BundleFile } from '../../capture/adapter.ts';
import { generateKey, type VaultKey } from '../../crypto/keys.ts';
import type { Bucket } from '../../engine/ports.ts';
import { SyncStateDb } from '../../store/sync-state.ts';
import { TranscriptReader } from '../transcript-reader.ts';
import { uploadBundle, type UploadRequest, type UploadResult } from '../upload-bundle.ts';

export const SESSION = 'mem_1';
export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

export function tempDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'cc-transcripts-'));
}

export function folderBucket(directory: string): Bucket {
  const target = { kind: 'folder', directory, prefix: '', label: 'folder' } as const;
  return new FolderBucket(target, { create: true, durable: false });
}

/** `count` lines of about `bytes` bytes, in words that come again, numbered from `from`. */
export function lines(from: number, count: number, bytes = 200): string {
  const line = (n: number): string => {
    let text = '';
    for (let i = 0; text.length < bytes - 40; i += 1)
      text += `${WORDS[(n * 31 + i * i * 7) % WORDS.length]} `;
    return `{"uuid":"${sha256(String(n)).slice(0, 16)}","n":${n},"said":"${text}"}\n`;
  };
  return Array.from({ length: count }, (_, i) => line(from + i)).join('');
}
const WORDS = Array.from({ length: 997 }, (_, i) => sha256(`word ${i}`).slice(0, 3 + (i % 7)));

/** What several devices share. */
export class World {
  readonly directory = tempDirectory();
  readonly key: VaultKey = generateKey();
  readonly #devices: Device[] = [];

  device(self: string, bucket: Bucket = folderBucket(join(this.directory, 'bucket'))): Device {
    const device = new Device(this, self, bucket);
    this.#devices.push(device);
    return device;
  }

  close(): void {
    for (const device of this.#devices) device.state.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export class Device {
  readonly self: string;
  readonly home: string;
  readonly bucket: FaultyBucket;
  readonly vault: SealedVault;
  state: SyncStateDb;
  /** Milliseconds the clock is ahead of the files' times. */
  ahead = 0;

  constructor(world: Pick<World, 'directory' | 'key'>, self: string, bucket: Bucket) {
    this.self = self;
    this.home = join(world.directory, self);
    this.bucket = new FaultyBucket(bucket);
    this.vault = new SealedVault({ bucket: this.bucket, key: world.key, vaultId: 'vault-0001' });
    mkdirSync(join(this.home, 'files'), { recursive: true });
    this.state = SyncStateDb.open(join(this.home, 'sync.db')).state;
  }

  /** As if sync.db were new. */
  loseState(): void {
    this.state.reset();
  }

  place(path: string): string {
    return join(this.home, 'files', ...path.split('/'));
  }

  write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.place(path)), { recursive: true });
    writeFileSync(this.place(path), content);
    this.#touch(path);
  }

  append(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.place(path)), { recursive: true });
    appendFileSync(this.place(path), content);
    this.#touch(path);
  }

  /** Every write gets a time of its own, so that no test depends on how fast it runs. */
  #touch(path: string): void {
    Device.#time += 1;
    utimesSync(this.place(path), Device.#time, Device.#time);
  }
  static #time = 1_763_000_000;

  remove(path: string): void {
    rmSync(this.place(path));
  }

  /** The bundle as an adapter finds it. */
  bundle(): BundleFile[] {
    const found: BundleFile[] = [];
    const visit = (directory: string, prefix: string): void => {
      for (const entry of readdirSync(directory, { withFileTypes: true })) {
        const path = prefix + entry.name;
        if (entry.isDirectory()) visit(join(directory, entry.name), `${path}/`);
        else found.push(this.#bundleFile(path));
      }
    };
    visit(join(this.home, 'files'), '');
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  #bundleFile(path: string): BundleFile {
    const { size, mtimeMs, ino } = lstatSync(this.place(path));
    const role: BundleRole =
      path === 'main.jsonl' ? 'main' : path.endsWith('.jsonl') ? 'subagent' : 'tool-result';
    const growth = path.endsWith('.jsonl') ? 'lines' : 'whole';
    return { path, role, source: this.place(path), size, mtimeMs: Math.floor(mtimeMs), ino, growth };
  }

  request(changes: Partial<UploadRequest> = {}): UploadRequest {
    return {
      session: SESSION,
      self: this.self,
      agent: 'claude-code',
      agentSession: '5b0e6d0c',
      place: 'projects/x/5b0e6d0c.jsonl',
      files: this.bundle(),
      state: this.state,
      vault: this.vault,
      recover: true,
      now: () => Device.#time * 1000 + this.ahead,
      ...changes,
    };
  }

  upload(changes: Partial<UploadRequest> = {}): Promise<UploadResult> {
    return uploadBundle(this.request(changes));
  }

  /** The row's transcript, as a memory names it. */
  get transcript(): Transcript {
    const known = this.state.transcripts.transcript(SESSION);
    if (!known || !parseTranscript(known)) throw new Error('no transcript');
    return known;
  }

  /** Takes over what another device's memory says. */
  adopt(transcript: Transcript): void {
    this.state.transcripts.commitTranscripts({ transcripts: [{ session: SESSION, transcript }] });
  }

  /** All files of a transcript, out of the vault. */
  async fetched(transcript: Transcript = this.transcript): Promise<Map<string, Buffer>> {
    const reader = new TranscriptReader(this.vault, transcript);
    const files = new Map<string, Buffer>();
    for (const { path } of transcript.files) {
      const chunks: Buffer[] = [];
      for await (const chunk of reader.open(path)) chunks.push(Buffer.from(chunk));
      files.set(path, Buffer.concat(chunks));
    }
    return files;
  }

  /** Names of all own parts in the bucket. */
  async parts(): Promise<string[]> {
    const names: string[] = [];
    for await (const page of this.vault.listParts(this.self)) names.push(...page.map(({ part }) => part));
    return names;
  }
}
