import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { AdaptiveLimiter, LimitedBucket } from './adaptive-limiter.ts';
import { FolderBucket } from './folder.ts';
import { LoggingBucket } from './logging.ts';
import { MemoryBucket } from './memory.ts';
import { MeteredBucket } from './metered.ts';
import { RetryingBucket } from './retrying.ts';
import { S3Bucket } from './s3.ts';
import type { S3Options } from './s3-connection.ts';
import { describeBucketContract } from './testing/contract-suite.ts';
import type { ContractSubject } from './testing/contract-suite.ts';
import { FaultyBucket, randomFaults } from './testing/faults.ts';
import { startMinio } from './testing/minio.ts';
import { ThrottledBucket } from './throttled.ts';

const nothing = async (): Promise<void> => {};

describeBucketContract('memory', async () => ({
  bucket: new MemoryBucket({ pageSize: 20 }),
  metadata: true,
  atomicCreate: true,
  many: 100,
  dispose: nothing,
}));

function folder(prefix: string): () => Promise<ContractSubject> {
  return async () => {
    const directory = await fs.mkdtemp(path.join(os.tmpdir(), 'cc-folder-'));
    const target = { kind: 'folder', directory, prefix, label: 'folder' } as const;
    return {
      bucket: new FolderBucket(target, { pageSize: 20 }),
      metadata: false,
      atomicCreate: true,
      many: 100,
      dispose: () => fs.rm(directory, { recursive: true }),
    };
  };
}

describeBucketContract('folder', folder(''));
describeBucketContract('folder with a prefix', folder('team/vault/'));

/** One server for all suites, each with a bucket of its own. */
const server = startMinio();
afterAll(async () => (await server).stop());

function minio(name: string, prefix: string, options: S3Options = {}): () => Promise<ContractSubject> {
  return async () => {
    await (await server).createBucket(name);
    const target = (await server).target(name, { prefix });
    return {
      bucket: new S3Bucket(target, { pageSize: 20, ...options }),
      metadata: true,
      atomicCreate: false,
      many: 100,
      dispose: nothing,
    };
  };
}

describeBucketContract('S3 on MinIO', minio('plain', ''));
describeBucketContract('S3 on MinIO with a prefix', minio('prefixed', 'team/vault/'));
describeBucketContract('S3 on MinIO, through the SDK only', minio('sdk', '', { client: 'sdk' }));

/** Each request in five fails, before or after it was carried out. */
describeBucketContract('retrying over a faulty memory', async () => {
  const faults = randomFaults(7, 0.2, [
    { code: 'SERVER_ERROR' },
    { code: 'CONNECTION_LOST' },
    { code: 'CONNECTION_LOST', when: 'after' },
    { code: 'RATE_LIMITED', data: { retryAfterMs: 5 } },
  ]);
  const bucket = new RetryingBucket(new FaultyBucket(new MemoryBucket({ pageSize: 20 }), faults), {
    sleep: nothing,
    random: () => 0.5,
    maxAttempts: 20,
  });
  return { bucket, metadata: true, atomicCreate: true, many: 100, dispose: nothing };
});

describeBucketContract('all decorators over memory', async () => {
  const logged = new LoggingBucket(new MeteredBucket(new MemoryBucket({ pageSize: 20 })), {
    write: () => undefined,
  });
  const throttled = new ThrottledBucket(logged, 1000, { sleep: nothing });
  const bucket = new RetryingBucket(new LimitedBucket(throttled, new AdaptiveLimiter()));
  return { bucket, metadata: true, atomicCreate: true, many: 100, dispose: nothing };
});
