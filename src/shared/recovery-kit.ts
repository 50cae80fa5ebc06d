/**
 * The recovery kit: one page of text with all that is needed to read the sessions again when every device is gone. It
 * holds the key, but no credentials of the bucket. Pure.
 */

export const RECOVERY_KIT_EXTENSION = 'cc-sessions-kit';

export interface RecoveryKit {
  /** 64 hex digits. */
  readonly key: string;
  readonly fingerprint: string;
  /** What a person calls the place. */
  readonly place: string;
  readonly vaultId: string;
  /** Where the bucket is, in the words of the config file; no secrets. */
  readonly settings: Readonly<Record<string, string>>;
  /** The vault opens with a passphrase as well. */
  readonly passphrase: boolean;
  /** ISO date. */
  readonly writtenOn: string;
}

/** Line by line, `Name  value`; read back by `parseRecoveryKit`. */
export function recoveryKitText(kit: RecoveryKit): string {
  const groups = kit.key.match(/.{8}/g) ?? [];
  const settings = Object.entries(kit.settings).map(([name, value]) => `  ${name}: ${value}`);
  return `cc-sessions recovery kit
========================

Whoever has this key and access to the bucket can read every session.
Without it nobody can, you included. Keep it where you keep your passwords.

Key          ${kit.key}
In groups    ${groups.slice(0, 4).join(' ')}
             ${groups.slice(4).join(' ')}
Fingerprint  ${kit.fingerprint}
Place        ${kit.place}
Vault        ${kit.vaultId}
Written      ${kit.writtenOn}
${kit.passphrase ? '\nThe vault opens with your passphrase as well.\n' : ''}
Where the bucket is, as the config file says it:

${settings.join('\n')}

On a new device
  Open cc-sessions, choose "Join" and open this file; or type
  cc-sessions setup            and choose "join".

One object, with nothing but the key:
  CC_SESSIONS_ENCRYPTION_KEY=... cc-sessions decrypt sessions/DEVICE/SESSION.enc

Without cc-sessions: each object is IV (16 bytes), auth tag (16 bytes), then
AES-256-GCM ciphertext of JSON, under this key, without additional data.
`;
}

/** Characters of a file that is looked at. */
const MOST = 100_000;
const MOST_OF_A_LINE = 300;

export interface ReadKit {
  /** 64 hex digits, lower case. */
  readonly key: string;
  /** What a person calls the place; empty when the kit does not say. */
  readonly place: string;
  /** Where the bucket is, as far as the kit says; unchecked. */
  readonly settings: Readonly<Record<string, string>>;
}

/** What a kit says, also one that the command line wrote or a person retyped; `null` when no key stands in it. */
export function parseRecoveryKit(text: string): ReadKit | null {
  const beginning = text.slice(0, MOST);
  const key =
    /^\s*Key\s+([0-9a-fA-F]{64})\s*$/m.exec(beginning) ??
    /(?<![0-9a-fA-F])([0-9a-fA-F]{64})(?![0-9a-fA-F])/.exec(beginning);
  if (!key?.[1]) return null;
  const place = /^\s*Place\s+(\S.*?)\s*$/m.exec(beginning)?.[1] ?? '';
  return {
    key: key[1].toLowerCase(),
    place: place.slice(0, MOST_OF_A_LINE),
    settings: settingsIn(beginning),
  };
}

function settingsIn(text: string): Record<string, string> {
  const lines = text.matchAll(/^ {2}(provider|bucket|endpoint|region|prefix): (\S[^\r\n]*?)\s*$/gm);
  return Object.fromEntries(
    [...lines].map(([, name = '', value = '']) => [name, value.slice(0, MOST_OF_A_LINE)]),
  );
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The same as a page to be printed; nothing in it is loaded or run. */
export function recoveryKitHtml(kit: RecoveryKit): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>cc-sessions recovery kit</title>
<style>@page{margin:2cm}body{font:11pt/1.45 monospace;white-space:pre-wrap;overflow-wrap:anywhere}</style></head>
<body>${escaped(recoveryKitText(kit))}</body></html>`;
}
