/** Words for what is wrong with an answer of the set-up, by the `problem` ids of `setup.check`. */
import type { Language } from './language.ts';

export const SETUP_PROBLEM_IDS = [
  'control-character',
  'example',
  'bucket-form',
  'bucket-path',
  'account-id-form',
  'endpoint-form',
  'endpoint-console',
  'endpoint-public',
  'endpoint-other-provider',
  'endpoint-plain-http',
  'region-form',
  'blank-inside',
  'key-id-form',
  'secret-form',
  'swapped',
  'folder-relative',
  'device-name-form',
  'prefix-form',
] as const;
export type SetupProblemId = (typeof SETUP_PROBLEM_IDS)[number];

type Words = Readonly<Record<SetupProblemId, string>>;

const EN: Words = {
  'control-character': 'There is a character in it that cannot be typed; copy it once more.',
  example: 'This is still the example; put in your own.',
  'bucket-form': 'A bucket’s name has 3 to 63 lower-case letters, digits, dots and hyphens.',
  'bucket-path': 'Only the name of the bucket, without folders in it.',
  'account-id-form': 'An account ID has 32 digits and the letters a to f.',
  'endpoint-form': 'This is not a web address.',
  'endpoint-console': 'This is the address of the web console; programs use another one.',
  'endpoint-public': 'This is the public address for browsers; programs use another one.',
  'endpoint-other-provider': 'This address belongs to another provider.',
  'endpoint-plain-http': 'Without https the server’s answers can be read and changed on the way.',
  'region-form': 'A region looks like us-east-1.',
  'blank-inside': 'There is a blank in it; copy it once more.',
  'key-id-form': 'Key IDs of this provider look different.',
  'secret-form': 'Secrets of this provider look different.',
  swapped: 'Key ID and secret stand in each other’s place.',
  'folder-relative': 'Give the whole path of the folder.',
  'device-name-form': 'Use letters, digits and . _ @ + = - without blanks or slashes.',
  'prefix-form': 'Use letters, digits and . _ - / without blanks.',
};

const DE: Words = {
  'control-character': 'Darin ist ein Zeichen, das man nicht tippen kann; kopiere es noch einmal.',
  example: 'Das ist noch das Beispiel; trage dein eigenes ein.',
  'bucket-form': 'Ein Bucketname hat 3 bis 63 Kleinbuchstaben, Ziffern, Punkte und Bindestriche.',
  'bucket-path': 'Nur der Name des Buckets, ohne Ordner darin.',
  'account-id-form': 'Eine Account ID hat 32 Ziffern und die Buchstaben a bis f.',
  'endpoint-form': 'Das ist keine Webadresse.',
  'endpoint-console': 'Das ist die Adresse der Web-Konsole; Programme benutzen eine andere.',
  'endpoint-public': 'Das ist die öffentliche Adresse für Browser; Programme benutzen eine andere.',
  'endpoint-other-provider': 'Diese Adresse gehört zu einem anderen Anbieter.',
  'endpoint-plain-http':
    'Ohne https können die Antworten des Servers unterwegs gelesen und verändert werden.',
  'region-form': 'Eine Region sieht aus wie us-east-1.',
  'blank-inside': 'Darin ist ein Leerzeichen; kopiere es noch einmal.',
  'key-id-form': 'Schlüssel-IDs dieses Anbieters sehen anders aus.',
  'secret-form': 'Geheime Schlüssel dieses Anbieters sehen anders aus.',
  swapped: 'Schlüssel-ID und geheimer Schlüssel sind vertauscht.',
  'folder-relative': 'Gib den ganzen Pfad des Ordners an.',
  'device-name-form': 'Nimm Buchstaben, Ziffern und . _ @ + = - ohne Leerzeichen und Schrägstriche.',
  'prefix-form': 'Nimm Buchstaben, Ziffern und . _ - / ohne Leerzeichen.',
};

export const SETUP_PROBLEMS: Readonly<Record<Language, Words>> = { en: EN, de: DE };

/** Problems of a new passphrase, by the ids of `setup.passphraseStrength`. */
export const PASSPHRASE_PROBLEMS = {
  en: {
    short: 'At least 12 characters; four or five words that do not belong together are good.',
    repetitive: 'Too few different characters.',
    sequence: 'A row of neighbouring characters is guessed first.',
    common: 'This is one of the passwords that are guessed first.',
  },
  de: {
    short: 'Mindestens 12 Zeichen; vier oder fünf Wörter, die nicht zusammengehören, sind gut.',
    repetitive: 'Zu wenige verschiedene Zeichen.',
    sequence: 'Eine Reihe benachbarter Zeichen wird zuerst geraten.',
    common: 'Das ist eines der Passwörter, die zuerst geraten werden.',
  },
} as const;
