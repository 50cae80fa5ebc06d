/** Commands on the vault key of the saved settings. */
import type { CommandHandlers, CommandResponse } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { changeVaultPassphrase, readVaultHeader } from '../../bucket/open-vault.ts';
import { keyFingerprint, parseKey } from '../../crypto/keys.ts';
import type { DesktopContext } from './context.ts';
import type { OpenEngine } from './engine-host.ts';

export function keyCommands(context: DesktopContext): CommandHandlers {
  const { host, native, strings, reopen } = context;
  return {
    'key.info': () => keyInfo(context),
    'key.reveal': async () => {
      const { revealTitle, revealMessage, revealButton, cancel } = strings().dialogs;
      const hex = await keyOf(context);
      const allowed = await native.confirmPerson({
        title: revealTitle,
        message: revealMessage,
        button: revealButton,
        cancel,
      });
      if (!allowed) throw new AppError('CANCELLED');
      context.log.write('info', 'the key was shown');
      return { hex, fingerprint: keyFingerprint(parseKey(hex)) };
    },
    'key.import': async (given) => {
      const { app } = await host.current();
      await app.importKey('hex' in given ? { key: given.hex } : given);
      await reopen(async () => undefined);
      return keyInfo(context);
    },
    'key.changePassphrase': async ({ passphrase }) => {
      const { parts } = await host.current();
      const { bucket } = await parts.bucketSession.bucket();
      await changeVaultPassphrase(bucket, parseKey(await keyOf(context)), passphrase);
      return keyInfo(context);
    },
    'key.moveSecrets': async () => {
      const moved = await reopen(() => context.machine().moveSecrets());
      context.emit({ type: 'changed', what: 'settings' });
      return { moved };
    },
    'key.retryKeychain': async () => {
      const found = await context.machine().keychain.availability();
      if (!found.available) throw found.error;
      await reopen(async () => undefined);
      return {};
    },
  };
}

/** @throws KEY_MISSING, KEYCHAIN_UNAVAILABLE */
async function keyOf({ host }: DesktopContext): Promise<string> {
  const { parts } = await host.current();
  const { encryptionKey } = await parts.machine.secrets();
  if (encryptionKey.value === null) throw encryptionKey.keychainError ?? new AppError('KEY_MISSING');
  return encryptionKey.value;
}

async function keyInfo(context: DesktopContext): Promise<CommandResponse<'key.info'>> {
  const { app, parts } = await context.host.current();
  const info = await app.keyInfo();
  return {
    ...info,
    passphrase: await opensWithPassphrase(parts),
    recoveryKitKeptAt: context.preferences.remembered.kitsKept[info.fingerprint] ?? null,
  };
}

/** `null`: the bucket could not be asked. */
export async function opensWithPassphrase(
  parts: Pick<OpenEngine['parts'], 'bucketSession'>,
): Promise<boolean | null> {
  try {
    const { bucket } = await parts.bucketSession.bucket();
    const header = await readVaultHeader(bucket, { signal: AbortSignal.timeout(5_000) });
    return header?.kdf !== undefined;
  } catch {
    return null;
  }
}
