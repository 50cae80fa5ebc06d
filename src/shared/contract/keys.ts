/** The vault key: what is known of it, the recovery kit, pairing. The key itself reaches the window only by `key.reveal`. */
import { z } from 'zod';
import { chosenFile, done, line, list, moment, nothing, secret, type CommandShape } from './schema.ts';

/** The key of the saved settings, or the one chosen in the set-up that is under way. */
const of = z.enum(['vault', 'draft']);
const whose = z.strictObject({ of });

const keyInfo = z.object({
  fingerprint: z.string(),
  storedIn: z.enum(['environment', 'config-file', 'keychain', 'none']),
  vaultId: z.string().nullable(),
  /** The vault opens with a passphrase as well; `null`: it could not be asked. */
  passphrase: z.boolean().nullable(),
  recoveryKitKeptAt: moment.nullable(),
});

export const keyCommands = {
  'key.info': { request: nothing, response: keyInfo },
  /** After the system's own confirmation, or where there is none a dialog of the app's. @throws CANCELLED */
  'key.reveal': { request: nothing, response: z.object({ hex: z.string(), fingerprint: z.string() }) },
  /** Checked against the vault before it is kept. @throws KEY_WRONG, PASSPHRASE_WRONG, KEY_MALFORMED */
  'key.import': {
    request: z.union([z.strictObject({ hex: secret }), z.strictObject({ passphrase: secret })]),
    response: keyInfo,
  },
  /** A new passphrase, or the first one; no session is encrypted anew. @throws PASSPHRASE_WEAK */
  'key.changePassphrase': { request: z.strictObject({ passphrase: secret }), response: keyInfo },
  /** Moves the secrets of the config file to the keychain. @throws KEYCHAIN_UNAVAILABLE */
  'key.moveSecrets': { request: nothing, response: z.object({ moved: list(z.string()) }) },
  /** Asks the keychain again after it did not answer. @throws KEYCHAIN_UNAVAILABLE */
  'key.retryKeychain': { request: nothing, response: done },

  /** Native dialog. The file is readable by its owner only. */
  'recovery.save': { request: whose, response: chosenFile },
  /** The system's print dialog. */
  'recovery.print': { request: whose, response: z.object({ printed: z.boolean() }) },
  /** Onto the clipboard, which is emptied again after a minute if it still holds the kit. */
  'recovery.copy': { request: whose, response: z.object({ clearedAfterMs: z.number() }) },
  /** The person said that the kit is kept. */
  'recovery.confirm': { request: whose, response: done },
  /**
   * Takes the key of a recovery kit into the set-up, and the place as far as nothing was answered yet. A key is checked
   * at once where the place can be reached, else when the set-up gets there. `file`: chosen in the system's dialog, or
   * the one that the app was opened with. `null`: none. @throws KEY_MALFORMED, KEY_WRONG, bucket errors
   */
  'recovery.open': {
    request: z.strictObject({ file: z.enum(['chosen', 'offered']) }),
    response: z.object({ fingerprint: z.string(), place: z.string() }).nullable(),
  },
  /** What the kit says that the app was opened with; `null`: with none. @throws KEY_MALFORMED, USAGE */
  'recovery.offered': {
    request: nothing,
    response: z
      .object({
        fingerprint: z.string(),
        place: z.string(),
        /** Of the key that this device uses; `null`: none yet. */
        inUse: z.string().nullable(),
      })
      .nullable(),
  },

  /**
   * A code that makes another device ready: `text` (also in `qr`) holds place, credentials and key, encrypted
   * under `code`, which is to be shown apart from it and typed on the other device.
   */
  'pairing.create': {
    request: nothing,
    response: z.object({
      text: z.string(),
      /** `side` × `side` modules, row by row, `1` is dark; without the quiet zone of 4 modules. */
      qr: z.object({ side: z.int(), modules: z.string() }),
      /** Groups of digits and letters joined by hyphens. */
      code: z.string(),
      expiresAt: moment,
    }),
  },
  /**
   * Opens a pairing text with its code into the set-up's draft: place, credentials and key; go on with the
   * connection test. @throws PAIRING_MALFORMED, PAIRING_CODE_WRONG, PAIRING_EXPIRED
   */
  'pairing.accept': {
    request: z.strictObject({ text: z.string().max(20_000), code: line }),
    response: z.object({ fingerprint: z.string(), place: z.string(), fromDevice: z.string() }),
  },
  /** Native dialog for a picture of the QR code. @throws PAIRING_MALFORMED when there is none in it */
  'pairing.openImage': { request: nothing, response: z.object({ text: z.string().nullable() }) },
  /** A picture that was dropped or pasted: PNG, JPEG or WebP as base64. */
  'pairing.readImage': {
    request: z.strictObject({ image: z.string().max(28_000_000) }),
    response: z.object({ text: z.string() }),
  },
  /** Looks for a picture or a text on the clipboard. */
  'pairing.paste': { request: nothing, response: z.object({ text: z.string().nullable() }) },
} as const satisfies Record<string, CommandShape>;
