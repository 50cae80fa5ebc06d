import type { CommandContext, Invocation } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';
import { keyOrPassphrase, parseSecrets, readAll, secretsFromEnvironment } from '../secret-input.ts';
import { UsageError } from '../usage-error.ts';
import { STORED_IN } from './key-fingerprint.ts';

type Given = { key: string } | { passphrase: string };

export async function run(context: CommandContext, _invocation: Invocation): Promise<ExitCode> {
  const { out } = context;
  const given = await readGiven(context);
  return withApp(context, async (app) => {
    const info = await app.importKey(given);
    out.result(info, (page) => {
      page.line(
        `The key fits. Fingerprint ${page.paint.bold(info.fingerprint)}, kept ${STORED_IN[info.storedIn]}.`,
      );
    });
    return EXIT.ok;
  });
}

/** A terminal is asked; else stdin; else the environment. */
async function readGiven({ io, out }: CommandContext): Promise<Given> {
  if (io.stdin.isTTY) {
    const { encryptionKey, passphrase } = secretsFromEnvironment(io.env);
    if (passphrase) return { passphrase };
    if (encryptionKey) return { key: encryptionKey };
    if (out.json) throw new UsageError('No key was given.', 'Pipe it in, or set CC_SESSIONS_ENCRYPTION_KEY.');
    const { askForKey } = await import('../setup/prompts.ts');
    return keyOrPassphrase(await askForKey(io));
  }
  const text = await readAll(io.stdin);
  if (text.trim() === '') {
    const { encryptionKey, passphrase } = secretsFromEnvironment(io.env);
    if (passphrase) return { passphrase };
    if (encryptionKey) return { key: encryptionKey };
    throw new UsageError(
      'No key was given.',
      'Pipe it in, or set CC_SESSIONS_ENCRYPTION_KEY or CC_SESSIONS_PASSPHRASE.',
    );
  }
  if (!isLabelled(text)) return keyOrPassphrase(text);
  const { encryptionKey, passphrase } = parseSecrets(text);
  if (encryptionKey) return { key: encryptionKey };
  if (passphrase) return { passphrase };
  throw new UsageError('Stdin holds neither a key nor a passphrase.');
}

/** JSON or NAME=VALUE lines, rather than the bare key or passphrase. */
function isLabelled(text: string): boolean {
  return /^\s*\{/.test(text) || /^\s*(?:export\s+)?(?:CC_SESSIONS_|encryption|passphrase\s*[=:])/i.test(text);
}
