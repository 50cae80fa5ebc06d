import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseObjectKey } from '../../shared/object-key.ts';
import type { Bucket } from '../engine/ports.ts';
import { FolderBucket } from './folder.ts';
import { MemoryBucket } from './memory.ts';
import { probe, PROBE_PREFIX, PROBE_STEPS, probeSteps } from './probe.ts';
import type { ProbeResult } from './probe.ts';
import { S3Bucket } from './s3.ts';
import { FaultyBucket } from './testing/faults.ts';
import type { FaultScript } from './testing/faults.ts';
import { startMinio } from './testing/minio.ts';
import type { Minio } from './testing/minio.ts';

function states(result: ProbeResult): string {
  return result.steps.map(({ name, status }) => `${name}:${status}`).join(' ');
}

async function leftovers(bucket: Bucket): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of bucket.list(PROBE_PREFIX)) keys.push(...page.map(({ key }) => key));
  return keys;
}

describe('on a folder', () => {
  it('takes every step that a folder has, and leaves nothing', async () => {
    const directory = await fs.mkdtemp(path.join(os.tmpdir(), 'cc-probe-'));
    const bucket = new FolderBucket({ kind: 'folder', directory, prefix: '', label: '' });
    const result = await probe(bucket);
    expect(states(result)).toBe(
      'put:ok get:ok range:ok list:ok delete:ok gone:ok clock:skipped versioning:skipped privilege:skipped',
    );
    expect([result.ok, result.cause, await leftovers(bucket)]).toEqual([true, null, []]);
    await fs.rm(directory, { recursive: true });
    expect((await probe(bucket)).cause?.code).toBe('BUCKET_MISSING');
  });
});

describe('on MinIO', () => {
  let minio: Minio;
  beforeAll(async () => {
    minio = await startMinio();
    await minio.createBucket('vault');
    await minio.createBucket('another');
  }, 30_000);
  afterAll(() => minio?.stop());

  it('finds all well, and notes what a person may want to know', async () => {
    const bucket = new S3Bucket(minio.target('vault', { prefix: 'team/' }), { env: {} });
    const shown: string[] = [];
    const result = await probe(bucket, { onStep: ({ name }) => shown.push(name) });
    expect(states(result)).toBe(
      'put:ok get:ok range:ok list:ok delete:ok gone:ok clock:ok versioning:note privilege:note',
    );
    expect(shown).toEqual([...PROBE_STEPS]);
    expect(result.steps.at(-2)?.facts).toEqual({ versioning: 'off' });
    expect(result.ok).toBe(true);
    expect(await leftovers(bucket)).toEqual([]);
    await bucket.close();
  });

  it('calls a key that may only read by its name', async () => {
    const Resource = ['arn:aws:s3:::vault', 'arn:aws:s3:::vault/*'];
    const credentials = await minio.limitedCredentials([
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource },
    ]);
    const bucket = new S3Bucket(minio.target('vault', { credentials }), { env: {} });
    const result = await probe(bucket);
    expect(result.cause?.code).toBe('KEY_READ_ONLY');
    expect(states(result)).toBe(
      'put:failed get:ok range:skipped list:ok delete:skipped gone:skipped clock:ok versioning:note privilege:ok',
    );
    await bucket.close();
  });

  it('calls a key without any rights denied', async () => {
    const Resource = ['arn:aws:s3:::another'];
    const credentials = await minio.limitedCredentials([
      { Effect: 'Allow', Action: ['s3:ListBucket'], Resource },
    ]);
    const bucket = new S3Bucket(minio.target('vault', { credentials }), { env: {} });
    const result = await probe(bucket);
    expect([result.ok, result.cause?.code]).toEqual([false, 'ACCESS_DENIED']);
    await bucket.close();
  });

  it('misses the right to delete, and to list', async () => {
    const Resource = ['arn:aws:s3:::vault', 'arn:aws:s3:::vault/*'];
    const Action = ['s3:GetObject', 's3:PutObject'];
    const credentials = await minio.limitedCredentials([{ Effect: 'Allow', Action, Resource }]);
    const bucket = new S3Bucket(minio.target('vault', { credentials }), { env: {} });
    const result = await probe(bucket);
    expect(states(result)).toMatch(/^put:ok get:ok range:ok list:failed delete:failed/);
    expect([result.cause?.code, result.cause?.data['operation']]).toEqual(['ACCESS_DENIED', 'list']);
    await bucket.close();
  });

  it('stops at once where nothing else could work', async () => {
    const bucket = new S3Bucket(minio.target('nowhere'), { env: {} });
    const result = await probe(bucket);
    expect(result.cause?.code).toBe('BUCKET_MISSING');
    expect(result.steps.slice(1).every(({ status }) => status === 'skipped')).toBe(true);
    expect(bucket.traffic.requests).toBe(1);
    await bucket.close();
  });
});

describe('on a bucket that misbehaves', () => {
  const on =
    (kind: string, fault: ReturnType<FaultScript>): FaultScript =>
    (request) =>
      request.kind === kind ? fault : null;

  it('notices content that comes back changed', async () => {
    const corrupt = (body: Uint8Array): Uint8Array => body.map((byte) => byte ^ 1);
    const result = await probe(new FaultyBucket(new MemoryBucket(), on('get', { corrupt })));
    expect([result.cause?.code, result.cause?.data['reason']]).toEqual(['NOT_S3', 'content-differs']);
  });

  it('goes on after a failure of the moment, and cleans up', async () => {
    const memory = new MemoryBucket();
    const script = on('put', { code: 'CONNECTION_LOST', when: 'after' });
    const result = await probe(new FaultyBucket(memory, script));
    expect(result.cause?.code).toBe('CONNECTION_LOST');
    expect(await leftovers(memory)).toEqual([]);
  });

  it('cleans up when it is broken off', async () => {
    const memory = new MemoryBucket();
    for await (const step of probeSteps(memory)) if (step.name === 'get') break;
    expect(await leftovers(memory)).toEqual([]);
  });

  it('notes a clock that is off by more than five minutes', async () => {
    const skewed = Object.assign(new MemoryBucket(), { serverTimeOffsetMs: -600_000 });
    const step = (await probe(skewed)).steps.find(({ name }) => name === 'clock');
    expect(step).toMatchObject({ status: 'note', facts: { seconds: -600 } });
  });

  it('removes canaries that killed tests left, and nothing else', async () => {
    let now = Date.now() - 7_200_000;
    const memory = new MemoryBucket({ now: () => now });
    const old = `${PROBE_PREFIX}${'a'.repeat(32)}`;
    const young = `${PROBE_PREFIX}${'b'.repeat(32)}`;
    await memory.put(old, Buffer.from('x'));
    await memory.put(`${PROBE_PREFIX}mine`, Buffer.from('x'));
    now = Date.now();
    await memory.put(young, Buffer.from('x'));
    await probe(memory);
    expect(await leftovers(memory)).toEqual([young, `${PROBE_PREFIX}mine`]);
  });

  it('puts its canary where the vault looks for nothing', async () => {
    const memory = new MemoryBucket();
    const keys: string[] = [];
    await probe(
      new FaultyBucket(memory, ({ kind, key }) => (kind === 'put' ? (keys.push(key), null) : null)),
    );
    expect(keys).toHaveLength(1);
    expect(parseObjectKey(keys[0]!)).toBeNull();
  });
});
