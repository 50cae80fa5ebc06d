import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { ErrorCode, ErrorData } from '../../shared/errors.ts';
import { readConfig, requireCloud, tightenMode } from './config-file.ts';
import type { ConfigRead } from './config-file.ts';
import { asOrdinaryUser } from './testing/ordinary-user.ts';

let directory: string;
let count = 0;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cc-config-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function fileWith(content: string | Uint8Array, mode = 0o600): Promise<string> {
  const file = path.join(directory, `config-${(count += 1)}.yml`);
  await writeFile(file, content, { mode });
  await chmod(file, mode);
  return file;
}

type Ready = Extract<ConfigRead, { status: 'ready' }>;

async function ready(content: string | Uint8Array, mode?: number): Promise<Ready> {
  const read = await readConfig(await fileWith(content, mode));
  if (read.status !== 'ready') throw new Error(`the config is ${read.status}`);
  return read;
}

async function failure(content: string | Uint8Array): Promise<{ code: ErrorCode; data: ErrorData }> {
  const error: unknown = await readConfig(await fileWith(content)).then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`not refused: ${String(error)}`);
  return { code: error.code, data: error.data };
}

const KEY = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';

/** The document's examples, with values filled in. */
const R2 = `cloud:
  enabled: true
  provider: r2
  bucket: cc-sessions
  endpoint: https://abc.r2.cloudflarestorage.com
  access_key_id: 0123
  secret_access_key: s3cr3t/+value
  sync_on_save: true
`;

describe('the document’s configuration', () => {
  it('works with nothing but the document’s keys', async () => {
    const { cloud, secretsInFile } = await ready(R2);
    expect(cloud).toEqual({
      enabled: true,
      provider: 'r2',
      bucket: 'cc-sessions',
      endpoint: 'https://abc.r2.cloudflarestorage.com',
      accessKeyId: '0123',
      secretAccessKey: 's3cr3t/+value',
      syncOnSave: true,
      syncIntervalMinutes: 30,
      deviceId: 'auto',
      prefix: '',
      transcripts: 'on-demand',
      pathMap: {},
      bandwidthLimit: 0,
    });
    expect(secretsInFile).toEqual(['secretAccessKey']);
  });

  it('takes S3 without endpoint, B2 with region and endpoint, and the encryption key', async () => {
    const s3 = await ready('cloud: {enabled: true, provider: s3, bucket: b, region: us-east-1}');
    expect(s3.cloud).toMatchObject({ provider: 's3', region: 'us-east-1' });
    const b2 = await ready(
      `cloud:\n  enabled: true\n  provider: b2\n  bucket: b\n  region: us-west-002\n  endpoint: https://s3.us-west-002.backblazeb2.com\n  encryption_key: "${KEY.toUpperCase()}"\n  device_id: my-laptop # Custom name\n`,
    );
    expect(b2.cloud).toMatchObject({ encryptionKey: KEY, deviceId: 'my-laptop' });
  });

  it.each(['YOUR_R2_ACCESS_KEY', 'https://YOUR_ACCOUNT_ID.r2.cloudflarestorage.com', 'a1b2c3d4e5f6...'])(
    'says that %s is still the example',
    async (example) => {
      const key = example.startsWith('a1')
        ? 'encryption_key'
        : example.startsWith('h')
          ? 'endpoint'
          : 'access_key_id';
      const text = `cloud:\n  enabled: true\n  provider: r2\n  bucket: b\n  ${key}: "${example}"\n`;
      const { code, data } = await failure(text);
      expect([code, data['problem'], data['key'], data['line']]).toEqual([
        'CONFIG_INVALID',
        'example',
        key,
        5,
      ]);
    },
  );

  it('does not mind the example while sync is off', async () => {
    const { cloud } = await ready('cloud:\n  provider: r2\n  bucket: b\n  encryption_key: a1b2c3d4e5f6...\n');
    expect([cloud.enabled, cloud.encryptionKey]).toEqual([false, undefined]);
  });

  it('says so when its example was pasted without indentation', async () => {
    const { code, data } = await failure('cloud:\nenabled: true\nprovider: r2\nbucket: cc-sessions\n');
    expect([code, data['problem'], data['line']]).toEqual(['CONFIG_INVALID', 'indentation', 3]);
  });

  it.each([
    ['inside cloud:', `cloud:\n  enabled: true\n  provider: r2\n  bucket: b\n  encryptionKey: "${KEY}"\n`],
    ['at top level', `encryptionKey: "${KEY}"\ncloud:\n  enabled: true\n  provider: r2\n  bucket: b\n`],
  ])('accepts the first run’s encryptionKey %s', async (_where, text) => {
    const read = await ready(text);
    expect(read.cloud.encryptionKey).toBe(KEY);
    expect(read.warnings.map(({ code }) => code)).toEqual(['SECRETS_IN_CONFIG']);
  });

  it('refuses two keys that differ rather than choosing one', async () => {
    const other = KEY.replaceAll('0', '1');
    const text = `encryptionKey: ${other}\ncloud: {enabled: true, provider: r2, bucket: b, encryption_key: "${KEY}"}\n`;
    expect((await failure(text)).data).toMatchObject({ problem: 'contradiction', line: 1 });
    const same = text.replace(other, KEY);
    expect((await ready(same)).cloud.encryptionKey).toBe(KEY);
  });
});

describe('what is not set up', () => {
  it('tells a missing file from one without a cloud block', async () => {
    expect(await readConfig(path.join(directory, 'none.yml'))).toMatchObject({ status: 'missing' });
    for (const text of [
      '',
      '# nothing\n',
      'hooks:\n  enabled: true\n',
      'cloud:\n',
      'cloud: {enabled: false}\n',
    ]) {
      expect(await readConfig(await fileWith(text))).toMatchObject({ status: 'no-cloud' });
    }
  });

  it('requires a cloud block that is switched on', async () => {
    const missing = await readConfig(path.join(directory, 'none.yml'));
    expect(() => requireCloud(missing)).toThrow(expect.objectContaining({ code: 'CONFIG_MISSING' }));
    const off = await ready(R2.replace('enabled: true', 'enabled: false'));
    expect(() => requireCloud(off)).toThrow(expect.objectContaining({ code: 'CLOUD_DISABLED' }));
    expect(requireCloud(await ready(R2)).bucket).toBe('cc-sessions');
  });

  it('names the missing key', async () => {
    expect(await failure('cloud:\n  enabled: true\n  provider: r2\n')).toMatchObject({
      code: 'CONFIG_INVALID',
      data: { key: 'cloud.bucket', problem: 'missing', line: 1 },
    });
    expect((await failure('cloud:\n  enabled: true\n')).data['key']).toBe('cloud.provider');
  });
});

describe('files that cannot be read', () => {
  it('refuses a directory and a circle of links', async () => {
    const folder = path.join(directory, 'folder.yml');
    await mkdir(folder);
    await expect(readConfig(folder)).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
      data: { reason: 'directory' },
    });
    const loop = path.join(directory, 'loop.yml');
    await symlink('loop.yml', loop);
    await expect(readConfig(loop)).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
      data: { reason: 'ELOOP' },
    });
    await expect(readConfig(path.join(await fileWith(''), 'config.yml'))).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
      data: { reason: 'ENOTDIR' },
    });
  });

  it('refuses a file without permission', async () => {
    const file = await fileWith(R2, 0o000);
    await expect(asOrdinaryUser(() => readConfig(file))).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
      data: { reason: 'permission' },
    });
  });

  it('refuses more than 1 MiB', async () => {
    const file = await fileWith('#'.repeat(1024 * 1024 + 1));
    await expect(readConfig(file)).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
      data: { reason: 'too-large' },
    });
  });

  it.each<[string, string | Uint8Array, string, number]>([
    ['a tab', 'cloud:\n\tenabled: true\n', 'tab', 2],
    ['a duplicate key', 'cloud:\n  bucket: a\n  bucket: b\n', 'duplicate-key', 3],
    ['a duplicate key elsewhere', 'a:\n  b: 1\n  b: 2\n', 'duplicate-key', 3],
    ['an open quote', 'cloud:\n  bucket: "a\n', 'unclosed', 3],
    ['a value that starts with @', 'cloud:\n  bucket: @a\n', 'needs-quotes', 2],
    ['a colon in a value', 'cloud:\n  bucket: a: b\n', 'indentation', 2],
    ['a missing colon', 'cloud:\n  enabled true\n  bucket: b\n', 'missing-colon', 2],
    ['two documents', 'a: 1\n---\nb: 2\n', 'several-documents', 2],
    ['binary data', 'a\0b', 'encoding', 1],
    ['Latin-1', Buffer.from([0x61, 0x3a, 0x20, 0xe4, 0x0a]), 'encoding', 1],
    ['UTF-16', Buffer.from('\uFEFFcloud:\n', 'utf16le'), 'encoding', 1],
    ['a million brackets', '['.repeat(1_000_000), 'too-deep', 1],
    ['a long chain of dashes', '- '.repeat(500_000), 'too-deep', 1],
  ])('names the line of %s', async (_name, text, reason, line) => {
    const { code, data } = await failure(text);
    expect([code, data['reason'], data['line']]).toEqual(['CONFIG_MALFORMED', reason, line]);
  });

  it('counts lines and columns with Windows line ends and a byte order mark', async () => {
    const { data } = await failure('\uFEFFcloud:\r\n  enabled: true\r\n  provider: 17\r\n  bucket: b\r\n');
    expect(data).toMatchObject({ key: 'provider', line: 3, column: 13 });
  });

  it('is not blown up by nested aliases', async () => {
    const levels = Array.from({ length: 30 }, (_, i) =>
      i === 0 ? 'l0: &l0 [x, x, x, x]' : `l${i}: &l${i} [*l${i - 1}, *l${i - 1}, *l${i - 1}, *l${i - 1}]`,
    );
    const read = await ready(`${levels.join('\n')}\n${R2}  path_map:\n    a: b\n`);
    expect(read.cloud.pathMap).toEqual({ a: 'b' });
    expect((await failure(`${levels.join('\n')}\n${R2}  path_map: *l29\n`)).data['key']).toBe('path_map');
  });
});

const withKey = (line: string): string => `cloud:\n  enabled: true\n  provider: r2\n  bucket: b\n  ${line}\n`;

describe('values', () => {
  it.each([
    ['path_style: yes', { pathStyle: true }],
    ['sync_on_save: "off"', { syncOnSave: false }],
    ['sync_interval_minutes: "5"', { syncIntervalMinutes: 5 }],
    ['syncIntervalMinutes: 0', { syncIntervalMinutes: 0 }],
    ['bandwidth_limit: 2 MB/s', { bandwidthLimit: 2_000_000 }],
    ['bandwidth_limit: 1500', { bandwidthLimit: 1500 }],
    ['prefix: /team//me', { prefix: 'team/me/' }],
    ['prefix: /', { prefix: '' }],
    ['transcripts: all', { transcripts: 'all' }],
    ['sync_interval_minutes:', { syncIntervalMinutes: 30 }],
    ['prefix: ~', { prefix: '' }],
    ['access_key_id: 0012e45', { accessKeyId: '0012e45' }],
    ['access_key_id: 00000000000000000000000123', { accessKeyId: '00000000000000000000000123' }],
    [`encryption_key: ${'1'.repeat(64)}`, { encryptionKey: '1'.repeat(64) }],
    ['device_id: AUTO', { deviceId: 'auto' }],
    ['path_map: {/home/ann: /Users/ann}', { pathMap: { '/home/ann': '/Users/ann' } }],
  ])('understands %s', async (line, expected) => {
    expect((await ready(withKey(line))).cloud).toMatchObject(expected);
  });

  it('understands the provider in capitals', async () => {
    expect((await ready('cloud: {enabled: true, provider: R2, bucket: b}')).cloud.provider).toBe('r2');
  });

  it.each([
    ['sync_on_save: maybe', 'type', 'boolean'],
    ['sync_interval_minutes: -1', 'range', 'interval'],
    ['sync_interval_minutes: 1.5', 'range', 'interval'],
    ['sync_interval_minutes: 99999999', 'range', 'interval'],
    ['sync_interval_minutes: soon', 'type', 'interval'],
    ['bandwidth_limit: fast', 'type', 'bandwidth'],
    ['bandwidth_limit: -5', 'range', 'bandwidth'],
    ['region: [a, b]', 'type', 'text'],
    ['region: {a: b}', 'type', 'text'],
    ['secret_access_key: *abc', 'type', 'text'],
    ['prefix: ../other', 'range', 'prefix'],
    ['transcripts: none', 'choice', 'transcripts'],
    ['path_map: [a]', 'type', 'path-map'],
    ['path_map: {a: [b]}', 'type', 'path-map'],
  ])('refuses %s with its place', async (line, problem, expected) => {
    const { code, data } = await failure(withKey(line));
    expect(code).toBe('CONFIG_INVALID');
    expect(data).toMatchObject({ key: line.split(':')[0], problem, expected, line: 5 });
    expect(data['column']).toBeGreaterThan(3);
  });

  it.each([
    ['r3', 'r2'],
    ['aws', 's3'],
    ['Backblaze', 'b2'],
    ['minio', 's3-compatible'],
    ['foldr', 'folder'],
    ['constructor', undefined],
  ])('suggests for provider %s', async (written, suggestion) => {
    const { data } = await failure(`cloud: {enabled: true, provider: ${written}, bucket: b}`);
    expect(data).toMatchObject({ problem: 'choice', suggestion });
  });

  it('gives wrong keys and device ids their own codes', async () => {
    expect(await failure(withKey('encryption_key: abc'))).toMatchObject({
      code: 'KEY_MALFORMED',
      data: { length: 3, line: 5 },
    });
    expect(await failure(withKey('device_id: a/b'))).toMatchObject({
      code: 'DEVICE_ID_INVALID',
      data: { line: 5 },
    });
  });

  it('makes the folder of a folder bucket absolute', async () => {
    const folder = (written: string) =>
      ready(`cloud: {enabled: true, provider: folder, bucket: ${written}}`).then((read) => read.cloud.bucket);
    expect(await folder('shared/bucket')).toBe(path.join(directory, 'shared/bucket'));
    expect(await folder('~/bucket')).toBe(path.join(process.env['HOME'] ?? homedir(), 'bucket'));
    expect(await folder('/srv/bucket')).toBe(path.resolve('/srv/bucket'));
  });

  it('takes the wrong kind of file or block as a mistake with a place', async () => {
    expect((await failure('- a\n- b\n')).data).toMatchObject({ problem: 'type', expected: 'block', line: 1 });
    expect((await failure('x: 1\ncloud: on\n')).data).toMatchObject({ key: 'cloud', line: 2 });
    expect((await failure('cloud:\n  - enabled\n')).data).toMatchObject({ key: 'cloud', found: 'list' });
  });

  it('treats prototype keys as any unknown key', async () => {
    const read = await ready(
      `${R2}  __proto__: {enabled: false}\n  constructor: x\n  path_map:\n    __proto__: /y\n`,
    );
    expect(read.warnings.filter(({ code }) => code === 'CONFIG_KEY_UNKNOWN')).toHaveLength(2);
    expect(Object.keys(read.cloud.pathMap)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(read.cloud)).toBe(Object.prototype);
    expect(({} as { enabled?: unknown }).enabled).toBeUndefined();
  });
});

describe('warnings', () => {
  it('suggests a known key for an unknown one, and goes on', async () => {
    const { warnings } = await ready(R2.replace('secret_access_key: s3cr3t/+value', 'sync_on_svae: true'));
    expect(warnings).toEqual([
      {
        code: 'CONFIG_KEY_UNKNOWN',
        data: {
          path: expect.any(String),
          key: 'sync_on_svae',
          line: 7,
          column: 3,
          suggestion: 'sync_on_save',
        },
      },
    ]);
  });

  it('says when others may read secrets, and can make the file private', async () => {
    const file = await fileWith(R2, 0o644);
    const codes = async () => (await readConfig(file)).warnings.map(({ code }) => code);
    expect(await codes()).toEqual(['SECRETS_IN_CONFIG', 'CONFIG_WORLD_READABLE']);
    const link = path.join(directory, 'link.yml');
    await symlink(file, link);
    await tightenMode(link);
    expect(await codes()).toEqual(['SECRETS_IN_CONFIG']);
    const harmless = await ready('cloud: {enabled: true, provider: r2, bucket: b}', 0o644);
    expect(harmless.warnings).toEqual([]);
  });
});

describe('secrets never stand in errors or warnings', () => {
  const SECRET = 'Zx9SECRETqW7+/';
  it.each([
    `cloud: {enabled: true, provider: ${SECRET}, bucket: b}`,
    `cloud:\n  enabled: ${SECRET}\n`,
    `cloud:\n  encryption_key: ${SECRET}\n  enabled: true\n  provider: r2\n  bucket: b\n`,
    `cloud:\n  secret_access_key: *${SECRET}\n  enabled: true\n  provider: r2\n  bucket: b\n`,
    `cloud:\n  secret_access_key: ${SECRET}: x\n`,
    `cloud:\n  secret_access_key: "${SECRET}\n`,
    `cloud:\n  secret_access_key: ${SECRET}\n  secret_access_key: ${SECRET}\n`,
    `cloud: ${SECRET}`,
    SECRET,
    `cloud:\n  device_id: ${SECRET}\n  enabled: true\n  provider: r2\n  bucket: b\n`,
    `cloud:\n  enabled: true\n  provider: r2\n  bucket: b\n  ? ${SECRET}\n`,
  ])('%#', async (text) => {
    const file = await fileWith(text);
    const result = await readConfig(file).then(
      (read) => JSON.stringify(read.warnings),
      (error: unknown) => inspect(error, { depth: 9 }),
    );
    expect(result).not.toContain('SECRET');
  });

  it('whatever the text: a result or an AppError, in the end', async () => {
    const piece = fc.constantFrom(
      'cloud:',
      '\n',
      '  ',
      'enabled: true',
      'bucket',
      ': ',
      '"',
      '[',
      '{',
      '}',
      '&a',
      '*a',
      '- ',
      '|',
      '\t',
      '# x',
      '\r\n',
      '---',
      '%',
      'provider: r2',
      '<<',
      '!!x ',
      '? ',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        const file = await fileWith(pieces.join(''));
        const outcome = await readConfig(file).catch((error: unknown) => error);
        expect(outcome instanceof AppError || typeof (outcome as ConfigRead).status === 'string').toBe(true);
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});
