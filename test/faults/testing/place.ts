/**
 * Where a test's bucket is, and a way into it past the product: whole contents as bytes, and writes that no
 * client of ours would make.
 */
import { hash } from 'node:crypto';
import fs from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import aws4 from 'aws4';
import { afterAll, beforeAll } from 'vitest';
import { FolderBucket } from '../../../src/main/bucket/folder.ts';
import { S3Bucket } from '../../../src/main/bucket/s3.ts';
import { startMinio, type Minio } from '../../../src/main/bucket/testing/minio.ts';
import { generateKey, keyToHex, type VaultKey } from '../../../src/main/crypto/keys.ts';
import { createVaultHeader, encodeVaultHeader } from '../../../src/main/crypto/vault-header.ts';
import type { Bucket } from '../../../src/main/engine/ports.ts';
import { afterTest, tempDirectory } from './cleanup.ts';

/** Lines of the `cloud:` block. */
export type Settings = Readonly<Record<string, string | number | boolean>>;

export interface Place {
  readonly kind: 'folder' | 's3';
  /** What a config names it by. */
  readonly settings: Settings;
  readonly key: VaultKey;
  readonly keyHex: string;
  readonly vaultId: string;
  /** The adapter itself, with nothing around it. */
  readonly bucket: Bucket;
  /** Writes under any name the provider takes. */
  putRaw(key: string, body: Uint8Array): Promise<void>;
}

/** Every object with its content, by key. */
export async function contentsOf({ bucket }: Place): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  for await (const page of bucket.list('')) {
    const bodies = await Promise.all(page.map(({ key }) => bucket.get(key)));
    page.forEach(({ key }, at) => contents.set(key, Buffer.from(bodies[at]!.body)));
  }
  return contents;
}

/** Keys and what they hold, short enough to be compared and read in a failure. */
export async function digestOf(place: Place): Promise<Record<string, string>> {
  const entries = [...(await contentsOf(place))];
  return Object.fromEntries(
    entries.map(([key, body]) => [key, `${body.length} ${hash('sha256', body, 'hex').slice(0, 16)}`]),
  );
}

export interface VaultOptions {
  /** Default: random ones. */
  readonly key?: VaultKey;
  readonly vaultId?: string;
}

/** A vault as the set-up makes it, without the two seconds that the set-up waits for rivals. */
async function makeVault(
  bucket: Bucket,
  { key = generateKey(), vaultId }: VaultOptions = {},
): Promise<Pick<Place, 'key' | 'keyHex' | 'vaultId'>> {
  const header = await createVaultHeader(key, { vaultId });
  await bucket.put('vault.json', encodeVaultHeader(header));
  return { key, keyHex: keyToHex(key), vaultId: header.vaultId };
}

export async function folderPlace(
  directory = path.join(tempDirectory(), 'bucket'),
  vault: VaultOptions = {},
): Promise<Place> {
  const bucket = new FolderBucket(
    { kind: 'folder', directory, prefix: '', label: directory },
    { create: true },
  );
  return {
    kind: 'folder',
    settings: { provider: 'folder', bucket: directory },
    bucket,
    ...(await makeVault(bucket, vault)),
    putRaw: async (key, body) => {
      const file = path.join(directory, key);
      await fs.mkdir(path.dirname(file), { recursive: true });
      await fs.writeFile(file, body);
    },
  };
}

/** One MinIO for all tests of a file. */
export function sharedMinio(): () => Minio {
  let minio: Minio | undefined;
  beforeAll(async () => {
    minio = await startMinio();
  });
  afterAll(() => minio?.stop());
  return () => {
    if (!minio) throw new Error('MinIO is started before the tests, not earlier');
    return minio;
  };
}

let buckets = 0;

/** A new bucket in it, with a vault. @param endpoint what the config names, e.g. a proxy's */
export async function s3Place(minio: Minio, endpoint = minio.endpoint): Promise<Place> {
  buckets += 1;
  const name = `faults-${process.pid}-${buckets}`;
  await minio.createBucket(name);
  const bucket = new S3Bucket(minio.target(name), { env: {} });
  afterTest(() => bucket.close());
  return {
    kind: 's3',
    settings: s3Settings(minio, name, { endpoint }),
    bucket,
    ...(await makeVault(bucket)),
    putRaw: (key, body) => putPastEveryCheck(minio, name, key, body),
  };
}

export function s3Settings(minio: Minio, bucket: string, changes: Settings = {}): Settings {
  return {
    provider: 's3-compatible',
    bucket,
    endpoint: minio.endpoint,
    access_key_id: minio.credentials.accessKeyId,
    secret_access_key: minio.credentials.secretAccessKey,
    ...changes,
  };
}

/** A signed PUT whose path nobody tidies up on the way. @throws Error with the server's answer when it refuses */
function putPastEveryCheck(minio: Minio, bucket: string, key: string, body: Uint8Array): Promise<void> {
  const escaped = [...Buffer.from(key)]
    .map((byte) =>
      /[A-Za-z0-9._~/-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : percent(byte),
    )
    .join('');
  const signed = aws4.sign(
    {
      service: 's3',
      region: minio.region,
      method: 'PUT',
      path: `/${bucket}/${escaped}`,
      headers: {
        host: `127.0.0.1:${minio.port}`,
        'x-amz-content-sha256': hash('sha256', body, 'hex'),
        'content-length': body.length,
      },
    },
    minio.credentials,
  );
  return new Promise((resolve, reject) => {
    const headers = signed.headers as http.OutgoingHttpHeaders;
    const request = http.request(
      { port: minio.port, method: 'PUT', path: signed.path, headers },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve();
          else reject(new Error(`PUT ${JSON.stringify(key)}: ${answer.statusCode} ${text}`));
        });
      },
    );
    request.on('error', reject).end(body);
  });
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
