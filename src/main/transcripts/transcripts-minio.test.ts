/** The whole way over a real S3 server: capture, continue elsewhere, come back, part, and clear up. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { S3Bucket } from '../bucket/s3.ts';
import { RetryingBucket } from '../bucket/retrying.ts';
import { startMinio, type Minio } from '../bucket/testing/minio.ts';
import { randomFaults } from '../bucket/testing/faults.ts';
import { fetchBundle } from './fetch-bundle.ts';
import { purgeRetired, purgeTranscript, tidyParts } from './retired-parts.ts';
import type { Device } from './testing/device.ts';
import { lines, SESSION, World } from './testing/device.ts';

let minio: Minio;
let world: World;
const open: S3Bucket[] = [];

beforeAll(async () => {
  minio = await startMinio();
  await minio.createBucket('vault');
}, 30_000);
afterAll(() => minio?.stop());
beforeEach(() => {
  world = new World();
});
afterEach(async () => {
  world.close();
  for (const bucket of open.splice(0)) await bucket.close();
});

function device(self: string, prefix: string): Device {
  const bucket = new S3Bucket(minio.target('vault', { prefix }), { env: {} });
  open.push(bucket);
  return world.device(self, bucket);
}

async function restore(from: Device, to: Device): Promise<void> {
  const directory = join(world.directory, `restore-${to.self}`);
  mkdirSync(directory, { recursive: true });
  await fetchBundle(to.vault, from.transcript, directory);
  for (const { path } of from.transcript.files) to.write(path, readFileSync(join(directory, path)));
  to.adopt(from.transcript);
}

describe('transcripts in an S3 bucket', () => {
  it('grow, move to another device, come back, and part', async () => {
    const laptop = device('laptop', 'move/');
    const desktop = device('desktop', 'move/');
    laptop.write('main.jsonl', lines(0, 100));
    laptop.write('side/tool-results/big.bin', randomBytes(9 * 1024 * 1024));
    expect(await laptop.upload()).toMatchObject({ outcome: 'uploaded', parts: 2 });
    for (let i = 1; i <= 30; i += 1) {
      laptop.append('main.jsonl', lines(i * 100, 10));
      expect((await laptop.upload()).outcome).toBe('uploaded');
    }
    await restore(laptop, desktop);
    expect((await desktop.upload()).outcome).toBe('in-step');
    for (const { path } of laptop.bundle()) {
      expect(readFileSync(desktop.place(path)).equals(readFileSync(laptop.place(path)))).toBe(true);
    }
    desktop.append('main.jsonl', lines(5000, 10));
    expect((await desktop.upload()).outcome).toBe('uploaded');
    await restore(desktop, laptop);
    expect((await laptop.upload()).outcome).toBe('in-step');
    laptop.append('main.jsonl', lines(6000, 3));
    expect((await laptop.upload()).outcome).toBe('uploaded');
    desktop.adopt(laptop.transcript);
    desktop.append('main.jsonl', lines(7000, 3));
    expect((await desktop.upload()).outcome).toBe('diverged');
    const fetched = await laptop.fetched();
    expect(fetched.get('main.jsonl')?.equals(readFileSync(laptop.place('main.jsonl')))).toBe(true);
  }, 60_000);

  it('survive a server that fails again and again, and are cleared up in the end', async () => {
    const laptop = device('laptop', 'faults/');
    laptop.bucket.script = randomFaults(20_261_122, 0.25, [
      { code: 'CONNECTION_LOST' },
      { code: 'SERVER_ERROR', when: 'after' },
      { code: 'RATE_LIMITED' },
    ]);
    let failed = 0;
    for (let i = 0; i < 60; i += 1) {
      laptop.append('main.jsonl', lines(i * 100, 4));
      if ((await laptop.upload()).outcome === 'failed') failed += 1;
    }
    expect(failed).toBeGreaterThan(5);
    laptop.bucket.script = () => null;
    await laptop.upload();
    expect((await laptop.fetched()).get('main.jsonl')?.equals(readFileSync(laptop.place('main.jsonl')))).toBe(
      true,
    );
    const request = { self: 'laptop', state: laptop.state, vault: laptop.vault };
    // What a failed upload may have left was noted when it failed.
    expect(await tidyParts(request)).toEqual({ orphans: 0, unknown: 0, deleted: 0 });
    await purgeRetired(request, 1_000);
    await purgeRetired(request, 1_000 + 31 * 24 * 60 * 60 * 1000);
    expect((await laptop.parts()).length).toBe(laptop.transcript.parts.length);
    expect((await laptop.fetched()).get('main.jsonl')?.equals(readFileSync(laptop.place('main.jsonl')))).toBe(
      true,
    );
    expect(await purgeTranscript(request, SESSION)).toBeGreaterThan(0);
    expect(await laptop.parts()).toEqual([]);
  }, 60_000);

  it('work over retries as the program has them', async () => {
    const bucket = new S3Bucket(minio.target('vault', { prefix: 'retries/' }), { env: {} });
    open.push(bucket);
    const laptop = world.device('laptop', new RetryingBucket(bucket));
    laptop.write('main.jsonl', lines(0, 100));
    expect((await laptop.upload()).outcome).toBe('uploaded');
    expect((await laptop.fetched()).get('main.jsonl')?.toString()).toBe(lines(0, 100));
  });
});
