/** The customer document's words for the first run, to the letter; shown once, with the key in them. */

export interface MintedKey {
  /** 64 lower-case hex digits. */
  readonly hex: string;
  readonly savedIn: 'keychain' | 'config-file';
}

export function mintedKeyWords({ hex, savedIn }: MintedKey): string {
  const place =
    savedIn === 'keychain'
      ? 'It is kept in the keychain of this computer. Other devices need it to join.'
      : 'It is kept in your config file, which only you can read. Other devices need it to join.';
  return [
    'cc-sessions: Generated new encryption key. Save this in your config:',
    `  encryptionKey: "${hex}"`,
    'Important: Save this key! Without it, you cannot decrypt your cloud data.',
    place,
    '',
  ].join('\n');
}
