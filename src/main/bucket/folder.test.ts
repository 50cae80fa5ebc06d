import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asOrdinaryUser } from '../config/testing/ordinary-user.ts';
import type { ObjectEntry } from '../engine/ports.ts';
import { FolderBucket } from './folder.ts';
import type { FolderOptions } from './folder.ts';
import { mapFolderError } from './folder-errors.ts';
import { codeOf } from './testing/failure-of.ts';

let home: string;
let directory: string;

beforeEach(async () => {
  home = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'cc-folder-')));
  directory = path.join(home, 'bucket');
  await fs.mkdir(directory);
});
afterEach(() => fs.rm(home, { recursive: true, force: true }));

function open(options: FolderOptions = {}, where = directory): FolderBucket {
  return new FolderBucket({ kind: 'folder', directory: where, prefix: '', label: 'folder' }, options);
}

async function listed(bucket: FolderBucket, prefix = ''): Promise<ObjectEntry[]> {
  const entries: ObjectEntry[] = [];
  for await (const page of bucket.list(prefix)) entries.push(...page);
  return entries;
}

async function temporaryFiles(): Promise<string[]> {
  const names = await fs.readdir(directory, { recursive: true });
  return names.filter((name) => path.basename(name).startsWith('.tmp-'));
}

const BODY = Buffer.from('encrypted');

describe('the directory', () => {
  it('is made only when that is asked for, for its owner alone', async () => {
    const missing = path.join(home, 'not', 'there');
    const bucket = open({}, missing);
    expect(await codeOf(bucket.put('k', BODY))).toBe('BUCKET_MISSING');
    expect(await codeOf(bucket.get('k'))).toBe('BUCKET_MISSING');
    expect(await codeOf(listed(bucket))).toBe('BUCKET_MISSING');
    expect(existsSync(missing)).toBe(false);
    await open({ create: true }, missing).put('sessions/laptop/mem_1.enc', BODY);
    expect((await fs.stat(missing)).mode & 0o777).toBe(0o700);
    expect((await fs.stat(path.join(missing, 'sessions/laptop'))).mode & 0o777).toBe(0o700);
    expect((await fs.stat(path.join(missing, 'sessions/laptop/mem_1.enc'))).mode & 0o777).toBe(0o600);
  });

  it.runIf(process.platform === 'linux')('that cannot be there is said, not tried without end', async () => {
    const bucket = open({ create: true }, '/proc/nothing/here');
    expect(await codeOf(bucket.put('k', BODY))).toBe('BUCKET_MISSING');
    const file = path.join(home, 'file');
    await fs.writeFile(file, '');
    for (const place of [file, path.join(file, 'below')])
      expect(await codeOf(open({ create: true }, place).put('k', BODY))).toBe('BUCKET_MISSING');
  });

  it('that vanishes later, like an unmounted drive, is missed and not made again', async () => {
    const bucket = open();
    await bucket.put('a/k', BODY);
    await fs.rename(directory, `${directory}-unmounted`);
    expect(await codeOf(bucket.put('a/k', BODY))).toBe('BUCKET_MISSING');
    expect(await codeOf(bucket.get('a/k'))).toBe('BUCKET_MISSING');
    expect(await codeOf(bucket.delete('a/k'))).toBe('BUCKET_MISSING');
    expect(await codeOf(listed(bucket))).toBe('BUCKET_MISSING');
    await fs.rename(`${directory}-unmounted`, directory);
    expect((await bucket.get('a/k')).body.byteLength).toBe(BODY.length);
  });

  it('that is replaced by an empty one, as unmounting does, is not an empty bucket', async () => {
    const bucket = open();
    await bucket.put('a/k', BODY);
    await fs.rename(directory, `${directory}-unmounted`);
    await fs.mkdir(directory);
    expect(await codeOf(listed(bucket))).toBe('BUCKET_MISSING');
  });

  it('may be a file', async () => {
    await fs.writeFile(path.join(home, 'file'), '');
    expect(await codeOf(open({}, path.join(home, 'file')).get('k'))).toBe('BUCKET_MISSING');
  });

  it('may itself be reached through a link, as its owner wished', async () => {
    await fs.symlink(directory, path.join(home, 'link'));
    await open({}, path.join(home, 'link')).put('a/k', BODY);
    expect(await fs.readFile(path.join(directory, 'a/k'))).toEqual(BODY);
  });
});

describe('symbolic links below it', () => {
  beforeEach(async () => {
    await fs.mkdir(path.join(home, 'outside'));
    await fs.writeFile(path.join(home, 'outside', 'secret'), 'private');
  });

  it('in place of a directory are neither read nor written through, nor listed', async () => {
    await fs.mkdir(path.join(directory, 'sessions'));
    await fs.symlink(path.join(home, 'outside'), path.join(directory, 'sessions/laptop'));
    const bucket = open();
    expect(await codeOf(bucket.get('sessions/laptop/secret'))).toBe('OBJECT_KEY_UNSAFE');
    expect(await codeOf(bucket.put('sessions/laptop/new', BODY))).toBe('OBJECT_KEY_UNSAFE');
    expect(await codeOf(bucket.put('sessions/laptop/deep/er', BODY))).toBe('OBJECT_KEY_UNSAFE');
    expect(await codeOf(bucket.delete('sessions/laptop/secret'))).toBe('OBJECT_KEY_UNSAFE');
    expect(await listed(bucket)).toEqual([]);
    expect(await listed(bucket, 'sessions/laptop/')).toEqual([]);
    expect(readdirSync(path.join(home, 'outside'))).toEqual(['secret']);
  });

  it('that point nowhere make no directory there', async () => {
    await fs.symlink(path.join(home, 'nowhere'), path.join(directory, 'sessions'));
    expect(await codeOf(open().put('sessions/laptop/k', BODY))).toBe('OBJECT_KEY_UNSAFE');
    expect(existsSync(path.join(home, 'nowhere'))).toBe(false);
  });

  it('in place of a file are not read, not listed, and replaced by a write', async () => {
    await fs.symlink(path.join(home, 'outside/secret'), path.join(directory, 'k'));
    const bucket = open();
    expect(await codeOf(bucket.get('k'))).toBe('OBJECT_KEY_UNSAFE');
    expect(await listed(bucket)).toEqual([]);
    await bucket.delete('k');
    await bucket.put('k', BODY);
    expect(await fs.readFile(path.join(home, 'outside/secret'), 'utf8')).toBe('private');
    expect((await fs.lstat(path.join(directory, 'k'))).isFile()).toBe(true);
  });
});

describe('what is no object', () => {
  it('directories and pipes are not found, not listed, not waited for', async () => {
    await fs.mkdir(path.join(directory, 'dir'));
    execFileSync('mkfifo', [path.join(directory, 'pipe')]);
    const bucket = open();
    expect(await codeOf(bucket.get('dir'))).toMatch(/OBJECT_NOT_FOUND|REQUEST_REFUSED/);
    expect(await codeOf(bucket.get('pipe'))).toBe('OBJECT_NOT_FOUND');
    expect(await listed(bucket)).toEqual([]);
    await bucket.delete('dir');
    expect(existsSync(path.join(directory, 'dir'))).toBe(true);
  });

  it('a key may not pass for a temporary file, nor be too long for the file system', async () => {
    expect(await codeOf(open().put('a/.tmp-x', BODY))).toBe('OBJECT_KEY_UNSAFE');
    expect(await codeOf(open().put('n'.repeat(256), BODY))).toBe('OBJECT_KEY_UNSAFE');
    await open().put('n'.repeat(255), BODY);
  });

  it('a directory where an object should be is refused, not lost', async () => {
    const bucket = open();
    await bucket.put('a/b', BODY);
    expect(await codeOf(bucket.put('a', BODY))).toBe('REQUEST_REFUSED');
    expect(await codeOf(bucket.put('a/b/c', BODY))).toBe('REQUEST_REFUSED');
    expect(await codeOf(bucket.get('a/b/c'))).toBe('OBJECT_NOT_FOUND');
    expect((await bucket.get('a/b')).body.byteLength).toBe(BODY.length);
    expect(await temporaryFiles()).toEqual([]);
  });
});

describe('ETags', () => {
  it('differ for a foreign program that overwrites in place with as many bytes at once', async () => {
    const bucket = open();
    const { etag } = await bucket.put('k', Buffer.from('aaaa'));
    await fs.writeFile(path.join(directory, 'k'), 'bbbb');
    const changed = (await bucket.get('k')).etag;
    expect(changed).not.toBe(etag);
    expect((await listed(bucket))[0]?.etag).toBe(changed);
    expect((await bucket.put('k', Buffer.from('cccc'))).etag).not.toBe(changed);
  });

  it('differ also when the replaced file claims to be from the future', async () => {
    const bucket = open();
    const future = Date.now() / 1000 + 86_400;
    await fs.writeFile(path.join(directory, 'k'), 'aaaa');
    await fs.utimes(path.join(directory, 'k'), future, future);
    const before = (await bucket.get('k')).etag;
    const after = (await bucket.put('k', Buffer.from('bbbb'))).etag;
    const next = (await bucket.put('k', Buffer.from('cccc'))).etag;
    expect(new Set([before, after, next]).size).toBe(3);
  });

  it('stay while nothing changes, also over a copy that keeps times', async () => {
    const bucket = open();
    const { etag } = await bucket.put('a/k', BODY);
    expect((await open().get('a/k')).etag).toBe(etag);
    execFileSync('cp', ['-a', directory, path.join(home, 'moved')]);
    expect((await open({}, path.join(home, 'moved')).get('a/k')).etag).toBe(etag);
  });

  it('are unique over thousands of writes at once', async () => {
    const bucket = open({ durable: false });
    const writes = Array.from({ length: 500 }, (_, index) =>
      bucket.put(`k${index % 5}`, Buffer.from(String(index).padStart(4))),
    );
    const etags = (await Promise.all(writes)).map(({ etag }) => etag);
    expect(new Set(etags).size).toBe(500);
  });
});

describe('temporary files', () => {
  it('of a killed process are invisible and swept by the next listing', async () => {
    await open().put('sessions/laptop/mem_1.enc', BODY);
    const module = path.join(import.meta.dirname, 'folder.ts');
    const script = `
      const { FolderBucket } = await import(${JSON.stringify(module)});
      const fs = await import('node:fs/promises');
      fs.default.rename = async () => process.kill(process.pid, 'SIGKILL');
      const bucket = new FolderBucket({ kind: 'folder', directory: ${JSON.stringify(directory)}, prefix: '', label: '' });
      await bucket.put('sessions/laptop/mem_1.enc', Buffer.from('killed'));
    `;
    const killed = spawnSync(process.execPath, ['--input-type=module', '--no-warnings', '-e', script], {
      encoding: 'utf8',
    });
    expect([killed.signal, killed.stderr]).toEqual(['SIGKILL', '']);
    expect(await temporaryFiles()).toHaveLength(1);
    expect((await listed(open())).map(({ key }) => key)).toEqual(['sessions/laptop/mem_1.enc']);
    expect(await temporaryFiles()).toEqual([]);
    expect((await open().get('sessions/laptop/mem_1.enc')).body.byteLength).toBe(BODY.length);
  });

  it('of other machines are swept after an hour, not before', async () => {
    const [fresh, old] = ['.tmp-00000000-1-aa', '.tmp-00000000-1-bb'].map((name) =>
      path.join(directory, name),
    );
    await fs.writeFile(fresh!, 'x');
    await fs.writeFile(old!, 'x');
    const longAgo = Date.now() / 1000 - 3700;
    await fs.utimes(old!, longAgo, longAgo);
    expect(await listed(open())).toEqual([]);
    expect([existsSync(fresh!), existsSync(old!)]).toEqual([true, false]);
  });

  it('being written are left alone by listings', async () => {
    const bucket = open();
    const writes = Array.from({ length: 30 }, (_, index) => bucket.put(`k${index}`, Buffer.alloc(50_000)));
    for (let round = 0; round < 5; round += 1) await listed(bucket);
    await Promise.all(writes);
    expect(await listed(bucket)).toHaveLength(30);
    expect(await temporaryFiles()).toEqual([]);
  });
});

describe('errors of the file system', () => {
  const failure = { operation: 'put', directory: '/mnt/nas', key: 'k', readable: true } as const;
  it.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'DISK_FULL'],
    ['EROFS', 'KEY_READ_ONLY'],
    ['EACCES', 'KEY_READ_ONLY'],
    ['ENAMETOOLONG', 'OBJECT_KEY_UNSAFE'],
    ['ESTALE', 'CONNECTION_LOST'],
    ['EIO', 'CONNECTION_LOST'],
    ['ENOTCONN', 'BUCKET_MISSING'],
    ['EMFILE', 'SERVER_ERROR'],
    ['EBUSY', 'SERVER_ERROR'],
    ['ESOMETHING', 'REQUEST_REFUSED'],
  ])('%s is %s', (errno, code) => {
    const error = mapFolderError(failure, Object.assign(new Error(errno), { code: errno }));
    expect([error.code, error.data['reason'], error.data['bucket']]).toEqual([code, errno, '/mnt/nas']);
  });

  it('EACCES without leave to read, or in reading, is no matter of writing', () => {
    const denied = Object.assign(new Error('EACCES'), { code: 'EACCES' });
    expect(mapFolderError({ ...failure, readable: false }, denied).code).toBe('ACCESS_DENIED');
    expect(mapFolderError({ ...failure, operation: 'get' }, denied).code).toBe('ACCESS_DENIED');
  });

  it('a directory without leave to write says so', async () => {
    await open().put('k', BODY);
    await fs.chmod(directory, 0o555);
    expect(await asOrdinaryUser(() => codeOf(open().put('k', BODY)))).toBe('KEY_READ_ONLY');
    await fs.chmod(directory, 0o700);
  });
});
