import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { keyOrPassphrase, parseSecrets, readAll, secretsFromEnvironment } from './secret-input.ts';
import { UsageError } from './usage-error.ts';

const KEY = 'ab'.repeat(32);

describe('secrets from stdin and the environment', () => {
  it('reads JSON and lines, names in any spelling', () => {
    const expected = { secretAccessKey: 's3cret/+=', encryptionKey: KEY };
    expect(parseSecrets(JSON.stringify({ secret_access_key: 's3cret/+=', encryptionKey: KEY }))).toEqual(
      expected,
    );
    expect(
      parseSecrets(
        `# comment\r\nCC_SESSIONS_SECRET_ACCESS_KEY=s3cret/+=\r\nexport CC_SESSIONS_ENCRYPTION_KEY="${KEY}"\n\n`,
      ),
    ).toEqual(expected);
    expect(parseSecrets(`secret_access_key: s3cret/+=\nencryption-key: ${KEY}`)).toEqual(expected);
  });

  it('takes a passphrase to the letter', () => {
    expect(parseSecrets('passphrase=  with  blanks ')).toEqual({
      passphrase: '  with  blanks ',
    });
    expect(secretsFromEnvironment({ CC_SESSIONS_PASSPHRASE: ' x ' })).toEqual({ passphrase: ' x ' });
  });

  it('counts an empty variable as unset', () => {
    expect(secretsFromEnvironment({ CC_SESSIONS_ENCRYPTION_KEY: ' ', CC_SESSIONS_PASSPHRASE: '' })).toEqual(
      {},
    );
  });

  it.each(['{broken', '{"passphrase": 5}', 'no equals sign', 'OTHER=x', 'SECRETVALUE'])(
    'refuses %j without repeating what may be a secret',
    (text) => {
      let message = '';
      try {
        parseSecrets(text);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        message = (error as UsageError).sentence;
      }
      expect(message).not.toBe('');
      expect(message).not.toContain('SECRETVALUE');
    },
  );

  it('tells a key from a passphrase, and a key with a slip is still a key', () => {
    expect(keyOrPassphrase(`${KEY}\n`)).toEqual({ key: KEY });
    expect(keyOrPassphrase(KEY.slice(1))).toEqual({ key: KEY.slice(1) });
    expect(keyOrPassphrase('correct horse battery staple\n')).toEqual({
      passphrase: 'correct horse battery staple',
    });
    expect(() => keyOrPassphrase('\n')).toThrow(expect.objectContaining({ code: 'KEY_MISSING' }));
  });

  it('stops at a stdin that is no list of secrets', async () => {
    await expect(readAll(Readable.from([Buffer.alloc(70_000, 'x')]))).rejects.toThrow(UsageError);
    await expect(readAll(Readable.from([Buffer.from([0xff, 0xfe])]))).rejects.toThrow(UsageError);
  });
});
