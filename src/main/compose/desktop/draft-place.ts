/** The place of a draft, reached: what the connection test, the look at the vault and the choice of a key work on. */
import { BucketListing } from '../../bucket/vault-listing.ts';
import { inspectVault } from '../../bucket/open-vault.ts';
import { proveKey } from '../../bucket/vault-proof.ts';
import { assessPassphrase, generateKey, keyFingerprint, keyToHex, parseKey } from '../../crypto/keys.ts';
import { isKeyOf, unwrapKey, verifyKey, type VaultHeader } from '../../crypto/vault-header.ts';
import { FACT } from '../../engine/facts.ts';
import type { Bucket } from '../../engine/ports.ts';
import type { CommandResponse, SetupDraft } from '../../../shared/contract.ts';
import { AppError, toAppError } from '../../../shared/errors.ts';
import type { CloudConfig } from '../../../shared/settings.ts';
import { openBucket, type OpenedBucket } from '../open-bucket.ts';
import type { DesktopContext } from './context.ts';
import { cloudOf, placeOf } from './draft-fields.ts';
import type { DraftKey, DraftSecrets } from './setup-draft.ts';

export interface Draft {
  readonly draft: SetupDraft;
  readonly secrets: DraftSecrets;
}

/** Whoever opens it closes it. @throws CREDENTIALS_*, ENDPOINT_WRONG, BUCKET_MISSING, USAGE */
export async function openDraftPlace(
  context: DesktopContext,
  { draft, secrets }: Draft,
): Promise<OpenedBucket> {
  const machine = context.machine();
  const answered = cloudOf(draft);
  const cloud: CloudConfig = { ...machine.embeddedDefault(), ...answered, enabled: true };
  return openBucket(cloud, {
    secretAccessKey: secrets.secretAccessKey?.trim() ?? null,
    accessKeyId: answered.accessKeyId ?? null,
    home: machine.paths.home,
    env: context.env,
    debug: false,
    createFolder: secrets.key?.mode !== 'join',
  });
}

/** Runs `work` on the place and closes it. */
export async function atDraftPlace<T>(
  context: DesktopContext,
  draft: Draft,
  work: (opened: OpenedBucket) => Promise<T>,
): Promise<T> {
  const opened = await openDraftPlace(context, draft);
  try {
    return await work(opened);
  } finally {
    await opened.bucket.close();
  }
}

export async function lookIntoPlace(
  context: DesktopContext,
  bucket: Bucket,
  chosen: DraftKey | undefined,
): Promise<CommandResponse<'setup.inspectVault'>> {
  const found = await inspectVault(bucket);
  if (found.state === 'empty') {
    return { ...NOTHING_FOUND, state: 'new' };
  }
  const devices = (await new BucketListing(bucket).listDevices()).map(({ device }) => device);
  if (found.state === 'headerless') {
    const chosenFits = chosen ? await opens(bucket, chosen) : null;
    return { ...NOTHING_FOUND, state: 'headerless', chosenFits, devices };
  }
  const { header } = found;
  return {
    state: 'existing',
    fingerprint: header.keyFingerprint,
    passphrase: header.kdf !== undefined,
    createdAt: header.createdAt,
    keyFits: await keyFits(context, header),
    chosenFits: chosen ? isKeyOf(header, parseKey(chosen.hex)) : null,
    known: await isKnownVault(context, header.vaultId),
    devices,
  };
}

const NOTHING_FOUND = {
  fingerprint: null,
  passphrase: false,
  createdAt: null,
  keyFits: false,
  chosenFits: null,
  known: false,
  devices: [],
} as const;

/** @throws bucket errors: without an answer there is no verdict */
async function opens(bucket: Bucket, { hex }: DraftKey): Promise<boolean> {
  try {
    await proveKey(bucket, parseKey(hex), {});
    return true;
  } catch (error) {
    if (toAppError(error).code === 'KEY_WRONG') return false;
    throw error;
  }
}

/** Whether the key that this device has already is this vault's. */
async function keyFits(context: DesktopContext, header: VaultHeader): Promise<boolean> {
  try {
    const { encryptionKey } = await context.machine().secrets();
    return encryptionKey.value !== null && isKeyOf(header, parseKey(encryptionKey.value));
  } catch {
    return false;
  }
}

async function isKnownVault({ host }: DesktopContext, vaultId: string): Promise<boolean> {
  try {
    return (await host.current()).parts.state.fact(FACT.vaultId) === vaultId;
  } catch {
    return false;
  }
}

type Choice = { readonly mint: true } | { readonly passphrase: string } | { readonly hex: string };

/** @throws KEY_WRONG, KEY_MALFORMED, KEY_MISSING, PASSPHRASE_WRONG, PASSPHRASE_WEAK, PASSPHRASE_UNUSED; bucket errors */
export async function chooseKey(bucket: Bucket, draft: SetupDraft, choice: Choice): Promise<DraftKey> {
  const place = placeOf(draft);
  const found = await inspectVault(bucket);
  if (found.state === 'empty') return { ...newKey(choice), mode: 'new', place };
  const hex =
    found.state === 'vault' ? await keyOfVault(found.header, choice) : await keyWithoutHeader(bucket, choice);
  return { hex, fingerprint: keyFingerprint(parseKey(hex)), mode: 'join', place };
}

function newKey(choice: Choice): Pick<DraftKey, 'hex' | 'fingerprint' | 'passphrase'> {
  if ('passphrase' in choice) assessPassphrase(choice.passphrase);
  const key = 'hex' in choice ? parseKey(choice.hex) : generateKey();
  const passphrase = 'passphrase' in choice ? choice.passphrase : undefined;
  return { hex: keyToHex(key), fingerprint: keyFingerprint(key), passphrase };
}

async function keyOfVault(header: VaultHeader, choice: Choice): Promise<string> {
  if ('mint' in choice) {
    throw new AppError('KEY_MISSING', {
      fingerprint: header.keyFingerprint,
      passphrase: header.kdf !== undefined,
    });
  }
  if ('passphrase' in choice) return keyToHex(await unwrapKey(header, choice.passphrase));
  const key = parseKey(choice.hex);
  verifyKey(header, key);
  return keyToHex(key);
}

/** Sessions of another client of the document: only its key will do, and it has to open one of them. */
async function keyWithoutHeader(bucket: Bucket, choice: Choice): Promise<string> {
  if ('passphrase' in choice) throw new AppError('PASSPHRASE_UNUSED', { fingerprint: null });
  if ('mint' in choice) throw new AppError('KEY_MISSING', { fingerprint: null, passphrase: false });
  const key = parseKey(choice.hex);
  await proveKey(bucket, key, {});
  return keyToHex(key);
}
