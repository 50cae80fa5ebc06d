import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { answersFromFlags, missingAnswers, setupRequest } from './answers.ts';
import { fieldProblem, keyProblem, newPassphraseProblem } from './fields.ts';

const KEY = 'ab'.repeat(32);

describe('answers of the set-up', () => {
  it.each([
    [{}, {}, ['--provider', '--bucket', '--new-key or --join']],
    [{ provider: 'folder', bucket: '/x', newKey: true }, {}, []],
    [{ provider: 's3', bucket: 'abc', accessKeyId: 'AKIA', newKey: true }, { secretAccessKey: 's' }, []],
    [
      { provider: 'r2', bucket: 'abc', newKey: true },
      {},
      ['--endpoint', '--access-key-id', 'CC_SESSIONS_SECRET_ACCESS_KEY'],
    ],
    [
      { provider: 'b2', bucket: 'abc', region: 'us-west-002', accessKeyId: 'x', newKey: true },
      { secretAccessKey: 's' },
      [],
    ],
    [
      { provider: 'folder', bucket: '/x', join: true },
      {},
      ['CC_SESSIONS_ENCRYPTION_KEY (or CC_SESSIONS_PASSPHRASE)'],
    ],
    [{ provider: 'folder', bucket: '/x', join: true }, { passphrase: 'p' }, []],
  ])('%j with %j lacks %j', (options, secrets, missing) => {
    expect(missingAnswers(answersFromFlags(options, secrets))).toEqual(missing);
  });

  it('makes a request of flags, with secrets apart from settings', () => {
    const options = {
      ...{ provider: 's3-compatible', bucket: 'abc', endpoint: 'http://localhost:9000', accessKeyId: 'id' },
      ...{ prefix: 'work/', pathStyle: false, deviceId: 'laptop', syncInterval: '0', syncOnSave: false },
      ...{ keepSecretsIn: 'config-file', join: true },
    };
    expect(
      setupRequest(answersFromFlags(options, { secretAccessKey: 'secret', encryptionKey: KEY })),
    ).toEqual({
      cloud: {
        ...{ provider: 's3-compatible', bucket: 'abc', endpoint: 'http://localhost:9000', accessKeyId: 'id' },
        ...{
          prefix: 'work/',
          pathStyle: false,
          deviceId: 'laptop',
          syncIntervalMinutes: 0,
          syncOnSave: false,
        },
      },
      secretAccessKey: 'secret',
      key: { hex: KEY },
      keepSecretsIn: 'config-file',
      vault: 'existing',
    });
  });

  it.each([
    [{ syncInterval: 'often' }, '--sync-interval'],
    [{ provider: 's3', bucket: 'a b' }, '--bucket'],
    [{ provider: 'r2', endpoint: 'https://YOUR_ACCOUNT_ID.r2.cloudflarestorage.com' }, '--endpoint'],
    [{ deviceId: 'a/b' }, '--device-id'],
  ])('refuses %j at once', (options, flag) => {
    expect(() => answersFromFlags(options, {})).toThrow(UsageError);
    expect(() => answersFromFlags(options, {})).toThrow(flag);
  });
});

describe('fields', () => {
  it('sees what is certainly wrong, and lets the rest be tried', () => {
    expect(fieldProblem('endpoint', '0123456789abcdef0123456789abcdef', { provider: 'r2' })).toBeUndefined();
    expect(fieldProblem('endpoint', 'https://dash.cloudflare.com/abc', { provider: 'r2' })).toContain(
      'browsers',
    );
    expect(fieldProblem('endpoint', 'localhost:9000', { provider: 's3-compatible' })).toBeUndefined();
    expect(fieldProblem('endpoint', 'two words', { provider: 's3-compatible' })).toBe(
      'This is not a web address.',
    );
    expect(fieldProblem('bucket', '~/Dropbox/My Files', { provider: 'folder' })).toBeUndefined();
    expect(fieldProblem('bucket', '  ', { provider: 'folder' })).toBe('This is needed.');
    expect(fieldProblem('accessKeyId', 'a b', {})).toContain('blank');
    expect(keyProblem(KEY)).toBeUndefined();
    expect(keyProblem(KEY.slice(1))).toContain('this has 63');
    expect(keyProblem('xyz')).toContain('letters a to f');
    expect(newPassphraseProblem('short')).toContain('At least 12');
    expect(newPassphraseProblem('correct horse battery')).toBeUndefined();
  });
});
