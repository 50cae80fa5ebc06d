/** Words for errors of the configuration and the home directory, in German. */
import type { Facts } from '../../message-facts.ts';
import type { CONFIG_MESSAGES } from '../config.ts';
import { join, wordsFor } from '../message.ts';
import { quoted, type WordsMaker } from './words.ts';

/** `Konfigurationsdatei (/home/ann/.cc-sessions/config.yml, Zeile 3, Spalte 5)` */
function configFile(facts: Facts): string {
  const line = facts.number('line');
  const column = facts.number('column');
  const place = [
    facts.text('path'),
    line === undefined ? '' : `Zeile ${line}`,
    line === undefined || column === undefined ? '' : `Spalte ${column}`,
  ].filter(Boolean);
  return place.length > 0 ? `Konfigurationsdatei (${place.join(', ')})` : 'Konfigurationsdatei';
}

const MALFORMED: Readonly<Record<string, string>> = {
  tab: 'Vor einem Namen steht ein Tabulator. Rücke mit Leerzeichen ein.',
  indentation:
    'Die Einrückung passt dort nicht. Was zusammengehört, beginnt in derselben Spalte; ein Wert mit „: “ darin braucht Anführungszeichen.',
  'duplicate-key': 'Derselbe Name steht dort zweimal. Behalte einen davon.',
  'missing-colon': 'Nach einem Namen fehlen Doppelpunkt und Leerzeichen, wie in „enabled: true“.',
  unclosed:
    'Dort oder vorher wurde ein Anführungszeichen oder eine Klammer nicht geschlossen. Ergänze, was fehlt.',
  'needs-quotes':
    'Ein Wert beginnt mit einem Zeichen, das etwas Eigenes bedeutet. Setze ihn in doppelte Anführungszeichen.',
  'several-documents': 'Eine Zeile „---“ beginnt ein zweites Dokument. Behalte alles in einem.',
  'too-deep': 'Klammern oder Listen sind zu tief geschachtelt. Sieh nach, ob eine zu viel ist.',
  encoding: 'Die Datei ist kein Text in UTF-8. Speichere sie in deinem Editor neu als UTF-8.',
};

const EXPECTED: Readonly<Record<string, string>> = {
  boolean: 'true oder false',
  text: 'ein Text aus einer Zeile',
  provider: 'r2, s3, b2, s3-compatible oder folder',
  interval: 'eine ganze Zahl von Minuten, von 0 (nie von selbst) bis 10080 (eine Woche)',
  bandwidth: 'eine Zahl von Bytes je Sekunde wie 500000 oder "2 MB", oder 0 für keine Grenze',
  key: '64 Ziffern und Buchstaben von a bis f',
  'device-id': 'auto, oder ein Name aus Buchstaben, Ziffern und den Zeichen „._-@+=“',
  prefix: 'ein Ordnername im Bucket, ohne „..“ oder „\\“',
  transcripts: 'on-demand oder all',
  'path-map': 'eine Zeile je Pfad, wie "/home/ann: /Users/ann"',
  block: 'Einstellungen, je eine in einer Zeile, darunter eingerückt',
};

const FOUND: Readonly<Record<string, string>> = {
  map: 'hat Einstellungen unter sich',
  list: 'ist eine Liste',
  empty: 'ist leer',
  alias: 'beginnt mit *, was etwas Eigenes bedeutet, und braucht Anführungszeichen',
};

function whatIsWrong(facts: Facts): string {
  const key = facts.text('key');
  const name = key === '' ? 'Eine Einstellung' : `„${key}“`;
  const takes = wordsFor(EXPECTED, facts.text('expected'));
  const wanted = takes !== '' && `Möglich ist: ${takes}.`;
  switch (facts.text('problem')) {
    case 'missing':
      return join(`${name} fehlt.`, wanted, 'Bitte ergänze es.');
    case 'example':
      return `${name} hat noch den Wert des Beispiels. Trage deinen eigenen ein; dein Speicheranbieter zeigt ihn.`;
    case 'contradiction':
      return `${name} steht dort zweimal mit verschiedenen Werten. Behalte den richtigen und lösche den anderen.`;
    case 'indentation':
      return `${name} muss um zwei Leerzeichen eingerückt unter „cloud:“ stehen, und die anderen Einstellungen dort auch.`;
    case 'range':
    case 'choice':
      return join(`Der Wert von ${name} ist nicht möglich.`, wanted, 'Bitte ändere ihn.');
    default:
      return join(
        `${name} ${wordsFor(FOUND, facts.text('found'), 'hat einen Wert, der nicht passt')}.`,
        wanted,
        'Bitte ändere es.',
      );
  }
}

const FILE_REASONS: Readonly<Record<string, string>> = {
  permission: 'Du darfst sie nicht öffnen: prüfe, wem sie gehört, und ihre Rechte.',
  directory:
    'Sie ist ein Ordner, keine Datei: benenne den Ordner um, oder lass CC_SESSIONS_CONFIG auf die richtige Datei zeigen.',
  'not-a-file': 'Sie ist keine gewöhnliche Datei: lass CC_SESSIONS_CONFIG auf die richtige zeigen.',
  'too-large': 'Sie ist größer als 1 MB, also wohl eine andere Datei: prüfe ihren Inhalt.',
  ELOOP: 'Sie ist ein Verweis, der zu sich selbst zurückführt: entferne den Verweis.',
  changing: 'Ein anderes Programm ändert sie fortwährend: schließe es, dann versuche es noch einmal.',
  shape: 'Sie ist so geschrieben, dass sie sich nicht sicher ändern lässt: bearbeite sie von Hand.',
  EACCES: 'Du darfst dort nicht schreiben: prüfe, wem sie gehört, und ihre Rechte.',
  EPERM: 'Du darfst dort nicht schreiben: prüfe, wem sie gehört, und ihre Rechte.',
  EROFS: 'Der Datenträger lässt nur Lesen zu: prüfe, wie er eingehängt ist.',
  ENOTDIR: 'Ein Teil des Pfades ist eine Datei, kein Ordner: prüfe den Pfad.',
  EEXIST: 'An ihrer Stelle ist eine Datei: räume diese Datei weg.',
  ENOENT: 'Der Ordner ist nicht da: lege ihn an, oder prüfe den Pfad.',
};

function fileReason(facts: Facts, fallback: string): string {
  return wordsFor(FILE_REASONS, facts.text('reason'), fallback);
}

function deviceIdInvalid(facts: Facts): string {
  const reason = facts.text('reason');
  const file = facts.text('path');
  if (reason === 'characters' || file === '') {
    const where = file === '' ? 'in den Einstellungen' : `in der ${configFile(facts)}`;
    return `Der Gerätename ${where} ist nicht möglich. Wähle 1 bis 128 Buchstaben, Ziffern oder die Zeichen „._-@+=“ ohne Leerzeichen und Schrägstriche, oder schreibe „auto“.`;
  }
  const what = reason === 'junk' ? 'enthält etwas, das keine Gerätekennung ist' : 'ist nicht zu lesen';
  return `Die Datei ${file} ${what}. Sie blieb, wie sie war. Trage die alte Kennung wieder ein, wenn du sie hast; sonst lösche die Datei, und eine neue entsteht.`;
}

export const CONFIG_WORDS = {
  CONFIG_MISSING: (facts) => ({
    title: 'Der Abgleich ist noch nicht eingerichtet',
    sentence: join(
      'Noch gibt es keinen Ort für deine Sitzungen. Die auf diesem Gerät sind unberührt.',
      facts.text('part') === 'cloud'
        ? `Der ${configFile(facts)} fehlt der Teil „cloud:“; die Einrichtung ergänzt ihn.`
        : 'Die Einrichtung fragt, wohin sie sollen, und dauert einige Minuten.',
    ),
  }),
  CONFIG_UNREADABLE: (facts) => ({
    title: 'Die Konfigurationsdatei ist nicht zu lesen',
    sentence: `Die ${configFile(facts)} ließ sich nicht öffnen. ${fileReason(facts, 'Prüfe, ob die Datei da ist und ob du sie lesen darfst.')}`,
  }),
  CONFIG_MALFORMED: (facts) => ({
    title: 'Die Konfigurationsdatei hat einen Fehler',
    sentence: `Die ${configFile(facts)} ist nicht zu verstehen. ${wordsFor(MALFORMED, facts.text('reason'), 'Prüfe diese Stelle und die Zeile davor.')} Nichts wurde geändert.`,
  }),
  CONFIG_INVALID: (facts) => {
    const guess = facts.text('suggestion');
    return {
      title: 'Eine Einstellung stimmt nicht',
      sentence: join(
        `In der ${configFile(facts)}:`,
        whatIsWrong(facts),
        guess !== '' && `Meintest du „${guess}“?`,
      ),
    };
  },
  CONFIG_UNWRITABLE: (facts) => ({
    title: 'Die Einstellungen ließen sich nicht speichern',
    sentence: `Die ${configFile(facts)} ließ sich nicht ändern und ist, wie sie war. ${fileReason(facts, 'Prüfe, ob du dort schreiben darfst, dann versuche es noch einmal.')}`,
  }),
  CLOUD_DISABLED: (facts) => ({
    title: 'Der Abgleich ist ausgeschaltet',
    sentence: `Deine Sitzungen bleiben nur auf diesem Gerät. Um sie abzugleichen, schalte den Abgleich ein, oder schreibe „enabled: true“ unter „cloud:“ in die ${configFile(facts)}.`,
  }),
  DEVICE_ID_INVALID: (facts) => ({
    title: 'Der Name dieses Geräts ist nicht möglich',
    sentence: deviceIdInvalid(facts),
  }),
  DEVICE_ID_CLASH: (facts) => ({
    title: 'Zwei Geräte haben dieselbe Kennung',
    sentence: join(
      `Ein anderes Gerät${quoted(facts, 'name')} gleicht mit derselben Kennung${quoted(facts, 'device')} ab, meist weil eine Platte oder ein Ordner kopiert wurde.`,
      'Nichts wurde hochgeladen, damit keines das andere überschreibt.',
      'Gib diesem Gerät eine neue Kennung; ist das andere für immer weg, übernimm stattdessen seine.',
    ),
  }),
  DEVICE_NEEDED: () => ({
    title: 'Das Gerät verwahrt noch Gespräche anderer Sitzungen',
    sentence:
      'Sie ließen sich nicht in den Teil dieses Geräts im Bucket kopieren, deshalb wurde nichts entfernt. Gleiche einmal ab, sieh nach, was dabei scheitert, und entferne das Gerät danach.',
  }),
  HOME_UNWRITABLE: (facts) => ({
    title: 'In den Ordner für deine Sitzungen lässt sich nicht schreiben',
    sentence: `Es lässt sich nichts speichern in${quoted(facts, 'path') || ' dem Ordner von cc-sessions'}. ${fileReason(facts, 'Prüfe, ob du dort schreiben darfst, oder setze CC_SESSIONS_HOME auf einen anderen Ordner.')}`,
  }),
} as const satisfies Record<keyof typeof CONFIG_MESSAGES, WordsMaker>;
