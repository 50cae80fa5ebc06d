import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { toAppError } from '../../shared/errors.ts';
import { parseObjectKey } from '../../shared/object-key.ts';
import { memoryToJson } from '../../shared/session.ts';
import type { CommandContext, Invocation } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { keyOrPassphrase, parseSecrets, readAll, secretsFromEnvironment } from '../secret-input.ts';
import { safeJson, safeLine } from '../terminal-text.ts';
import { UsageError } from '../usage-error.ts';

/** Bytes; far above any object of ours, so that a wrong file is not read into memory. */
const MOST_BYTES = 256 * 1024 * 1024;

export async function run(
  context: CommandContext,
  { args: [file = ''], options }: Invocation,
): Promise<ExitCode> {
  const { io, out, services } = context;
  const objectKey = objectKeyOf(file, options['as']);
  const object = await readObject(path.resolve(io.cwd, file), file);
  const key = await readKey(context);
  const memory = await services.decrypt({ object, key, objectKey, env: io.env }).catch((error: unknown) => {
    if (['KEY_MISSING', 'KEYCHAIN_UNAVAILABLE'].includes(toAppError(error).code)) {
      out.note('No key was given: set CC_SESSIONS_ENCRYPTION_KEY, or pipe the key in.');
    }
    throw error;
  });
  if (objectKey === null) {
    out.note(
      'The path does not end in sessions/DEVICE/SESSION.enc, so device and session could not be checked (--as).',
    );
  }
  const document = memoryToJson(memory);
  out.result(document, (page) => page.line(safeJson(document, 2)));
  return EXIT.ok;
}

/** The last parts of the path that are a name in the bucket. */
function objectKeyOf(file: string, given: unknown): string | null {
  if (typeof given === 'string') {
    if (parseObjectKey(given)?.type === 'session') return given;
    throw new UsageError(
      `${safeLine(given)} is not the name of a session in the bucket.`,
      'It is sessions/DEVICE/SESSION.enc.',
    );
  }
  const key = file.split(/[/\\]/).slice(-3).join('/');
  return parseObjectKey(key)?.type === 'session' ? key : null;
}

async function readObject(absolute: string, shown: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(absolute);
    if (size > MOST_BYTES) throw new UsageError(`${safeLine(shown)} is too large to be a session.`);
    return await readFile(absolute);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not there' : 'cannot be read';
    throw new UsageError(`The file ${safeLine(shown)} ${reason}.`);
  }
}

/** Environment, then stdin when something is piped in; `null`: whatever key this device has. */
async function readKey({ io }: CommandContext): Promise<string | null> {
  const { encryptionKey } = secretsFromEnvironment(io.env);
  if (encryptionKey) return encryptionKey;
  if (io.stdin.isTTY) return null;
  const text = await readAll(io.stdin);
  if (text.trim() === '') return null;
  const labelled = /^\s*\{|[=:]/.test(text);
  const given = labelled ? parseSecrets(text).encryptionKey : undefined;
  if (given) return given;
  const bare = keyOrPassphrase(text);
  if ('key' in bare) return bare.key;
  throw new UsageError('Stdin holds no encryption key; that is 64 hex digits.');
}
