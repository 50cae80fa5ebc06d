/** Words for stored objects that cannot be used, in German. */
import type { Facts } from '../../message-facts.ts';
import { join } from '../message.ts';
import type { OBJECT_MESSAGES } from '../objects.ts';
import { bracketed, quoted, type WordsMaker } from './words.ts';

const stored = (facts: Facts): string => `Eine gespeicherte Sitzung${bracketed(facts, 'key', 'session')}`;

const GOES_ON = 'Sie blieb unangetastet, und alle anderen Sitzungen gehen weiter wie sonst.';
const MEGABYTE = 1_000_000;

export const OBJECT_WORDS = {
  OBJECT_KEY_UNSAFE: (facts) => ({
    title: 'Eine gespeicherte Datei hat einen gefährlichen Namen',
    sentence: `Eine Datei im Speicher${quoted(facts, 'key')} hat einen Namen, den cc-sessions nie vergibt und der auf deiner Platte schaden könnte; sie wurde deshalb nicht heruntergeladen. Alle anderen Sitzungen gehen weiter. Entferne sie beim Anbieter, wenn du sie nicht kennst.`,
  }),
  OBJECT_TRUNCATED: (facts) => ({
    title: 'Eine gespeicherte Sitzung ist unvollständig',
    sentence: `${stored(facts)} ist abgeschnitten, wohl durch ein abgebrochenes Hochladen. ${GOES_ON} Gleiche auf dem Gerät, von dem sie kommt, noch einmal ab, und sie wird neu hochgeladen.`,
  }),
  OBJECT_UNDECRYPTABLE: (facts) => ({
    title: 'Eine gespeicherte Sitzung lässt sich nicht entschlüsseln',
    sentence: `${stored(facts)} ist beschädigt oder mit einem anderen Schlüssel verschlüsselt. ${GOES_ON} Prüfe, ob alle Geräte denselben Fingerabdruck zeigen; tun sie es, gleiche auf dem Gerät, von dem sie kommt, noch einmal ab.`,
  }),
  OBJECT_MALFORMED: (facts) => ({
    title: 'Eine gespeicherte Datei ist nicht zu verstehen',
    sentence: `${stored(facts)} wurde entschlüsselt, aber was darin steht, hat nicht die rechte Form. ${GOES_ON} Gleiche auf dem Gerät, von dem sie kommt, noch einmal ab; bleibt es dabei, sieh dir die Einzelheiten an.`,
  }),
  OBJECT_MISPLACED: (facts) => ({
    title: 'Eine gespeicherte Sitzung ist am falschen Platz',
    sentence: `${stored(facts)} sagt von sich, dass sie anderswohin gehört: jemand hat sie im Speicher kopiert oder umbenannt. ${GOES_ON} Verschiebe sie zurück, oder entferne sie beim Anbieter.`,
  }),
  OBJECT_TOO_LARGE: (facts) => {
    const size = facts.number('size');
    const large = size === undefined ? '' : ` (${Math.ceil(size / MEGABYTE).toLocaleString('de-DE')} MB)`;
    return {
      title: 'Eine gespeicherte Sitzung ist zu groß',
      sentence: `${stored(facts)} ist größer, als eine Sitzung sein kann${large}, und wurde nicht heruntergeladen. ${GOES_ON} Kennst du sie nicht, entferne sie beim Anbieter.`,
    };
  },
  OBJECT_UNSUPPORTED: (facts) => ({
    title: 'Eine gespeicherte Sitzung braucht eine neuere Version',
    sentence: `${stored(facts)} wurde von einer neueren Version von cc-sessions geschrieben. ${GOES_ON} Installiere auf diesem Gerät die neueste Version, um sie zu sehen.`,
  }),
  TRANSCRIPT_PART_MISSING: (facts) => ({
    title: 'Ein Stück des Gesprächs fehlt',
    sentence: `Der Speicher hat nicht alle Stücke dieses Gesprächs${quoted(facts, 'session')}. Wahrscheinlich hat das Gerät, von dem es kommt, es seit deinem letzten Abgleich neu gespeichert. Gleiche ab, dann versuche es noch einmal; bleibt es dabei, gleiche auch auf jenem Gerät ab.`,
  }),
  TRANSCRIPT_TOO_LARGE: (facts) => ({
    title: 'Ein Gespräch ist zu groß zum Aufbewahren',
    sentence: `Das Gespräch einer Sitzung${quoted(facts, 'session')} hat mehr Dateien oder Stücke, als aufbewahrt werden können; das Neueste daran wurde deshalb nicht gespeichert. Was vorher gespeichert wurde, ist sicher. Behalte selbst eine Kopie der Dateien des Agenten.`,
  }),
  MEMORY_INVALID: (facts) => ({
    title: 'Der Inhalt einer Sitzung ist nicht zu lesen',
    sentence: join(
      `${facts.text('session', 'key') === '' ? 'Eine Sitzung' : `Die Sitzung${quoted(facts, 'session', 'key')}`} hat nicht die Form einer Sitzung${bracketed(facts, 'field')} und wurde nicht übernommen.`,
      'Das Original bleibt, wo es ist, und alle anderen Sitzungen gehen weiter. Sieh in den Einzelheiten nach, woher sie kommt.',
    ),
  }),
} as const satisfies Record<keyof typeof OBJECT_MESSAGES, WordsMaker>;
