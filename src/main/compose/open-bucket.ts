/** From the settings to the bucket as the vault uses it: limited, retrying, and where asked for, throttled and logged. */
import { AdaptiveLimiter, LimitedBucket } from '../bucket/adaptive-limiter.ts';
import { FolderBucket } from '../bucket/folder.ts';
import { LoggingBucket } from '../bucket/logging.ts';
import { MeteredBucket } from '../bucket/metered.ts';
import { resolveTarget, type BucketTarget } from '../bucket/providers.ts';
import { RetryingBucket } from '../bucket/retrying.ts';
import { S3Bucket } from '../bucket/s3.ts';
import { ThrottledBucket } from '../bucket/throttled.ts';
import type { CloudConfig } from '../../shared/settings.ts';
import type { Bucket, TrafficMeter } from '../engine/ports.ts';

export interface OpenedBucket {
  /** What the vault works on. */
  readonly bucket: Bucket;
  /** The adapter itself, for the connection test: its requests are neither repeated nor held back. */
  readonly adapter: S3Bucket | FolderBucket;
  readonly target: BucketTarget;
  readonly traffic: TrafficMeter;
  /** Requests that may be in flight now. */
  readonly inFlight: () => number;
  /**
   * How to wait for other devices' writes to be seen before a new vault's header is believed. A folder makes
   * files atomically, so that nothing has to be waited for; undefined: the time that servers need.
   */
  readonly wait: ((milliseconds: number) => Promise<void>) | undefined;
}

export interface BucketOptions {
  readonly secretAccessKey: string | null;
  /** In place of the config's, from the environment. */
  readonly accessKeyId: string | null;
  /** What a relative folder is relative to. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** Log each request on stderr. */
  readonly debug: boolean;
  /** Log each request here instead. */
  readonly onRequest?: ((line: string) => void) | undefined;
  /** Make the folder of a folder bucket; only when setting up. */
  readonly createFolder?: boolean;
}

/** @throws ENDPOINT_WRONG, BUCKET_MISSING, CREDENTIALS_MISSING, CREDENTIALS_SWAPPED; sends nothing yet. */
export function openBucket(cloud: CloudConfig, options: BucketOptions): OpenedBucket {
  const { secretAccessKey, accessKeyId, home } = options;
  const given = {
    ...(accessKeyId === null ? {} : { accessKeyId }),
    ...(secretAccessKey === null ? {} : { secretAccessKey }),
  };
  const target = resolveTarget({ ...cloud, ...given }, {}, { baseDirectory: home });
  const adapter =
    target.kind === 'folder'
      ? new FolderBucket(target, { create: options.createFolder ?? false })
      : new S3Bucket(target, { env: options.env });
  const metered = new MeteredBucket(adapter);
  const { debug, onRequest } = options;
  const logged =
    debug || onRequest ? new LoggingBucket(metered, onRequest ? { write: onRequest } : {}) : metered;
  const throttled = cloud.bandwidthLimit > 0 ? new ThrottledBucket(logged, cloud.bandwidthLimit) : logged;
  const limiter = new AdaptiveLimiter();
  const bucket = new RetryingBucket(new LimitedBucket(throttled, limiter));
  const wait = target.kind === 'folder' ? () => Promise.resolve() : undefined;
  return { bucket, adapter, target, traffic: liveTraffic(metered), inFlight: () => limiter.limit, wait };
}

/** Reads the meter each time it is looked at. */
function liveTraffic(metered: MeteredBucket): TrafficMeter {
  return {
    get requests() {
      return metered.traffic.requests;
    },
    get bytesUp() {
      return metered.traffic.bytesUp;
    },
    get bytesDown() {
      return metered.traffic.bytesDown;
    },
  };
}
