/** Words for errors of keys, passphrases, vaults and the keychain, in German. */
import type { Facts } from '../../message-facts.ts';
import type { KEY_MESSAGES } from '../keys.ts';
import { join, wordsFor } from '../message.ts';
import { bracketed, quoted, type WordsMaker } from './words.ts';

const KEYCHAIN: Readonly<Record<string, string>> = {
  'no-bus': 'Diese Anmeldung hat keine Arbeitsumgebung, wie auf einem Server oder über SSH.',
  'no-service': 'Es läuft kein Programm, das Passwörter aufbewahrt, etwa GNOME Keyring oder KWallet.',
  'no-collection': 'Der Schlüsselbund ist da, wurde aber nie eingerichtet.',
  locked: 'Der Schlüsselbund ist gesperrt.',
  refused: 'Die Anfrage wurde abgelehnt.',
  'no-answer': 'Er antwortete nicht zur rechten Zeit; vielleicht wartet er darauf, dass du ihn entsperrst.',
  'not-installed':
    'Ein Teil des Systems, den er braucht, ist nicht installiert (auf Debian und Ubuntu: libsecret-1-0).',
  'not-kept': 'Er nahm einen Probeeintrag an, gab ihn aber nicht zurück.',
};

/** For warnings as well. */
export function keychainReason(facts: Facts): string {
  return wordsFor(KEYCHAIN, facts.text('reason'), 'Es ging nicht.');
}

const KEY_SOURCES: Readonly<Record<string, string>> = {
  env: 'Der Schlüssel aus der Umgebung',
  config: 'Der Schlüssel in der Konfigurationsdatei',
  keychain: 'Der Schlüssel im Schlüsselbund',
};

function keyMalformed(facts: Facts): string {
  const length = facts.number('length');
  const position = facts.number('position');
  const line = facts.number('line');
  const where = [facts.text('variable'), facts.text('path'), line === undefined ? '' : `Zeile ${line}`]
    .filter(Boolean)
    .join(', ');
  return join(
    wordsFor(KEY_SOURCES, facts.text('source'), 'Dieser Schlüssel'),
    where !== '' && `(${where})`,
    'kann nicht stimmen: ein Schlüssel hat genau 64 Zeichen, Ziffern und die Buchstaben a bis f.',
    length !== undefined && length !== 64 && `Dieser hat ${length}.`,
    position !== undefined && `Zeichen ${position} ist ein anderes.`,
    'Kopiere ihn noch einmal, vollständig, von dort, wo du ihn aufbewahrst.',
  );
}

function fingerprint(facts: Facts, ...names: string[]): string {
  const value = facts.text(...names);
  return value === '' ? '' : ` (Fingerabdruck ${value})`;
}

export const KEY_WORDS = {
  KEY_MISSING: (facts) => ({
    title: 'Der Schlüssel fehlt auf diesem Gerät',
    sentence: `Deine Sitzungen im Speicher sind verschlüsselt, und dieses Gerät hat den Schlüssel${fingerprint(facts, 'fingerprint', 'expected')} noch nicht. Gib den ein, den du bei der ersten Einrichtung aufbewahrt hast; ein anderes Gerät, das abgleicht, kann ihn zeigen. Nichts wurde hochgeladen.`,
  }),
  KEY_MALFORMED: (facts) => ({ title: 'Das ist kein Schlüssel', sentence: keyMalformed(facts) }),
  KEY_WRONG: (facts) => ({
    title: 'Der Schlüssel passt nicht',
    sentence: join(
      `Der Schlüssel auf diesem Gerät${fingerprint(facts, 'given', 'fingerprint')} ist ein anderer als der, mit dem deine Sitzungen im Speicher verschlüsselt sind${fingerprint(facts, 'expected')}.`,
      'Nichts wurde hochgeladen oder geändert.',
      'Benutze auf allen Geräten denselben Schlüssel: gib den ein, den dein anderes Gerät zeigt.',
    ),
  }),
  PASSPHRASE_WRONG: () => ({
    title: 'Die Passphrase stimmt nicht',
    sentence:
      'Mit dieser Passphrase lassen sich deine Sitzungen im Speicher nicht öffnen. Prüfe Großschreibung und Tastaturbelegung, dann gib sie noch einmal ein.',
  }),
  PASSPHRASE_UNUSED: () => ({
    title: 'Gebraucht wird ein Schlüssel, keine Passphrase',
    sentence:
      'Der Ort deiner Sitzungen wurde mit einem Schlüssel eingerichtet und hat keine Passphrase. Gib stattdessen den Schlüssel aus 64 Zeichen ein.',
  }),
  PASSPHRASE_WEAK: (facts) => {
    const least = facts.number('least');
    const problem = facts.text('problem');
    return {
      title: 'Die Passphrase ist zu leicht zu erraten',
      sentence: join(
        'Wer an die gespeicherten Dateien kommt, könnte sie durch Probieren finden.',
        problem === 'repetitive' && 'Sie wiederholt dieselben wenigen Zeichen.',
        problem === 'sequence' && 'Sie ist eine Reihe benachbarter Zeichen.',
        least !== undefined && `Sie braucht mindestens ${least} Zeichen.`,
        'Wähle eine andere, etwa vier oder fünf Wörter, die nicht zusammengehören.',
      ),
    };
  },
  VAULT_DAMAGED: () => ({
    title: 'Die Beschreibung deines Speichers ist beschädigt',
    sentence:
      'Die Datei „vault.json“ in deinem Speicher, die Geräten sagt, wie sie beitreten, ist nicht zu verstehen. Deine Sitzungen liegen getrennt davon, und nichts wurde geändert. Stelle eine ältere Fassung dieser Datei wieder her, falls dein Anbieter Fassungen behält, oder hole Hilfe, bevor du etwas anderes tust.',
  }),
  VAULT_UNSUPPORTED: (facts) => ({
    title: 'Eine neuere Version hat deinen Speicher eingerichtet',
    sentence: `Diese Version von cc-sessions kennt das Format nicht, in dem deine Sitzungen gespeichert sind${bracketed(facts, 'version')}, und lässt alles, wie es ist. Installiere auf diesem Gerät die neueste Version.`,
  }),
  VAULT_CHANGED: () => ({
    title: 'Das ist nicht der Speicher, den dieses Gerät kennt',
    sentence:
      'Der Speicher ist ein anderer als beim letzten Abgleich: er wurde geleert und neu eingerichtet, oder die Einstellungen zeigen auf einen anderen Ort. Nichts wurde hochgeladen oder entfernt. Prüfe Bucket, Endpunkt und Präfix in den Einstellungen; war die Änderung gewollt, richte den Abgleich neu ein.',
  }),
  VAULT_MISSING: (facts) => ({
    title: 'Noch gibt es nichts, dem man beitreten kann',
    sentence: `An diesem Ort${quoted(facts, 'place')} hat noch kein Gerät den Abgleich eingerichtet. Prüfe Bucket, Endpunkt und Präfix auf Tippfehler; ist es dein erstes Gerät, richte es mit einem neuen Schlüssel ein. Nichts wurde gespeichert.`,
  }),
  KEYCHAIN_UNAVAILABLE: (facts) => ({
    title: 'Der Schlüsselbund antwortet nicht',
    sentence: `Der Schlüsselbund dieses Rechners, der deinen Schlüssel aufbewahrt, ist gerade nicht zu benutzen. ${keychainReason(facts)} Entsperre oder starte ihn und versuche es noch einmal, oder lass den Schlüssel in der Konfigurationsdatei, die nur du lesen kannst.`,
  }),
} as const satisfies Record<keyof typeof KEY_MESSAGES, WordsMaker>;
