/**
 * The adapter for a target. Nothing is sent and no directory is looked at before the first request.
 */
import type { Bucket } from '../engine/ports.ts';
import { FolderBucket } from './folder.ts';
import type { BucketInspection } from './inspection.ts';
import type { BucketTarget } from './providers.ts';
import { S3Bucket } from './s3.ts';

export interface CreateBucketOptions {
  /** Proxies and extra certificate authorities. Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Make a folder's directory when it is missing; only when setting up. Default false. */
  readonly createFolder?: boolean;
}

/** An adapter; those of servers can also be inspected. */
export type Adapter = Bucket & Partial<BucketInspection>;

export function createBucket(target: BucketTarget, options: CreateBucketOptions = {}): Adapter {
  if (target.kind === 'folder') return new FolderBucket(target, { create: options.createFolder ?? false });
  return new S3Bucket(target, options.env ? { env: options.env } : {});
}
