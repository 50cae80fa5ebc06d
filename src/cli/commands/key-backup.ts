import { open } from 'node:fs/promises';
import path from 'node:path';
import type { KeyInfo } from '../../main/composed-app.ts';
import { AppError, toAppError } from '../../shared/errors.ts';
import type { CommandContext, Invocation } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';
import { safeLine } from '../terminal-text.ts';
import { UsageError } from '../usage-error.ts';

export async function run(context: CommandContext, { args: [given] }: Invocation): Promise<ExitCode> {
  const { io, out } = context;
  return withApp(context, async (app) => {
    const key = await app.revealKey();
    const info = await app.keyInfo();
    const { place } = await app.status();
    const sheet = sheetOf({
      key,
      info,
      place: place ?? '',
      at: new Date(io.now()).toISOString().slice(0, 10),
    });
    if (given === '-') {
      out.result({ sheet, ...info }, (page) => page.line(sheet.trimEnd()));
      return EXIT.ok;
    }
    const file = path.resolve(io.cwd, given ?? `cc-sessions-key-${info.fingerprint}.txt`);
    await writeNew(file, sheet);
    out.result({ file, ...info }, (page) => {
      page.line(`Wrote ${safeLine(file)}, which only you can read.`);
      page.line(page.paint.dim('  Print it or move it into a password manager, then delete it here.'));
    });
    return EXIT.ok;
  });
}

interface SheetFacts {
  readonly key: string;
  readonly info: KeyInfo;
  readonly place: string;
  readonly at: string;
}

/** All that is needed to read the sessions again when every device is gone. */
function sheetOf({ key, info, place, at }: SheetFacts): string {
  const groups = key.match(/.{8}/g) ?? [];
  return `cc-sessions: encryption key
===========================

Whoever has this key and access to the bucket can read every session.
Without it nobody can, you included. Keep it where you keep your passwords.

Key          ${key}
In groups    ${groups.slice(0, 4).join(' ')}
             ${groups.slice(4).join(' ')}
Fingerprint  ${info.fingerprint}
Place        ${place}
Vault        ${info.vaultId ?? ''}
Written      ${at}

A new device joins with it:
  cc-sessions setup            and choose "join"

One object, with nothing but the key:
  CC_SESSIONS_ENCRYPTION_KEY=... cc-sessions decrypt sessions/DEVICE/SESSION.enc

Without cc-sessions: each object is IV (16 bytes), auth tag (16 bytes), then
AES-256-GCM ciphertext of JSON, under this key, without additional data.
`;
}

/** Never over another file, and for the owner only from the first byte on. */
async function writeNew(file: string, text: string): Promise<void> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const failure = toAppError(error);
    const reason = (error as NodeJS.ErrnoException).code;
    if (reason === 'EEXIST')
      throw new UsageError(`${file} is there already and was left alone.`, 'Name another file.');
    if (failure.code !== 'INTERNAL') throw failure;
    throw new AppError('HOME_UNWRITABLE', { path: file, reason: reason ?? 'unknown' }, { cause: error });
  }
}
