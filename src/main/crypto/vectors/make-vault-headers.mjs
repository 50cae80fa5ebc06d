/** Vault headers, sound and damaged: for `generate.mjs`. */
import { createHmac, pbkdf2Sync } from 'node:crypto';
import { KEY, VAULT, sha256, ivOf, envelope, subkey, error, withoutKey } from './plain-format.mjs';

/** Fullwidth and ligature: NFKC makes "correct horse file 42" of it, which must open the vault as well. */
const TYPED = 'ｃorrect horse ﬁle 42';
const PASSPHRASE = 'correct horse file 42';
const salt = sha256('salt').subarray(0, 16);
const wrapping = pbkdf2Sync(PASSPHRASE, salt, 220_000, 32, 'sha512');
const keyHeader = {
  format: 'cc-sessions-vault',
  version: 1,
  vaultId: VAULT,
  createdAt: '2026-01-15T09:00:00.000Z',
  keyFingerprint: sha256(KEY).toString('hex').slice(0, 8),
  keyCheck: createHmac('sha256', subkey('vault-check')).update(VAULT).digest('hex'),
};
const passphraseHeader = {
  ...keyHeader,
  kdf: { name: 'pbkdf2-hmac-sha512', iterations: 220_000, salt: salt.toString('hex') },
  wrappedKey: envelope(wrapping, ivOf('wrapped key'), KEY).toString('hex'),
};
function vaultFile(name, shows, json, expect) {
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  return {
    name,
    shows,
    key: KEY.toString('hex'),
    objectKey: 'vault.json',
    hex: Buffer.from(text).toString('hex'),
    expect,
  };
}
const damaged = (field) => error('VAULT_DAMAGED', field);
const kdf = (fields) => ({ ...passphraseHeader, kdf: { ...passphraseHeader.kdf, ...fields } });

export const vaultHeaders = [
  vaultFile('vault', 'a vault with a key', keyHeader, {
    opens: { vaultId: VAULT, keyFingerprint: keyHeader.keyFingerprint },
  }),
  vaultFile('vault-with-passphrase', 'a vault with a passphrase', passphraseHeader, {
    opens: { vaultId: VAULT, passphrases: [TYPED, PASSPHRASE] },
  }),
  vaultFile(
    'vault-with-more',
    'keys of a later version are kept',
    { ...keyHeader, motto: 'x' },
    { opens: { vaultId: VAULT, motto: 'x' } },
  ),
  vaultFile(
    'vault-of-other-key',
    'the key of another vault',
    { ...keyHeader, keyFingerprint: 'deadbeef', keyCheck: '0'.repeat(64) },
    { error: 'KEY_WRONG', expected: 'deadbeef' },
  ),
  vaultFile(
    'vault-newer',
    'version 2',
    { format: 'cc-sessions-vault', version: 2 },
    error('VAULT_UNSUPPORTED'),
  ),
  vaultFile('vault-version-text', 'version "1"', { ...keyHeader, version: '1' }, damaged('version')),
  vaultFile('vault-empty', '0 bytes', '', damaged('json')),
  vaultFile('vault-cut', 'half a file', JSON.stringify(keyHeader).slice(0, 60), damaged('json')),
  vaultFile('vault-null', 'null', 'null', damaged('format')),
  vaultFile('vault-of-others', 'a vault.json of something else', { name: 'my vault' }, damaged('format')),
  vaultFile('vault-without-check', 'no keyCheck', withoutKey(keyHeader, 'keyCheck'), damaged('keyCheck')),
  vaultFile(
    'vault-id-unsafe',
    'an id that climbs',
    { ...keyHeader, vaultId: '../../etc' },
    damaged('vaultId'),
  ),
  vaultFile('vault-not-a-date', 'created never', { ...keyHeader, createdAt: 'never' }, damaged('createdAt')),
  vaultFile(
    'vault-prototype',
    'the key __proto__',
    `{"__proto__":{"a":1},${JSON.stringify(keyHeader).slice(1)}`,
    damaged('keys'),
  ),
  vaultFile('vault-weak-kdf', 'iterations turned down', kdf({ iterations: 1000 }), damaged('kdf.iterations')),
  vaultFile(
    'vault-endless-kdf',
    'iterations turned up',
    kdf({ iterations: 2_000_000_000 }),
    damaged('kdf.iterations'),
  ),
  vaultFile('vault-other-kdf', 'a function no one knows', kdf({ name: 'md5' }), damaged('kdf.name')),
  vaultFile('vault-short-salt', 'a salt of 4 bytes', kdf({ salt: '00000000' }), damaged('kdf.salt')),
  vaultFile(
    'vault-without-wrapped-key',
    'kdf without wrappedKey',
    withoutKey(passphraseHeader, 'wrappedKey'),
    damaged('wrappedKey'),
  ),
  vaultFile(
    'vault-without-kdf',
    'wrappedKey without kdf',
    withoutKey(passphraseHeader, 'kdf'),
    damaged('wrappedKey'),
  ),
  vaultFile(
    'vault-wrapped-key-cut',
    'half a wrapped key',
    { ...passphraseHeader, wrappedKey: passphraseHeader.wrappedKey.slice(64) },
    damaged('wrappedKey'),
  ),
];
