/**
 * The client of record: @aws-sdk/client-s3, loaded when first needed (0.16 s). Deletes and questions about
 * the bucket go through it, and every request on which the lean path has no clear answer.
 */
import type { S3Client as AwsClient } from '@aws-sdk/client-s3';
import { AppError } from '../../shared/errors.ts';
import type { GetOptions, ObjectEntry, PutOptions, StoredObject } from '../engine/ports.ts';
import type { ServerAnswer } from './failure.ts';
import type { HttpTransport } from './http-transport.ts';
import type { Versioning } from './inspection.ts';
import type { S3Target } from './providers.ts';
import { bareEtag, DEFAULT_MAX_BYTES } from './s3-request.ts';
import type { ListPage, ListRequest, S3Client } from './s3-request.ts';

type Sdk = typeof import('@aws-sdk/client-s3');
type Headers = Record<string, string | undefined>;

export interface SdkSettings {
  readonly target: S3Target;
  readonly region: string;
  readonly transport: HttpTransport;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly clockOffsetMs: number;
  /** Called once for each request that went out, with the headers of its answer. */
  observe(headers: Headers): void;
}

export class S3Sdk implements S3Client {
  readonly #bucket: string;
  readonly #sdk: Sdk;
  readonly #client: AwsClient;
  readonly traffic = { requests: 0, bytesUp: 0, bytesDown: 0 };

  private constructor(sdk: Sdk, settings: SdkSettings) {
    this.#sdk = sdk;
    this.#bucket = settings.target.bucket;
    this.#client = this.#createClient(settings);
  }

  static async load(settings: SdkSettings): Promise<S3Sdk> {
    return new S3Sdk(await import('@aws-sdk/client-s3'), settings);
  }

  async put(key: string, body: Uint8Array, options: PutOptions): Promise<{ readonly etag: string }> {
    const command = new this.#sdk.PutObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      Body: body,
      ContentLength: body.byteLength,
      ContentType: 'application/octet-stream',
      ...(options.metadata ? { Metadata: { ...options.metadata } } : {}),
      ...(options.createOnly ? { IfNoneMatch: '*' } : {}),
    });
    this.traffic.bytesUp += body.byteLength;
    const output = await this.#client.send(command, sendOptions(options.signal));
    if (output.ETag === undefined) throw new AppError('NOT_S3', { operation: 'put', reason: 'no-etag' });
    return { etag: bareEtag(output.ETag) };
  }

  async get(key: string, options: GetOptions): Promise<StoredObject> {
    const { range, maxBytes = DEFAULT_MAX_BYTES } = options;
    const command = new this.#sdk.GetObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      ...(range ? { Range: `bytes=${range[0]}-${range[1]}` } : {}),
    });
    const output = await this.#client.send(command, sendOptions(options.signal));
    if (output.ETag === undefined) throw new AppError('NOT_S3', { operation: 'get', reason: 'no-etag' });
    const whole = await readBody(
      output.Body as AsyncIterable<Uint8Array> | undefined,
      output.ContentLength,
      maxBytes,
    );
    // A server that does not know ranges sends everything.
    const ignored = range !== undefined && output.ContentRange === undefined;
    const body = ignored ? whole.subarray(range[0], range[1] + 1) : whole;
    return { body, etag: bareEtag(output.ETag), metadata: { ...output.Metadata } };
  }

  async list(request: ListRequest): Promise<ListPage> {
    const command = new this.#sdk.ListObjectsV2Command({
      Bucket: this.#bucket,
      Prefix: request.prefix,
      MaxKeys: request.pageSize,
      EncodingType: 'url',
      ...(request.token !== undefined ? { ContinuationToken: request.token } : {}),
      ...(request.token === undefined && request.after ? { StartAfter: request.after } : {}),
    });
    const output = await this.#client.send(command, sendOptions(request.signal));
    if (output.IsTruncated === undefined && output.Contents === undefined && output.KeyCount === undefined) {
      throw new AppError('NOT_S3', { operation: 'list', reason: 'content' });
    }
    const encoded = output.EncodingType === 'url';
    const entries: ObjectEntry[] = (output.Contents ?? []).map((item) => ({
      key: encoded ? decodeURIComponent((item.Key ?? '').replaceAll('+', ' ')) : (item.Key ?? ''),
      etag: bareEtag(item.ETag ?? ''),
      size: item.Size ?? 0,
      modifiedAt: item.LastModified?.getTime() ?? 0,
    }));
    const more = output.IsTruncated === true;
    if (more && !output.NextContinuationToken)
      throw new AppError('NOT_S3', { operation: 'list', reason: 'no-token' });
    return { entries, next: more ? (output.NextContinuationToken ?? null) : null };
  }

  async delete(key: string, signal: AbortSignal | undefined): Promise<void> {
    const command = new this.#sdk.DeleteObjectCommand({ Bucket: this.#bucket, Key: key });
    await this.#client.send(command, sendOptions(signal));
  }

  async versioning(): Promise<Versioning> {
    const output = await this.#client.send(
      new this.#sdk.GetBucketVersioningCommand({ Bucket: this.#bucket }),
    );
    return output.Status === 'Enabled' ? 'on' : output.Status === 'Suspended' ? 'suspended' : 'off';
  }

  /**
   * Whether the key sees buckets beside this one; throws when it may not list any. MinIO lists what it may
   * see.
   */
  async seesOtherBuckets(): Promise<boolean> {
    const { Buckets = [] } = await this.#client.send(new this.#sdk.ListBucketsCommand({ MaxBuckets: 100 }));
    return Buckets.some(({ Name }) => Name !== this.#bucket);
  }

  #createClient(settings: SdkSettings): AwsClient {
    const { target, region, transport, connectTimeoutMs, idleTimeoutMs } = settings;
    const client = new this.#sdk.S3Client({
      region,
      ...(target.endpoint === null ? {} : { endpoint: target.endpoint }),
      forcePathStyle: target.pathStyle,
      credentials: { ...target.credentials } as { accessKeyId: string; secretAccessKey: string },
      // Off AWS the default's trailers are refused (MinIO, Ceph, Swift) and wrong checksums accepted (Ceph).
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // The second attempt is what corrects the clock.
      maxAttempts: 2,
      systemClockOffset: settings.clockOffsetMs,
      requestHandler: {
        // Only the one for the endpoint's scheme is ever used.
        httpAgent: transport.agent,
        httpsAgent: transport.agent as import('node:https').Agent,
        connectionTimeout: connectTimeoutMs,
        socketTimeout: idleTimeoutMs,
      },
    });
    client.middlewareStack.add(
      (next) => async (args) => {
        this.traffic.requests += 1;
        const result = await next(args);
        const { headers = {} } = result.response as { headers?: Headers };
        this.traffic.bytesDown += Number(headers['content-length'] ?? 0);
        settings.observe(headers);
        return result;
      },
      { step: 'deserialize', priority: 'low', name: 'countRequests' },
    );
    return client;
  }
}

function sendOptions(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

async function readBody(
  stream: AsyncIterable<Uint8Array> | undefined,
  declared: number | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const tooLarge = (size: number): AppError => new AppError('OBJECT_TOO_LARGE', { size, maxBytes });
  if (declared !== undefined && declared > maxBytes) {
    (stream as unknown as { destroy?: () => void }).destroy?.();
    throw tooLarge(declared);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(size);
    chunks.push(chunk);
  }
  if (declared !== undefined && size !== declared) {
    throw Object.assign(new Error(`connection closed after ${size} bytes of the body`), {
      code: 'ECONNRESET',
    });
  }
  return Buffer.concat(chunks, size);
}

/**
 * What the SDK's error tells of the server's answer; `null` when there was none (network, our own mistake).
 */
export function answerOfSdkError(error: unknown): ServerAnswer | null {
  const { $metadata, $response, message, Code, Region, Endpoint, ServerTime } = error as {
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number; headers?: Headers };
    message?: string;
    Code?: string;
    Region?: string;
    Endpoint?: string;
    ServerTime?: string;
  };
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  if (status === undefined) return null;
  const headers = $response?.headers ?? {};
  // Only error documents have a `<Code>`; without one the SDK makes a name up.
  const code = Code ?? null;
  return {
    status,
    headers,
    code,
    message: message ?? '',
    region: Region ?? null,
    endpoint: Endpoint ?? null,
    serverTime: ServerTime ?? null,
    foreignBody:
      code === null && headers['content-length'] !== '0' && !/xml/.test(headers['content-type'] ?? ''),
  };
}
