/** The words of a recovery kit. Lines stay under 78 characters: it is printed in a fixed width. */
import type { Language } from './language.ts';

export interface KitWords {
  readonly title: string;
  readonly intro: string;
  readonly labels: {
    readonly key: string;
    readonly groups: string;
    readonly fingerprint: string;
    readonly place: string;
    readonly vault: string;
    readonly written: string;
  };
  readonly passphrase: string;
  readonly settings: string;
  /** `button`: as the app's welcome page calls it. */
  readonly restore: string;
  readonly decrypt: string;
  readonly format: string;
}

const EN: KitWords = {
  title: 'cc-sessions recovery kit',
  intro: `Whoever has this key and access to the bucket can read every session.
Without it nobody can, you included. Keep it where you keep your passwords.`,
  labels: {
    key: 'Key',
    groups: 'In groups',
    fingerprint: 'Fingerprint',
    place: 'Place',
    vault: 'Vault',
    written: 'Written',
  },
  passphrase: 'The vault opens with your passphrase as well.',
  settings: 'Where the bucket is, as the config file says it:',
  restore: `On a new device
  Open cc-sessions, press "Open a recovery kit" and choose this file; or
  type  cc-sessions setup  and choose "join".`,
  decrypt: 'One object, with nothing but the key:',
  format: `Without cc-sessions: each object is IV (16 bytes), auth tag (16 bytes), then
AES-256-GCM ciphertext of JSON, under this key, without additional data.`,
};

const DE: KitWords = {
  title: 'cc-sessions Notfallblatt',
  intro: `Wer diesen Schlüssel und Zugang zum Bucket hat, kann jede Sitzung lesen.
Ohne ihn kann es niemand, auch du nicht. Bewahre ihn auf, wo du deine
Passwörter aufbewahrst.`,
  labels: {
    key: 'Schlüssel',
    groups: 'In Gruppen',
    fingerprint: 'Fingerabdruck',
    place: 'Ort',
    vault: 'Tresor',
    written: 'Geschrieben',
  },
  passphrase: 'Der Tresor öffnet sich auch mit deiner Passphrase.',
  settings: 'Wo der Bucket ist, wie es in der Konfigurationsdatei steht:',
  restore: `Auf einem neuen Gerät
  Öffne cc-sessions, drücke „Notfallblatt öffnen“ und wähle diese Datei; oder
  tippe  cc-sessions setup  und wähle „join“.`,
  decrypt: 'Ein einzelnes Objekt, mit nichts als dem Schlüssel:',
  format: `Ohne cc-sessions: jedes Objekt ist IV (16 Bytes), Auth-Tag (16 Bytes), dann
AES-256-GCM-Chiffrat von JSON, unter diesem Schlüssel, ohne weitere Daten.`,
};

export const KIT_WORDS: Readonly<Record<Language, KitWords>> = { en: EN, de: DE };
