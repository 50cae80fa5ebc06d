/** Words for errors of syncing, of conflicts and of this machine, in German. */
import type { Facts } from '../../message-facts.ts';
import type { ENGINE_MESSAGES } from '../engine.ts';
import { asSentence, join, wordsFor } from '../message.ts';
import { bracketed, counted, quoted, type WordsMaker } from './words.ts';

function holder(facts: Facts): string {
  const name = facts.text('holder');
  const pid = facts.text('pid');
  if (name === 'app') return 'Die App cc-sessions';
  if (name === 'cli') return `Ein anderer cc-sessions-Befehl${pid === '' ? '' : ` (Prozess ${pid})`}`;
  return name === ''
    ? 'Ein anderer cc-sessions-Prozess'
    : `Ein anderer Prozess (${name}${pid === '' ? '' : `, ${pid}`})`;
}

function massChange(facts: Facts): string {
  const losing = facts.number('losing');
  const known = facts.number('known');
  const what =
    losing === undefined
      ? 'ungewöhnlich viele deiner Sitzungen'
      : `${counted(losing, 'Sitzung', 'Sitzungen')}${known === undefined ? '' : ` von ${known}`}`;
  return `Dieser Abgleich würde auf einmal ${what} überschreiben oder entfernen.`;
}

/** What a person can cause in the window. */
const USAGE_PROBLEMS: Readonly<Record<string, string>> = {
  'own-device': 'Das ist das Gerät, an dem du sitzt; entfernen lässt es sich nur von einem anderen aus.',
  'not-its-name': 'Das ist nicht der Name des Geräts. Gib ihn genau so ein, wie er gezeigt wird.',
  'set-up-incomplete':
    'Die Einrichtung kennt den Ort noch nicht: wähle einen Anbieter und gib Bucket oder Ordner an.',
};

export const ENGINE_WORDS = {
  BRAKE_MASS_CHANGE: (facts) => ({
    title: 'Vorsichtshalber angehalten: sehr viele Änderungen',
    sentence: `${massChange(facts)} Das kann richtig sein, sieht aber auch aus wie ein Irrtum, deshalb wurde nichts getan. Sieh dir an, was sich ändern würde, und mach nur weiter, wenn du das willst.`,
  }),
  BRAKE_EMPTY_BUCKET: (facts) => {
    const objects = facts.number('objects');
    const held = objects === undefined ? 'Sitzungen' : counted(objects, 'Datei', 'Dateien');
    return {
      title: 'Vorsichtshalber angehalten: der Speicher ist leer',
      sentence: join(
        `Beim letzten Abgleich lagen ${held} in deinem Speicher, und nun scheint er leer.`,
        'Hier wurde nichts entfernt. Prüfe Bucket, Präfix und Zugriffsschlüssel in den Einstellungen; hast du ihn selbst geleert, mach weiter, und alles auf diesem Gerät wird neu hochgeladen.',
      ),
    };
  },
  LOCK_HELD: (facts) => ({
    title: 'Ein Abgleich läuft schon',
    sentence: `${holder(facts)} gleicht gerade ab, und nur einer darf auf einmal schreiben. Warte, bis das fertig ist, dann versuche es noch einmal.`,
  }),
  LOCK_LOST: () => ({
    title: 'Ein anderer Prozess hat übernommen',
    sentence:
      'Dieser Abgleich stand so lange still, etwa weil der Rechner schlief, dass ein anderer Prozess übernahm. Was getan ist, bleibt; gleiche für den Rest noch einmal ab.',
  }),
  CANCELLED: () => ({
    title: 'Angehalten',
    sentence:
      'Die Arbeit wurde angehalten, bevor sie fertig war. Was getan ist, bleibt; der Rest folgt, wenn du sie wieder beginnst.',
  }),
  LOCAL_CHANGED: (facts) => ({
    title: 'Eine Sitzung hat sich inzwischen geändert',
    sentence: `Die Sitzung${quoted(facts, 'session')} wurde auf diesem Gerät geändert, während sie abgeglichen wurde; der neuere Text blieb deshalb unangetastet. Gleiche noch einmal ab.`,
  }),
  CONFLICT_STALE: (facts) => ({
    title: 'Der Konflikt hat sich geändert',
    sentence: `Eine der Fassungen der Sitzung${quoted(facts, 'session')} wurde geändert, nachdem du sie angesehen hast; deine Wahl wurde deshalb nicht ausgeführt. Sieh dir beide noch einmal an und wähle neu.`,
  }),
  CONFLICT_UNKNOWN: (facts) => ({
    title: 'Diesen Konflikt gibt es nicht',
    sentence: `Die Sitzung${quoted(facts, 'session')} hat keinen Konflikt, oder er ist schon gelöst, vielleicht auf einem anderen Gerät. Sieh in die Liste der Konflikte.`,
  }),
  SESSION_UNKNOWN: (facts) => ({
    title: 'Diese Sitzung gibt es nicht',
    sentence: `Eine Sitzung mit ${quoted(facts, 'session', 'id') === '' ? 'dieser Kennung' : `der Kennung${quoted(facts, 'session', 'id')}`} ist nicht bekannt. Prüfe die Kennung auf Tippfehler, oder sieh in die Liste der Sitzungen.`,
  }),
  SESSION_NOT_UPLOADED: (facts) => ({
    title: 'Die Sitzung ist noch nicht im Speicher',
    sentence: `Die Sitzung${quoted(facts, 'session')} wurde bisher nicht hochgeladen. Gleiche auf dem Gerät ab, das sie hat, dann versuche es noch einmal.`,
  }),
  STORE_CORRUPT: (facts) => ({
    title: 'Die Liste der Sitzungen war beschädigt',
    sentence: join(
      `Die Datenbank${quoted(facts, 'path')} ist beschädigt, vielleicht nach einem Absturz oder einer vollen Platte.`,
      facts.text('setAside', 'movedTo') !== '' &&
        `Sie wurde als${quoted(facts, 'setAside', 'movedTo')} beiseitegelegt und nicht gelöscht.`,
      'Gleiche noch einmal ab: alles, was im Speicher oder in den Dateien deiner Agenten ist, kommt zurück.',
    ),
  }),
  STORE_UNREADABLE: (facts) => ({
    title: 'Die Liste der Sitzungen lässt sich nicht öffnen',
    sentence: `Die Datenbank${quoted(facts, 'path')} ließ sich nicht öffnen${bracketed(facts, 'reason')} und blieb, wie sie war. Prüfe, ob du sie lesen und schreiben darfst; hat eine neuere Version von cc-sessions sie angelegt, installiere diese auch hier.`,
  }),
  STORE_BUSY: (facts) => ({
    title: 'Die Liste der Sitzungen ist in Gebrauch',
    sentence: `Ein anderes Programm schreibt in die Datenbank${quoted(facts, 'path')} und wurde nicht rechtzeitig fertig. Nichts ging verloren: warte einen Moment, dann versuche es noch einmal.`,
  }),
  DISK_FULL: (facts) => ({
    title: 'Der Datenträger ist voll',
    sentence: `Es ist kein Platz mehr zum Speichern${bracketed(facts, 'path')}. Nichts, was da war, ist verloren. Schaffe Platz, dann versuche es noch einmal.`,
  }),
  TRANSCRIPT_UNREADABLE: (facts) => ({
    title: 'Eine Datei eines Agenten war nicht zu lesen',
    sentence: `Die Aufzeichnung einer Sitzung${quoted(facts, 'path', 'source')} war nicht zu lesen und wurde ausgelassen; alle anderen gehen weiter. Prüfe, ob du die Datei lesen darfst, dann versuche es noch einmal.`,
  }),
  USAGE: (facts) => ({
    title: 'So geht das nicht',
    sentence: wordsFor(
      USAGE_PROBLEMS,
      facts.text('problem'),
      'Etwas, das eingegeben oder gewählt wurde, fehlt oder passt nicht. Geändert wurde nichts; sieh es durch und versuche es noch einmal.',
    ),
  }),
  IPC_REFUSED: () => ({
    title: 'Das Fenster verlangte etwas, das es nicht darf',
    sentence:
      'Eine Anfrage des Fensters war keine, die die App kennt, deshalb wurde sie nicht ausgeführt. Schließe das Fenster und öffne es wieder; bleibt es dabei, installiere die neueste Version.',
  }),
  INTERNAL: (facts) => ({
    title: 'Etwas Unerwartetes ist geschehen',
    sentence: join(
      'Das ist ein Fehler in cc-sessions, nicht deiner.',
      asSentence(facts.text('reason')),
      'Versuche es noch einmal; bleibt es dabei, schalte in der Diagnose „Jede Anfrage ins Protokoll schreiben“ ein, tu es noch einmal, und speichere dort das Paket für die Hilfe.',
    ),
  }),
} as const satisfies Record<keyof typeof ENGINE_MESSAGES, WordsMaker>;
