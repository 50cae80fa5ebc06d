/** Words for warnings, in German. */
import type { WarningCode } from '../../warnings.ts';
import { join } from '../message.ts';
import { keychainReason } from './keys.ts';
import { bracketed, quoted, type WordsMaker } from './words.ts';

export const WARNING_WORDS: Readonly<Record<WarningCode, WordsMaker>> = {
  CONFIG_WORLD_READABLE: (facts) => ({
    title: 'Andere auf diesem Rechner können deine Schlüssel lesen',
    sentence: `In der Konfigurationsdatei${quoted(facts, 'path')} stehen Geheimnisse, und ihre Rechte${bracketed(facts, 'mode')} lassen andere Benutzer dieses Rechners sie lesen. Schütze die Datei (Modus 600).`,
  }),
  CONFIG_KEY_UNKNOWN: (facts) => ({
    title: 'Eine Einstellung ist nicht bekannt',
    sentence: join(
      `Die Einstellung${quoted(facts, 'key')}${facts.text('line') === '' ? '' : ` in Zeile ${facts.text('line')}`} der Konfigurationsdatei liest cc-sessions nicht; sie hat keine Wirkung.`,
      facts.text('suggestion') === ''
        ? 'Prüfe sie auf Tippfehler, oder entferne sie.'
        : `Meintest du${quoted(facts, 'suggestion')}? Bitte berichtige sie.`,
    ),
  }),
  SECRETS_IN_CONFIG: (facts) => ({
    title: 'In der Konfigurationsdatei stehen Geheimnisse',
    sentence: `In der Konfigurationsdatei${quoted(facts, 'path')} stehen Geheimnisse unverschlüsselt${bracketed(facts, 'names')} und werden von dort benutzt. Du kannst sie in den Schlüsselbund dieses Rechners verschieben, wo andere Programme sie nicht einfach lesen können.`,
  }),
  KEYCHAIN_FALLBACK: (facts) => ({
    title: 'Der Schlüsselbund geht hier nicht',
    sentence: `${keychainReason(facts)} Deshalb wurde das Geheimnis${quoted(facts, 'name')} in der Konfigurationsdatei${quoted(facts, 'path')} gespeichert, die nur du lesen kannst. Verschiebe es in den Schlüsselbund, sobald der geht.`,
  }),
  DEVICE_ID_DIFFERS: (facts) => ({
    title: 'Dieses Gerät hat einen neuen Namen',
    sentence: `Die Einstellungen nennen dieses Gerät${quoted(facts, 'configured')}, vorher hieß es${quoted(facts, 'stored') || ' anders'}. Sitzungen, die unter dem alten Namen hochgeladen wurden, gelten nun als die eines anderen Geräts. War das nicht gewollt, setze „device_id“ zurück auf „auto“.`,
  }),
  SYNC_STATE_REBUILT: () => ({
    title: 'Die Aufzeichnung früherer Abgleiche wurde neu angelegt',
    sentence:
      'Sie war nicht zu lesen und ist nur eine Aufzeichnung, die sich neu machen lässt: keine Sitzung ging verloren. Gleiche einmal ab; das dauert diesmal länger als sonst.',
  }),
  STORE_SET_ASIDE: (facts) => ({
    title: 'Der Bestand der Sitzungen war beschädigt',
    sentence: join(
      `Die Datei${quoted(facts, 'path')} war nicht zu lesen.`,
      facts.text('setAside') !== '' &&
        `Sie wurde als${quoted(facts, 'setAside')} aufgehoben, und eine neue wurde begonnen.`,
      'Gleiche einmal ab: jede Sitzung, die im Bucket ist, kommt zurück. Behalte die alte Datei, bis du sie gesehen hast.',
    ),
  }),
  WATCH_POLLING: (facts) => ({
    title: 'Änderungen werden etwas später bemerkt',
    sentence: `Das System meldet Änderungen hier nicht${bracketed(facts, 'explanation')}; die Ordner werden deshalb alle paar Sekunden angesehen. Es entgeht nichts; erhöhe diese Grenze, um etwas Arbeit zu sparen.`,
  }),
};
