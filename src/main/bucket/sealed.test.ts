import { createDecipheriv } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AppError } from '../../shared/errors.ts';
import { parseMemory } from '../../shared/session.ts';
import { seal } from '../crypto/envelope.ts';
import { generateKey, keyFingerprint } from '../crypto/keys.ts';
import { MAX_SESSION_BYTES } from '../crypto/session-object.ts';
import type { Bucket, RemoteSession, Vault } from '../engine/ports.ts';
import { MemoryBucket } from './memory.ts';
import { SealedVault } from './sealed.ts';

const key = generateKey();
const secret = 'what nobody but me should read';
const memory = parseMemory({
  id: 'mem_1',
  startedAt: '2026-01-02T03:04:05.006Z',
  endedAt: '2026-01-02T04:04:05.006Z',
  summary: secret,
});
const card = {
  device: 'laptop',
  name: 'Ada’s laptop',
  platform: 'linux-x64',
  appVersion: '0.1.0',
  lastSyncAt: '2026-02-01T00:00:00.000Z',
  sessions: 3,
  installId: 'abc',
};
const tombstone = {
  device: 'laptop',
  session: 'mem_9',
  vector: { laptop: 1 },
  deletedAt: '2026-02-01T00:00:00.000Z',
};

let bucket: Bucket;
let vault: Vault;

beforeEach(() => {
  bucket = new MemoryBucket({ pageSize: 2 });
  vault = new SealedVault({ bucket, key, vaultId: 'vault-0001' });
});

async function listed(): Promise<{ sessions: RemoteSession[]; refused: string[] }> {
  const refused: string[] = [];
  const sessions: RemoteSession[] = [];
  const onRefused = (place: string, error: AppError): void => {
    refused.push(`${error.code} ${place}`);
    expect(String(error.data['key'])).toMatch(/^[\x20-\x7e]+$/);
  };
  for await (const page of vault.listSessions({ onRefused })) sessions.push(...page);
  return { sessions, refused };
}

describe('the sealed vault', () => {
  it('gives back sessions, tombstones and device cards as they were written', async () => {
    const written = await vault.writeSession('laptop', memory, { laptop: 1 });
    const read = await vault.readSession('laptop', 'mem_1');
    expect(read).toMatchObject({ memory, vector: { laptop: 1 }, ...written, coreHash: written.contentHash });
    await vault.writeTombstone(tombstone);
    expect(await vault.readTombstone('laptop', 'mem_9')).toEqual(tombstone);
    await vault.writeDevice(card);
    expect(await vault.readDevice('laptop')).toEqual(card);
    expect((await vault.listTombstones()).map(({ session, device }) => `${device}/${session}`)).toEqual([
      'laptop/mem_9',
    ]);
    expect((await vault.listDevices()).map(({ device }) => device)).toEqual(['laptop']);
  });

  it('shows the bucket nothing but keys and the key’s fingerprint', async () => {
    await vault.writeSession('laptop', memory, { laptop: 1 });
    await vault.writeTombstone(tombstone);
    await vault.writeDevice(card);
    for await (const page of bucket.list('')) {
      for (const entry of page) {
        const { body, metadata } = await bucket.get(entry.key);
        expect(metadata).toEqual({ 'x-key-fingerprint': keyFingerprint(key) });
        for (const text of [secret, 'vault-0001', '2026', 'linux', 'contentHash']) {
          expect(Buffer.from(body).includes(text)).toBe(false);
        }
      }
    }
  });

  it('writes sessions any client of the document decrypts', async () => {
    await vault.writeSession('laptop', memory, { laptop: 1 });
    const object = Buffer.from((await bucket.get('sessions/laptop/mem_1.enc')).body);
    const decipher = createDecipheriv('aes-256-gcm', key, object.subarray(0, 16));
    decipher.setAuthTag(object.subarray(16, 32));
    const text = Buffer.concat([decipher.update(object.subarray(32)), decipher.final()]).toString();
    expect(JSON.parse(text)).toMatchObject({ id: 'mem_1', summary: secret });
  });

  it('lists what the layout knows, reports the rest under sessions/, and passes over folder markers', async () => {
    await vault.writeSession('laptop', memory, { laptop: 1 });
    await vault.writeSession('desktop', memory, { desktop: 1 });
    const junk = [
      'sessions/readme.txt',
      'sessions/laptop/a/b.enc',
      'sessions/my laptop/mem_2.enc',
      'sessions/laptop/ü\u202e.enc',
    ];
    for (const place of [...junk, 'other/x.enc', 'photo.jpg']) await bucket.put(place, Buffer.from('junk'));
    const listing = async function* () {
      yield [{ key: 'sessions/', etag: 'e', size: 0, modifiedAt: 0 }];
      yield [{ key: 'sessions/laptop/', etag: 'e', size: 0, modifiedAt: 0 }];
      yield [{ key: 'sessions/../../etc/passwd.enc', etag: 'e', size: 9, modifiedAt: 0 }];
      yield [{ key: '/sessions/x/\u001b[2J.enc', etag: 'e', size: 9, modifiedAt: 0 }];
      yield* bucket.list('sessions/');
    };
    vault = new SealedVault({ bucket: { ...methodsOf(bucket), list: listing }, key, vaultId: 'vault-0001' });
    const { sessions, refused } = await listed();
    expect(sessions.map(({ device, session }) => `${device}/${session}`).sort()).toEqual([
      'desktop/mem_1',
      'laptop/mem_1',
    ]);
    const strange = ['sessions/../../etc/passwd.enc', '/sessions/x/\u001b[2J.enc', ...junk];
    expect(refused.sort()).toEqual(strange.map((place) => `OBJECT_KEY_UNSAFE ${place}`).sort());
  });

  it('refuses an object that was swapped, moved, damaged, or is of another vault', async () => {
    await vault.writeSession('laptop', memory, { laptop: 1 });
    await vault.writeSession('laptop', { ...memory, id: 'mem_2' }, { laptop: 1 });
    const { body } = await bucket.get('sessions/laptop/mem_1.enc');
    await bucket.put('sessions/laptop/mem_2.enc', body);
    await bucket.put('sessions/desktop/mem_1.enc', body);
    await bucket.put('sessions/laptop/mem_3.enc', body.subarray(0, 20));
    await bucket.put('sessions/laptop/mem_4.enc', body.subarray(0, 100));
    const misplaced = { code: 'OBJECT_MISPLACED' };
    await expect(vault.readSession('laptop', 'mem_2')).rejects.toMatchObject(misplaced);
    await expect(vault.readSession('desktop', 'mem_1')).rejects.toMatchObject(misplaced);
    await expect(vault.readSession('laptop', 'mem_3')).rejects.toMatchObject({ code: 'OBJECT_TRUNCATED' });
    await expect(vault.readSession('laptop', 'mem_4')).rejects.toMatchObject({
      code: 'OBJECT_UNDECRYPTABLE',
    });
    await expect(vault.readSession('laptop', 'mem_5')).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
    const elsewhere = new SealedVault({ bucket, key, vaultId: 'vault-0002' });
    await expect(elsewhere.readSession('laptop', 'mem_1')).rejects.toMatchObject(misplaced);
  });

  it('reads what another client of the document wrote', async () => {
    await bucket.put('sessions/theirs/mem_1.enc', seal(key, Buffer.from(JSON.stringify(memory))));
    expect(await vault.readSession('theirs', 'mem_1')).toMatchObject({ memory, vector: null });
  });

  it('asks the bucket to refuse what is too large before it is downloaded', async () => {
    const asked: (number | undefined)[] = [];
    const get: Bucket['get'] = (place, options) => {
      asked.push(options?.maxBytes);
      return bucket.get(place, options);
    };
    vault = new SealedVault({ bucket: { ...methodsOf(bucket), get }, key, vaultId: 'vault-0001' });
    await bucket.put('sessions/laptop/mem_1.enc', Buffer.alloc(MAX_SESSION_BYTES + 1));
    await bucket.put('devices/laptop.enc', Buffer.alloc(1024 * 1024));
    await expect(vault.readSession('laptop', 'mem_1')).rejects.toMatchObject({ code: 'OBJECT_TOO_LARGE' });
    await expect(vault.readDevice('laptop')).rejects.toMatchObject({ code: 'OBJECT_TOO_LARGE' });
    expect(asked[0]).toBe(MAX_SESSION_BYTES);
    expect(asked[1]).toBeLessThan(256 * 1024);
  });

  it('does not trust a hash it is given', async () => {
    const { contentHash } = await vault.writeSession(
      'laptop',
      memory,
      { laptop: 1 },
      { contentHash: '0'.repeat(64) },
    );
    expect((await vault.readSession('laptop', 'mem_1')).contentHash).toBe(contentHash);
  });

  it('refuses names that cannot be part of a key, and cancelled calls', async () => {
    await expect(vault.readSession('../x', 'mem_1')).rejects.toMatchObject({ code: 'OBJECT_KEY_UNSAFE' });
    await expect(vault.writeSession('a/b', memory, { a: 1 })).rejects.toMatchObject({
      code: 'OBJECT_KEY_UNSAFE',
    });
    const { signal } = { signal: AbortSignal.abort() };
    await expect(vault.readSession('laptop', 'mem_1', { signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    await expect(vault.writeDevice(card, { signal })).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(vault.deleteSession('laptop', 'mem_1', { signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('deletes what it is told to, and what is gone already', async () => {
    await vault.writeSession('laptop', memory, { laptop: 1 });
    await vault.writeTombstone(tombstone);
    await vault.deleteSession('laptop', 'mem_1');
    await vault.deleteSession('laptop', 'mem_1');
    await vault.deleteTombstone('laptop', 'mem_9');
    expect(await listed()).toEqual({ sessions: [], refused: [] });
    expect(await vault.listTombstones()).toEqual([]);
  });
});

/** The bucket as a plain object, so that single methods can be replaced. */
function methodsOf(inner: Bucket): Bucket {
  return {
    label: inner.label,
    list: (prefix, options) => inner.list(prefix, options),
    get: (place, options) => inner.get(place, options),
    put: (place, body, options) => inner.put(place, body, options),
    delete: (place, options) => inner.delete(place, options),
    close: () => inner.close(),
  };
}
