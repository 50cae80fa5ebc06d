/** Opens one session object with nothing but the key: no bucket, no vault header, no store. */
import type { DecryptRequest } from '../composed-app.ts';
import { Machine } from './machine.ts';
import { open } from '../crypto/envelope.ts';
import { parseJsonBytes } from '../crypto/json-bytes.ts';
import { parseKey, type VaultKey } from '../crypto/keys.ts';
import { MAX_SESSION_BYTES, openSession, vaultOfSession } from '../crypto/session-object.ts';
import { requireSecret } from '../secrets/secret-source.ts';
import { AppError } from '../../shared/errors.ts';
import { parseObjectKey } from '../../shared/object-key.ts';
import { parseMemory, type SessionMemory } from '../../shared/session.ts';

/**
 * The vault that an object names is believed, as there is no other; device and session are checked.
 * @throws KEY_MISSING, KEY_MALFORMED, KEYCHAIN_UNAVAILABLE, OBJECT_*, MEMORY_INVALID
 */
export async function decryptObject({ object, key, objectKey, env }: DecryptRequest): Promise<SessionMemory> {
  const vaultKey = key === null ? await keyOfDevice(env) : parseKey(key);
  if (objectKey === null) return openAnywhere(vaultKey, object);
  const identity = parseObjectKey(objectKey);
  if (identity?.type !== 'session') throw new AppError('OBJECT_KEY_UNSAFE', { key: objectKey.slice(0, 200) });
  assertSize(object, objectKey);
  const vault = vaultOfSession(vaultKey, object) ?? '';
  return openSession(vaultKey, { ...identity, vault }, object).memory;
}

async function keyOfDevice(env: NodeJS.ProcessEnv): Promise<VaultKey> {
  const { encryptionKey } = await new Machine({ env, holder: 'cli' }).secrets();
  return parseKey(requireSecret(encryptionKey, 'KEY_MISSING'));
}

function openAnywhere(key: VaultKey, object: Uint8Array): SessionMemory {
  assertSize(object, null);
  return parseMemory(parseJsonBytes(open(key, object), 'object', 'MEMORY_INVALID').value);
}

function assertSize(object: Uint8Array, key: string | null): void {
  if (object.length <= MAX_SESSION_BYTES) return;
  throw new AppError('OBJECT_TOO_LARGE', { key, size: object.length, limit: MAX_SESSION_BYTES });
}
