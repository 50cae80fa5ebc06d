/**
 * Secrets from the environment or stdin. Stdin takes a JSON object or NAME=VALUE lines, names as in the
 * environment or as in the config file (`secret_access_key`), in any spelling.
 */
import { AppError } from '../shared/errors.ts';
import type { InputStream } from './io.ts';
import { UsageError } from './usage-error.ts';

export interface SecretValues {
  readonly secretAccessKey?: string;
  readonly accessKeyId?: string;
  readonly encryptionKey?: string;
  readonly passphrase?: string;
}

type SecretName = keyof SecretValues;

/** Same names as main/secrets/secret-source.ts. */
export const SECRET_VARIABLES: Readonly<Record<SecretName, string>> = {
  secretAccessKey: 'CC_SESSIONS_SECRET_ACCESS_KEY',
  accessKeyId: 'CC_SESSIONS_ACCESS_KEY_ID',
  encryptionKey: 'CC_SESSIONS_ENCRYPTION_KEY',
  passphrase: 'CC_SESSIONS_PASSPHRASE',
};

/** An empty variable counts as unset. A passphrase is taken to the letter. */
export function secretsFromEnvironment(env: NodeJS.ProcessEnv): SecretValues {
  return collect((name) => env[SECRET_VARIABLES[name]]);
}

/** Far above any secrets; more is another file by mistake. */
const MOST_BYTES = 64 * 1024;

/** All of stdin as text. @throws UsageError when it is too long or not UTF-8 */
export async function readAll(stdin: InputStream): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Uint8Array | string);
    size += bytes.length;
    if (size > MOST_BYTES) throw new UsageError('Stdin holds more than secrets would.');
    chunks.push(bytes);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new UsageError('Stdin is not text in UTF-8.');
  }
}

/** @throws UsageError naming the line or name, never a value */
export function parseSecrets(text: string): SecretValues {
  const pairs = text.trimStart().startsWith('{') ? jsonPairs(text) : linePairs(text);
  const values = new Map<SecretName, string>();
  for (const [name, value] of pairs) {
    const known = secretNamed(name);
    if (!known) {
      const names = Object.values(SECRET_VARIABLES).join(', ');
      throw new UsageError(`Stdin has a name that is no secret's.`, `Known are ${names}.`);
    }
    values.set(known, value);
  }
  return collect((name) => values.get(name));
}

function collect(read: (name: SecretName) => string | undefined): SecretValues {
  const values: { -readonly [K in SecretName]?: string } = {};
  for (const name of Object.keys(SECRET_VARIABLES) as SecretName[]) {
    const value = name === 'passphrase' ? read(name) : read(name)?.trim();
    if (value) values[name] = value;
  }
  return values;
}

function jsonPairs(text: string): [string, string][] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new UsageError('Stdin begins like JSON but is not.');
  }
  return Object.entries(parsed as Record<string, unknown>).map(([name, value]) => {
    if (typeof value !== 'string') throw new UsageError('Stdin has a value that is not text.');
    return [name, value];
  });
}

function linePairs(text: string): [string, string][] {
  const pairs: [string, string][] = [];
  text.split(/\r?\n/).forEach((line, at) => {
    if (line.trim() === '' || line.trimStart().startsWith('#')) return;
    const match = /^\s*(?:export\s+)?([A-Za-z][\w.-]*)\s*(?:=|:\s)(.*)$/.exec(line);
    if (!match) throw new UsageError(`Line ${at + 1} of stdin is not NAME=VALUE.`);
    pairs.push([match[1] ?? '', unquoted(match[2] ?? '')]);
  });
  return pairs;
}

function unquoted(value: string): string {
  return /^(["']).*\1$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value;
}

function secretNamed(name: string): SecretName | undefined {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  const asked = plain(name).replace(/^ccsessions/, '');
  return (Object.keys(SECRET_VARIABLES) as SecretName[]).find((known) => plain(known) === asked);
}

/** One key or passphrase: what looks like hex is a key, however long, so that a slip is told as one. */
export function keyOrPassphrase(text: string): { key: string } | { passphrase: string } {
  const line = text.replace(/\r?\n$/, '');
  const trimmed = line.trim();
  if (trimmed === '') throw new AppError('KEY_MISSING');
  return /^[0-9a-f]{32,}$/i.test(trimmed) ? { key: trimmed } : { passphrase: line };
}
