/** Recovery kits: made of the key in force, or of the one chosen in a set-up; kept where the person says. */
import { open } from 'node:fs/promises';
import { z } from 'zod';
import type { CommandHandlers } from '../../../shared/contract.ts';
import { AppError, toAppError } from '../../../shared/errors.ts';
import {
  parseRecoveryKit,
  RECOVERY_KIT_EXTENSION,
  recoveryKitHtml,
  recoveryKitText,
  type ReadKit,
  type RecoveryKit,
} from '../../../shared/recovery-kit.ts';
import { PROVIDERS, type CloudConfig } from '../../../shared/settings.ts';
import { keyFingerprint, parseKey } from '../../crypto/keys.ts';
import { FACT } from '../../engine/facts.ts';
import type { DesktopContext } from './context.ts';
import { answersOf, cloudOf, missingFields, targetOf, type DraftAnswers } from './draft-fields.ts';
import { atDraftPlace, chooseKey } from './draft-place.ts';
import { opensWithPassphrase } from './key-commands.ts';
import { smallFile } from './small-file.ts';
import { ANY_PLACE, type SetupDraftStore } from './setup-draft.ts';

/** The clipboard is emptied again after this long, if it still holds the kit. Milliseconds. */
const CLIPBOARD_MS = 60_000;

export function recoveryCommands(context: DesktopContext, drafts: SetupDraftStore): CommandHandlers {
  const { native, strings } = context;
  const kit = (of: 'vault' | 'draft'): Promise<RecoveryKit> =>
    of === 'vault' ? kitOfVault(context) : kitOfDraft(context, drafts);
  const kinds = () => [{ name: strings().dialogs.kitFiles, extensions: [RECOVERY_KIT_EXTENSION, 'txt'] }];
  return {
    'recovery.save': async ({ of }) => {
      const made = await kit(of);
      const name = `cc-sessions-${made.fingerprint}.${RECOVERY_KIT_EXTENSION}`;
      const path = await native.chooseSave({ title: strings().dialogs.saveKit, name, kinds: kinds() });
      if (path !== null) await writePrivate(path, recoveryKitText(made));
      return { path };
    },
    'recovery.print': async ({ of }) => ({ printed: await native.print(recoveryKitHtml(await kit(of))) }),
    'recovery.copy': async ({ of }) => {
      const text = recoveryKitText(await kit(of));
      await native.writeClipboard(text);
      setTimeout(() => void forget(context, text), CLIPBOARD_MS).unref();
      return { clearedAfterMs: CLIPBOARD_MS };
    },
    'recovery.confirm': async ({ of }) => {
      if (of === 'draft') await drafts.kitKept();
      else rememberKit(context, (await kit('vault')).fingerprint);
      context.refresh();
      return {};
    },
    'recovery.open': async ({ file }) => {
      const path =
        file === 'offered'
          ? native.offeredFile()
          : await native.chooseFile({ title: strings().dialogs.openKit, kinds: kinds() });
      return path === null ? null : takeKit(context, drafts, path);
    },
    'recovery.offered': async () => {
      const path = native.offeredFile();
      if (path === null) return null;
      const { key, place } = await readKit(path);
      const inUse = await keyInUse(context);
      return { fingerprint: fingerprintOf(key), place, inUse: inUse === null ? null : fingerprintOf(inUse) };
    },
  };
}

export function rememberKit({ preferences, now }: DesktopContext, fingerprint: string): void {
  const { kitsKept } = preferences.remembered;
  preferences.remember({ kitsKept: { ...kitsKept, [fingerprint]: now() } });
}

async function forget({ native }: DesktopContext, text: string): Promise<void> {
  const held = await native.clipboardText().catch(() => '');
  if (held.trim() === text.trim()) await native.writeClipboard('').catch(() => undefined);
}

/** What the config file would say of the place; no credentials. */
function placeSettings(cloud: Partial<CloudConfig>): Record<string, string> {
  const { provider, bucket, endpoint, region, prefix } = cloud;
  const told = { provider, bucket, endpoint, region, prefix };
  return Object.fromEntries(
    Object.entries(told).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

async function kitOfVault({ host, machine, now, language }: DesktopContext): Promise<RecoveryKit> {
  const { parts, app } = await host.current();
  const { encryptionKey } = await machine().secrets();
  if (encryptionKey.value === null) throw encryptionKey.keychainError ?? new AppError('KEY_MISSING');
  return {
    key: encryptionKey.value,
    fingerprint: keyFingerprint(parseKey(encryptionKey.value)),
    place: (await app.status()).place ?? '',
    vaultId: parts.state.fact(FACT.vaultId) ?? '',
    settings: placeSettings(parts.cloud),
    passphrase: (await opensWithPassphrase(parts)) ?? false,
    writtenOn: isoDay(now()),
    language: language(),
  };
}

async function kitOfDraft(
  { machine, now, language }: DesktopContext,
  drafts: SetupDraftStore,
): Promise<RecoveryKit> {
  const { draft, secrets } = await drafts.load();
  if (!secrets.key) throw new AppError('KEY_MISSING', { fingerprint: null, passphrase: false });
  return {
    key: secrets.key.hex,
    fingerprint: secrets.key.fingerprint,
    place: targetOf(draft, machine().paths.home)?.label ?? '',
    vaultId: '',
    settings: placeSettings(cloudOf(draft)),
    passphrase: secrets.key.passphrase !== undefined,
    writtenOn: isoDay(now()),
    language: language(),
  };
}

const isoDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The person has chosen to replace what stands there, if anything does. For the owner only from the first byte on. */
async function writePrivate(path: string, text: string): Promise<void> {
  try {
    const handle = await open(path, 'w', 0o600);
    try {
      await handle.chmod(0o600).catch(() => undefined);
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const failure = toAppError(error);
    if (failure.code !== 'INTERNAL') throw failure;
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new AppError('HOME_UNWRITABLE', { path, reason }, { cause: error });
  }
}

const fingerprintOf = (hex: string): string => keyFingerprint(parseKey(hex));

async function keyInUse({ machine }: DesktopContext): Promise<string | null> {
  return (await machine().secrets()).encryptionKey.value;
}

/** @throws KEY_MALFORMED when no key stands in the file, FILE_UNREADABLE */
async function readKit(path: string): Promise<ReadKit> {
  const kit = parseRecoveryKit((await smallFile(path)).toString('utf8'));
  if (kit) return kit;
  throw new AppError('KEY_MALFORMED', { source: 'kit', problem: 'length', length: 0, expected: 64 });
}

/** The key of a kit: checked at the place of the set-up where that is answered, else kept for the place to come. */
async function takeKit(
  context: DesktopContext,
  drafts: SetupDraftStore,
  path: string,
): Promise<{ fingerprint: string; place: string }> {
  const { key: hex, place, settings } = await readKit(path);
  const draft = await drafts.load();
  const missing = missingFields(draft.draft, Boolean(draft.secrets.secretAccessKey));
  if (missing.length === 0) {
    const key = await atDraftPlace(context, draft, ({ bucket }) => chooseKey(bucket, draft.draft, { hex }));
    await drafts.chooseKey(key);
    return { fingerprint: key.fingerprint, place };
  }
  if (draft.draft.provider === null) await drafts.save(answersIn(settings));
  const fingerprint = fingerprintOf(hex);
  await drafts.chooseKey({ mode: 'join', hex, fingerprint, place: ANY_PLACE });
  return { fingerprint, place };
}

const kitSettings = z.object({
  provider: z.enum(PROVIDERS),
  bucket: z.string(),
  endpoint: z.string().default(''),
  region: z.string().default(''),
  prefix: z.string().default(''),
});

/** Where the bucket is, as far as the kit says it in words that can be used. */
function answersIn(settings: ReadKit['settings']): Partial<DraftAnswers> {
  const read = kitSettings.safeParse(settings);
  return read.success ? answersOf(read.data) : {};
}
