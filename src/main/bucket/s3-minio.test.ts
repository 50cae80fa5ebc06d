import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CloudConfig } from '../../shared/settings.ts';
import { resolveTarget } from './providers.ts';
import type { S3Target } from './providers.ts';
import { RetryingBucket } from './retrying.ts';
import { S3Bucket } from './s3.ts';
import type { S3Options } from './s3-connection.ts';
import { failureOf } from './testing/failure-of.ts';
import { startFaultProxy } from './testing/fault-proxy.ts';
import type { FaultProxy, NetworkFaults } from './testing/fault-proxy.ts';
import { startMinio } from './testing/minio.ts';
import type { Minio } from './testing/minio.ts';

let minio: Minio;
const cleanUp: (() => Promise<void>)[] = [];

beforeAll(async () => {
  minio = await startMinio();
  await minio.createBucket('vault');
}, 30_000);
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
});
afterAll(() => minio?.stop());

function open(changes: Partial<S3Target> = {}, options: S3Options = {}): S3Bucket {
  const bucket = new S3Bucket(minio.target('vault', changes), { env: {}, ...options });
  cleanUp.push(() => bucket.close());
  return bucket;
}

async function through(faults: Partial<NetworkFaults>): Promise<FaultProxy> {
  const proxy = await startFaultProxy(minio.port, faults);
  cleanUp.push(() => proxy.close());
  return proxy;
}

const BODY = Buffer.alloc(200_000, 'encrypted');

describe('a config written by hand', () => {
  it('with only the document’s keys works', async () => {
    const { accessKeyId, secretAccessKey } = minio.credentials;
    const config: CloudConfig = {
      enabled: true,
      provider: 's3-compatible',
      bucket: 'vault',
      endpoint: `127.0.0.1:${minio.port}/vault/`,
      accessKeyId,
      secretAccessKey,
      syncOnSave: true,
      syncIntervalMinutes: 30,
      deviceId: 'auto',
      prefix: '',
      transcripts: 'on-demand',
      pathMap: {},
      bandwidthLimit: 0,
    };
    const bucket = new S3Bucket(resolveTarget(config) as S3Target, { env: {} });
    cleanUp.push(() => bucket.close());
    await bucket.put('by-hand', BODY);
    expect((await bucket.get('by-hand')).body.byteLength).toBe(BODY.length);
  });
});

describe('what is wrong has a name', () => {
  it('bucket missing, for every request', async () => {
    const bucket = open({ bucket: 'nowhere' });
    for (const ask of [() => bucket.put('k', BODY), () => bucket.get('k'), () => bucket.delete('k')]) {
      const error = await failureOf(ask());
      expect([error.code, error.data['bucket']]).toEqual(['BUCKET_MISSING', 'nowhere']);
    }
  });

  it('key id and secret swapped', async () => {
    const { accessKeyId, secretAccessKey } = minio.credentials;
    const credentials = { accessKeyId: secretAccessKey, secretAccessKey: accessKeyId };
    expect((await failureOf(open({ credentials }).put('k', BODY))).code).toBe('CREDENTIALS_SWAPPED');
  });

  it('unknown key id, wrong secret', async () => {
    const unknown = { ...minio.credentials, accessKeyId: 'nobody' };
    const wrong = { ...minio.credentials, secretAccessKey: 'wrong-secret-access-key' };
    expect((await failureOf(open({ credentials: unknown }).get('k'))).data['which']).toBe('accessKeyId');
    expect((await failureOf(open({ credentials: wrong }).get('k'))).data['which']).toBe('secretAccessKey');
  });

  it('a key that may only read', async () => {
    const arn = ['arn:aws:s3:::vault', 'arn:aws:s3:::vault/*'];
    const allowed = { Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: arn };
    const credentials = await minio.limitedCredentials([allowed]);
    await open().put('readable', BODY);
    const limited = open({ credentials });
    expect((await limited.get('readable')).body.byteLength).toBe(BODY.length);
    for await (const page of limited.list('')) expect(page.length).toBeGreaterThan(0);
    expect((await failureOf(limited.put('k', BODY))).code).toBe('ACCESS_DENIED');
    expect((await failureOf(limited.delete('readable'))).code).toBe('ACCESS_DENIED');
    expect(await limited.versioning()).toBe('unknown');
  });

  it('wrong region, with the right one said; taken over when nobody had given one', async () => {
    const strict = await startMinio({ region: 'eu-west-7' });
    cleanUp.push(() => strict.stop());
    await strict.createBucket('vault');
    const given = new S3Bucket(strict.target('vault', { region: 'us-east-1' }), { env: {} });
    const silent = new S3Bucket(strict.target('vault', { region: 'us-east-1', regionGiven: false }), {
      env: {},
    });
    cleanUp.push(
      () => given.close(),
      () => silent.close(),
    );
    const error = await failureOf(given.put('k', BODY));
    expect([error.code, error.data['expected']]).toEqual(['REGION_WRONG', 'eu-west-7']);
    await silent.put('k', BODY);
    expect(silent.region).toBe('eu-west-7');
    await silent.delete('k');
  });

  it('nothing when all is well: versioning, privileges, clock', async () => {
    await minio.createBucket('versioned');
    await minio.enableVersioning('versioned');
    expect(await open({ bucket: 'versioned' }).versioning()).toBe('on');
    const bucket = open();
    expect(await bucket.versioning()).toBe('off');
    expect(await bucket.listsAllBuckets()).toBe(true);
    expect(Math.abs(bucket.serverTimeOffsetMs ?? Infinity)).toBeLessThan(5000);
  });
});

describe('a bad network', () => {
  it('that cuts a download gives CONNECTION_LOST, and the whole object to those who ask again', async () => {
    await open().put('large', BODY);
    const proxy = await through({ cutAfterDown: 90_000, cuts: 2 });
    const bucket = open({ endpoint: proxy.endpoint });
    expect((await failureOf(bucket.get('large'))).code).toBe('CONNECTION_LOST');
    const { body } = await new RetryingBucket(bucket, { baseMs: 1 }).get('large');
    expect(Buffer.compare(body, BODY)).toBe(0);
    expect(proxy.faults.cuts).toBe(0);
  });

  it('that cuts an upload leaves the old object whole', async () => {
    await open().put('kept', Buffer.from('old'));
    const proxy = await through({ cutAfterUp: 90_000, cuts: 1 });
    const bucket = open({ endpoint: proxy.endpoint });
    expect((await failureOf(bucket.put('kept', BODY))).code).toBe('CONNECTION_LOST');
    expect(Buffer.from((await open().get('kept')).body).toString()).toBe('old');
    await new RetryingBucket(bucket, { baseMs: 1 }).put('kept', BODY);
    expect((await open().get('kept')).body.byteLength).toBe(BODY.length);
  });

  it('that loses the answer to a create-only PUT does not make it fail', async () => {
    const proxy = await through({});
    const bucket = open({ endpoint: proxy.endpoint });
    await bucket.get('warm').catch(() => undefined);
    const lossy = new RetryingBucket(bucket, {
      baseMs: 1,
      onRetry: () => (proxy.faults.cutAfterDown = null),
    });
    proxy.faults.cutAfterDown = 450; // after the answer to the look-up, in the middle of the answer to the PUT
    await lossy.put('vault.json', Buffer.from('{}'), { createOnly: true });
    expect(Buffer.from((await open().get('vault.json')).body).toString()).toBe('{}');
  });

  it('that resets everything at once is survived by requests made again', async () => {
    const proxy = await through({ delayMs: 20 });
    const bucket = new RetryingBucket(open({ endpoint: proxy.endpoint }), { baseMs: 1 });
    const puts = Array.from({ length: 24 }, (_, index) => bucket.put(`many/${index}`, BODY));
    setTimeout(() => proxy.resetAll(), 30);
    await Promise.all(puts);
    let count = 0;
    for await (const page of open().list('many/')) count += page.length;
    expect(count).toBe(24);
  });

  it('that refuses connections is said so', async () => {
    const proxy = await through({ refuse: true });
    expect((await failureOf(open({ endpoint: proxy.endpoint }).get('k'))).code).toBe('CONNECTION_LOST');
    await proxy.close();
    cleanUp.pop();
    cleanUp.pop();
    expect((await failureOf(open({ endpoint: proxy.endpoint }).get('k'))).code).toBe('CONNECTION_REFUSED');
  });
});

describe('traffic', () => {
  it('is counted: requests and bytes of bodies', async () => {
    const bucket = open({ prefix: 'counted/' });
    await bucket.put('a', BODY);
    await bucket.get('a');
    await bucket.get('a', { range: [0, 99] });
    expect(bucket.traffic).toEqual({ requests: 3, bytesUp: BODY.length, bytesDown: BODY.length + 100 });
    await bucket.delete('a');
    for await (const page of bucket.list('')) expect(page).toEqual([]);
    expect(bucket.traffic.requests).toBe(5);
  });

  it('of a listing is one request per thousand objects', async () => {
    const bucket = open({}, { pageSize: 10 });
    for (let index = 0; index < 25; index += 1) await bucket.put(`paged/${index}`, Buffer.from('x'));
    const before = bucket.traffic.requests;
    for await (const page of bucket.list('paged/')) expect(page.length).toBeLessThanOrEqual(10);
    expect(bucket.traffic.requests - before).toBe(3);
  });
});
