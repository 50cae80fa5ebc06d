import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KEYCHAIN_SERVICE, openKeychain } from './keychain.ts';
import type { KeychainBackend } from './keychain.ts';
import { requireTestKeyring, runUnder } from './testing/keyring.ts';

beforeAll(requireTestKeyring);

describe('with a keychain', () => {
  const keychain = openKeychain();
  const name = `test:${randomBytes(6).toString('hex')}`;
  afterEach(() => keychain.delete(name));

  it('is available, and leaves nothing of the probe behind', async () => {
    expect(await keychain.availability()).toEqual({ available: true });
    const keytar = (await import('keytar')).default;
    const accounts = (await keytar.findCredentials(KEYCHAIN_SERVICE)).map(({ account }) => account);
    expect(accounts.filter((account) => account.startsWith('probe:'))).toEqual([]);
  });

  it('keeps, replaces and deletes secrets', async () => {
    expect(await keychain.get(name)).toBeNull();
    await keychain.set(name, 'first');
    await keychain.set(name, 'schlüssel \u{1F511}');
    expect(await openKeychain().get(name)).toBe('schlüssel \u{1F511}');
    expect(await keychain.delete(name)).toBe(true);
    expect(await keychain.delete(name)).toBe(false);
    expect(await keychain.get(name)).toBeNull();
  });
});

/** Prints what each method does, as JSON lines. */
const SCRIPT = `
  const { openKeychain } = await import(${JSON.stringify(pathToFileURL(path.join(import.meta.dirname, 'keychain.ts')).href)});
  const keychain = openKeychain();
  const say = (what) => console.log(JSON.stringify(what));
  const outcome = (promise) => promise.then((value) => value ?? null, (error) => [error.code, error.data?.reason]);
  if (process.env.STAGE === 'before') say(await outcome(keychain.set('mem:locked', 'x')));
  else {
    say(await outcome(keychain.get('mem:locked')));
    say(await outcome(keychain.set('mem:other', 'x')));
    say(await outcome(keychain.delete('mem:locked')));
    const { available, error } = await keychain.availability();
    say([available, error.code, error.data.reason]);
  }`;

describe.runIf(process.platform === 'linux')('without a keychain', () => {
  it('says that there is no session', async () => {
    const refusal = JSON.stringify(['KEYCHAIN_UNAVAILABLE', 'no-bus']);
    expect(await runUnder('no-bus', SCRIPT)).toEqual([
      refusal,
      refusal,
      refusal,
      JSON.stringify([false, 'KEYCHAIN_UNAVAILABLE', 'no-bus']),
    ]);
  });

  it('says that no service keeps secrets', async () => {
    const refusal = JSON.stringify(['KEYCHAIN_UNAVAILABLE', 'no-service']);
    expect(await runUnder('no-service', SCRIPT)).toEqual([
      refusal,
      refusal,
      refusal,
      JSON.stringify([false, 'KEYCHAIN_UNAVAILABLE', 'no-service']),
    ]);
  });

  it('never takes a locked keychain for an empty one', async () => {
    const refusal = JSON.stringify(['KEYCHAIN_UNAVAILABLE', 'locked']);
    expect(await runUnder('locked', SCRIPT)).toEqual([
      'null',
      refusal,
      refusal,
      refusal,
      JSON.stringify([false, 'KEYCHAIN_UNAVAILABLE', 'locked']),
    ]);
  });

  it('says when keytar cannot be loaded', async () => {
    const keychain = openKeychain({
      load: () => Promise.reject(new Error('libsecret-1.so.0: no such file')),
    });
    await expect(keychain.get('x')).rejects.toMatchObject({ data: { reason: 'not-installed' } });
  });
});

describe('a prompt that nobody answers', () => {
  it('is given up after the time limit, and not asked again until it is answered', async () => {
    const answer = Promise.withResolvers<string | null>();
    let calls = 0;
    const backend: KeychainBackend = {
      getPassword: () => ((calls += 1), answer.promise),
      setPassword: () => Promise.resolve(),
      deletePassword: () => Promise.resolve(true),
    };
    const keychain = openKeychain({ timeoutMs: 20, load: () => Promise.resolve(backend) });
    await expect(keychain.get('x')).rejects.toMatchObject({
      code: 'KEYCHAIN_UNAVAILABLE',
      data: { reason: 'no-answer' },
    });
    await expect(keychain.get('x')).rejects.toMatchObject({ data: { reason: 'no-answer' } });
    expect(calls).toBe(1);
    answer.resolve('secret');
    await answer.promise;
    expect(await keychain.get('x')).toBe('secret');
  });

  it('believes a write only when the value comes back', async () => {
    const backend: KeychainBackend = {
      getPassword: () => Promise.resolve(null),
      setPassword: () => Promise.resolve(),
      deletePassword: () => Promise.resolve(false),
    };
    const keychain = openKeychain({ load: () => Promise.resolve(backend) });
    await expect(keychain.set('x', 'y')).rejects.toMatchObject({ data: { reason: 'not-kept' } });
    expect(await keychain.availability()).toMatchObject({ available: false });
  });
});
