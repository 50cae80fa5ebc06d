/** Commands of pairing: this device offers the vault, or takes an offer into the set-up. */
import type { CommandHandlers, SetupDraft } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { keyFingerprint, parseKey } from '../../crypto/keys.ts';
import { createPairing, isPairingText, openPairing, type PairingOffer } from '../../crypto/pairing.ts';
import { FACT } from '../../engine/facts.ts';
import type { DesktopContext } from './context.ts';
import { answersOf, targetOf } from './draft-fields.ts';
import { atDraftPlace, chooseKey } from './draft-place.ts';
import { qrCode, readQrCode } from './qr-code.ts';
import { ANY_PLACE, type SetupDraftStore } from './setup-draft.ts';
import { smallFile } from './small-file.ts';

const PICTURES = ['png', 'jpg', 'jpeg', 'webp', 'bmp'];

export function pairingCommands(context: DesktopContext, drafts: SetupDraftStore): CommandHandlers {
  const { native, strings, now } = context;
  return {
    'pairing.create': async () => {
      const { text, code, expiresAt } = await createPairing(await offerOf(context), now());
      return { text, code, expiresAt, qr: qrCode(text) };
    },
    'pairing.accept': async ({ text, code }) => accept(context, drafts, text, code),
    'pairing.openImage': async () => {
      const { chooseImage, images } = strings().dialogs;
      const kinds = [{ name: images, extensions: PICTURES }];
      const path = await native.chooseFile({ title: chooseImage, kinds });
      return { text: path === null ? null : textIn(context, await smallFile(path)) };
    },
    'pairing.readImage': async ({ image }) => ({ text: textIn(context, Buffer.from(image, 'base64')) }),
    'pairing.paste': async () => {
      const text = await native.clipboardText();
      if (isPairingText(text)) return { text: text.trim() };
      const image = await native.clipboardImage();
      return { text: image === null ? null : textIn(context, image) };
    },
  };
}

/** @throws PAIRING_MALFORMED when no code of ours is in the picture */
function textIn({ native }: DesktopContext, bytes: Uint8Array): string {
  const pixels = native.decodeImage(bytes);
  const text = pixels === null ? null : readQrCode(pixels);
  if (text === null || !isPairingText(text))
    throw new AppError('PAIRING_MALFORMED', { problem: 'no-image-code' });
  return text;
}

/** @throws KEY_MISSING, KEYCHAIN_UNAVAILABLE, CONFIG_MISSING, CLOUD_DISABLED */
async function offerOf(context: DesktopContext): Promise<PairingOffer> {
  const { parts } = await context.host.current();
  const cloud = await parts.machine.requireCloud();
  const { encryptionKey, secretAccessKey, accessKeyId } = await parts.machine.secrets();
  if (encryptionKey.value === null) throw encryptionKey.keychainError ?? new AppError('KEY_MISSING');
  const { identity } = parts;
  const given = {
    endpoint: cloud.endpoint,
    region: cloud.region,
    pathStyle: cloud.pathStyle,
    accessKeyId: accessKeyId.value ?? cloud.accessKeyId,
    secretAccessKey: secretAccessKey.value ?? cloud.secretAccessKey,
  };
  const told = cloud.provider === 'folder' ? {} : given;
  return {
    provider: cloud.provider,
    bucket: cloud.bucket,
    prefix: cloud.prefix,
    ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)),
    key: encryptionKey.value,
    vaultId: parts.state.fact(FACT.vaultId) ?? '',
    from: identity.labels?.[identity.device]?.name || identity.name,
  };
}

/**
 * The connection test and the rest of the set-up follow, as if all had been typed. Where only the key is asked for, the
 * place was reached by answers of this computer's own: they stay, and only the key is taken.
 */
async function accept(
  context: DesktopContext,
  drafts: SetupDraftStore,
  text: string,
  code: string,
): Promise<{ fingerprint: string; place: string; fromDevice: string }> {
  const offer = await openPairing(text, code, context.now());
  const before = await drafts.load();
  if (before.draft.step === 'key') {
    const hex = offer.key;
    const key = await atDraftPlace(context, before, ({ bucket }) => chooseKey(bucket, before.draft, { hex }));
    return accepted(context, offer, await drafts.chooseKey(key));
  }
  // The place comes from the other device; what was answered about this computer stays.
  const { deviceName, keepSecretsIn, reconfiguring } = before.draft;
  const answers = {
    ...answersOf(offer),
    deviceName,
    keepSecretsIn,
    reconfiguring,
    step: 'test' as const,
    kitKept: true,
  };
  await drafts.replace(answers, { secretAccessKey: offer.secretAccessKey });
  const fingerprint = keyFingerprint(parseKey(offer.key));
  // A folder may stand elsewhere on this computer; the key is held against whatever place it will be.
  const draft = await drafts.chooseKey({ mode: 'join', hex: offer.key, fingerprint, place: ANY_PLACE });
  await drafts.kitKept();
  return accepted(context, offer, draft);
}

function accepted(context: DesktopContext, offer: PairingOffer, draft: SetupDraft) {
  const place = targetOf(draft, context.machine().paths.home)?.label ?? offer.bucket;
  return { fingerprint: keyFingerprint(parseKey(offer.key)), place, fromDevice: offer.from };
}
