import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { CLOUD_DEFAULTS } from '../../shared/settings.ts';
import type { CloudConfig } from '../../shared/settings.ts';
import { looksSwapped, mayBeSwapped } from './credential-shapes.ts';
import { requestBase, resolveTarget } from './providers.ts';
import type { S3Target } from './providers.ts';

const ACCOUNT = '0123456789abcdef0123456789abcdef';
const AWS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: `${'w'.repeat(39)}/` };
const R2 = { accessKeyId: 'a'.repeat(32), secretAccessKey: 'b'.repeat(64) };
const B2 = { accessKeyId: '0025f0571db506a0000000007', secretAccessKey: `K002${'x'.repeat(27)}` };
const KEYS = {
  s3: AWS,
  r2: R2,
  b2: B2,
  's3-compatible': { accessKeyId: 'minio', secretAccessKey: 'minio-secret' },
  folder: {},
};

function config(changes: Partial<CloudConfig> & Pick<CloudConfig, 'provider'>): CloudConfig {
  return { ...CLOUD_DEFAULTS, bucket: 'cc-sessions', ...KEYS[changes.provider], ...changes };
}

function resolve(changes: Partial<CloudConfig> & Pick<CloudConfig, 'provider'>): S3Target {
  const target = resolveTarget(config(changes));
  if (target.kind !== 's3') throw new Error('a folder');
  return target;
}

function failure(changes: Partial<CloudConfig> & Pick<CloudConfig, 'provider'>): [string, unknown] {
  try {
    resolveTarget(config(changes));
  } catch (error) {
    if (error instanceof AppError) return [error.code, error.data['reason'] ?? error.data['which']];
    throw error;
  }
  return ['no error', null];
}

describe('the document’s examples', () => {
  it('for R2', () => {
    const target = resolve({ provider: 'r2', endpoint: `https://${ACCOUNT}.r2.cloudflarestorage.com` });
    expect(target).toMatchObject({
      region: 'auto',
      pathStyle: false,
      label: 'Cloudflare R2 bucket "cc-sessions"',
    });
    expect(requestBase(target, 'auto').href).toBe(`https://cc-sessions.${ACCOUNT}.r2.cloudflarestorage.com/`);
  });

  it('for S3', () => {
    const target = resolve({ provider: 's3', bucket: 'my-cc-sessions-bucket', region: 'us-east-1' });
    expect(target).toMatchObject({
      endpoint: null,
      region: 'us-east-1',
      regionGiven: true,
      pathStyle: false,
    });
    expect(requestBase(target, 'us-east-1').href).toBe(
      'https://my-cc-sessions-bucket.s3.us-east-1.amazonaws.com/',
    );
  });

  it('for B2', () => {
    const target = resolve({
      provider: 'b2',
      region: 'us-west-002',
      endpoint: 'https://s3.us-west-002.backblazeb2.com',
    });
    expect(target).toMatchObject({ region: 'us-west-002', pathStyle: false });
    expect(requestBase(target, 'us-west-002').host).toBe('cc-sessions.s3.us-west-002.backblazeb2.com');
  });
});

describe('endpoints as people paste them', () => {
  it.each([
    ACCOUNT,
    ACCOUNT.toUpperCase(),
    `https://${ACCOUNT}/`,
    `${ACCOUNT}.r2.cloudflarestorage.com`,
    `https://${ACCOUNT}.r2.cloudflarestorage.com/`,
    `https://${ACCOUNT}.r2.cloudflarestorage.com/cc-sessions`,
    `https://cc-sessions.${ACCOUNT}.r2.cloudflarestorage.com`,
  ])('R2: %s', (endpoint) => {
    expect(resolve({ provider: 'r2', endpoint }).endpoint).toBe(
      `https://${ACCOUNT}.r2.cloudflarestorage.com`,
    );
  });

  it.each(['eu', 'fedramp'])('R2 in the jurisdiction %s', (where) => {
    const endpoint = `https://${ACCOUNT}.${where}.r2.cloudflarestorage.com`;
    expect(resolve({ provider: 'r2', endpoint, region: 'us-east-1' })).toMatchObject({
      endpoint,
      region: 'auto',
    });
  });

  it.each<[Partial<CloudConfig>, string]>([
    [{ region: 'us-west-004' }, 'us-west-004'],
    [{ endpoint: 's3.eu-central-003.backblazeb2.com' }, 'eu-central-003'],
    [{ endpoint: 'https://cc-sessions.s3.us-west-004.backblazeb2.com/' }, 'us-west-004'],
    [{ endpoint: 'https://s3.us-west-004.backblazeb2.com', region: 'us-west-002' }, 'us-west-004'],
  ])('B2: %j', (changes, region) => {
    const target = resolve({ provider: 'b2', ...changes });
    expect(target).toMatchObject({
      region,
      regionGiven: true,
      endpoint: `https://s3.${region}.backblazeb2.com`,
    });
  });

  it.each<[Partial<CloudConfig>, string, boolean]>([
    [{}, 'us-east-1', false],
    [{ endpoint: 'https://s3.amazonaws.com' }, 'us-east-1', false],
    [{ endpoint: 'https://s3.eu-west-1.amazonaws.com' }, 'eu-west-1', true],
    [{ endpoint: 's3-eu-west-1.amazonaws.com/cc-sessions' }, 'eu-west-1', true],
    [{ endpoint: 'https://cc-sessions.s3.eu-west-1.amazonaws.com' }, 'eu-west-1', true],
    [{ endpoint: 'https://s3.eu-west-1.amazonaws.com', region: 'eu-west-2' }, 'eu-west-2', true],
  ])('S3: %j', (changes, region, regionGiven) => {
    expect(resolve({ provider: 's3', ...changes })).toMatchObject({ endpoint: null, region, regionGiven });
  });

  it('S3 through an endpoint of one’s own network', () => {
    const endpoint = 'https://bucket.vpce-1a2b3c4d.s3.us-east-1.vpce.amazonaws.com';
    expect(resolve({ provider: 's3', endpoint, region: 'us-east-1' }).endpoint).toBe(endpoint);
  });

  it.each([
    ['localhost:9000', 'http://localhost:9000'],
    ['127.0.0.1:9000', 'http://127.0.0.1:9000'],
    ['[::1]:9000', 'http://[::1]:9000'],
    ['nas.local:9000/', 'https://nas.local:9000'],
    ['http://192.168.1.5:9000/cc-sessions/', 'http://192.168.1.5:9000'],
    ['https://ref.supabase.co/storage/v1/s3', 'https://ref.supabase.co/storage/v1/s3'],
  ])('others: %s', (endpoint, expected) => {
    const target = resolve({ provider: 's3-compatible', endpoint });
    expect(target).toMatchObject({
      endpoint: expected,
      pathStyle: true,
      region: 'us-east-1',
      regionGiven: false,
    });
    expect(requestBase(target, 'us-east-1').href).toBe(`${expected}/cc-sessions`);
  });

  it.each<[CloudConfig['provider'], string | undefined, string]>([
    ['r2', undefined, 'missing'],
    ['r2', 'https://YOUR_ACCOUNT_ID.r2.cloudflarestorage.com', 'placeholder'],
    ['r2', 'https://<account>.r2.cloudflarestorage.com', 'placeholder'],
    ['r2', 'https://pub-1234.r2.dev', 'public-url'],
    ['r2', `https://dash.cloudflare.com/${ACCOUNT}/r2/default/buckets/x`, 'console'],
    ['r2', `https://${ACCOUNT}.r2.cloudflarestorage.com/another-bucket`, 'path'],
    ['b2', undefined, 'missing'],
    ['b2', 'https://f002.backblazeb2.com/file/cc-sessions', 'public-url'],
    ['b2', 'https://secure.backblaze.com/b2_buckets.htm', 'console'],
    ['s3', 'http://cc-sessions.s3-website-us-east-1.amazonaws.com', 'public-url'],
    ['s3', 'https://s3.console.aws.amazon.com/s3/buckets/cc-sessions', 'console'],
    ['s3-compatible', undefined, 'missing'],
    ['s3-compatible', 'ftp://example.com', 'malformed'],
    ['s3-compatible', 'https://', 'malformed'],
    ['s3-compatible', 'https://user:password@example.com', 'malformed'],
    ['s3-compatible', 'https://example.com/?x=1', 'malformed'],
    ['s3-compatible', 'not a url', 'malformed'],
  ])('%s %s is explained as %s', (provider, endpoint, reason) => {
    expect(failure({ provider, endpoint })).toEqual(['ENDPOINT_WRONG', reason]);
  });
});

describe('bucket names', () => {
  it.each(['cc-sessions', 's3://cc-sessions', 's3://cc-sessions/', '/cc-sessions/', ' cc-sessions '])(
    '%j is understood',
    (bucket) => {
      expect(resolve({ provider: 's3', bucket }).bucket).toBe('cc-sessions');
    },
  );

  it.each(['', 'a', 'my bucket', 'bucket/prefix', 's3://bucket/prefix', '-x-', 'x'.repeat(256), 'büc ket'])(
    '%j is not',
    (bucket) => {
      expect(failure({ provider: 's3', bucket })).toEqual(['BUCKET_MISSING', 'invalid-name']);
    },
  );

  it('that fit no host name or certificate go into the path', () => {
    expect(resolve({ provider: 's3', bucket: 'my.bucket' }).pathStyle).toBe(true);
    expect(resolve({ provider: 's3', bucket: 'My_Bucket' }).pathStyle).toBe(true);
    const target = resolve({ provider: 's3', bucket: 'cc-sessions', pathStyle: true, region: 'cn-north-1' });
    expect(requestBase(target, 'cn-north-1').href).toBe('https://s3.cn-north-1.amazonaws.com.cn/cc-sessions');
  });
});

describe('credentials', () => {
  it('come from the config file first, else from the keychain', () => {
    const { accessKeyId } = AWS;
    const target = resolveTarget(config({ provider: 's3', accessKeyId, secretAccessKey: undefined }), {
      secretAccessKey: 'kept',
    });
    expect(target).toMatchObject({ credentials: { accessKeyId, secretAccessKey: 'kept' } });
    const both = resolveTarget(config({ provider: 's3', secretAccessKey: 'written' }), {
      secretAccessKey: 'kept',
    });
    expect(both).toMatchObject({ credentials: { secretAccessKey: 'written' } });
  });

  it.each<[Partial<CloudConfig>, string]>([
    [{ accessKeyId: undefined }, 'accessKeyId'],
    [{ secretAccessKey: ' ' }, 'secretAccessKey'],
    [{ accessKeyId: '', secretAccessKey: undefined }, 'both'],
    [{ accessKeyId: 'YOUR_AWS_ACCESS_KEY' }, 'accessKeyId'],
  ])('missing: %j', (changes, which) => {
    expect(failure({ provider: 's3', ...changes })).toEqual(['CREDENTIALS_MISSING', which]);
  });

  it.each(['s3', 'r2', 'b2'] as const)('swapped for %s are noticed before anything is sent', (provider) => {
    const { accessKeyId, secretAccessKey } = KEYS[provider];
    const endpoint = provider === 'r2' ? ACCOUNT : undefined;
    const swapped = {
      accessKeyId: secretAccessKey,
      secretAccessKey: accessKeyId,
      endpoint,
      region: 'us-west-002',
    };
    expect(failure({ provider, ...swapped })[0]).toBe('CREDENTIALS_SWAPPED');
    expect(looksSwapped(provider, secretAccessKey, accessKeyId)).toBe(true);
    expect(looksSwapped(provider, accessKeyId, secretAccessKey)).toBe(false);
  });

  it('of other makers are only suspected', () => {
    expect(looksSwapped('s3-compatible', 'minio-secret', 'minio')).toBe(false);
    expect(mayBeSwapped('s3-compatible', 'minio-secret', 'minio')).toBe(true);
    expect(mayBeSwapped('s3-compatible', 'minio', 'minio-secret')).toBe(false);
    expect(looksSwapped('b2', '001595bc99b5dbfe1c91496159d63c416a31ace7cc', B2.accessKeyId)).toBe(true);
  });
});

describe('folders', () => {
  it.each([
    ['/srv/bucket', '/srv/bucket'],
    ['~/bucket', path.join(os.homedir(), 'bucket')],
    ['~', os.homedir()],
    ['bucket', '/base/bucket'],
  ])('%s', (bucket, directory) => {
    const target = resolveTarget(config({ provider: 'folder', bucket }), {}, { baseDirectory: '/base' });
    expect(target).toMatchObject({ kind: 'folder', directory });
  });

  it('need a name', () => {
    expect(failure({ provider: 'folder', bucket: ' ' })).toEqual(['BUCKET_MISSING', 'invalid-name']);
  });
});
