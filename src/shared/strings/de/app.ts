/** Words for what only the desktop app can meet, in German. */
import type { APP_MESSAGES } from '../app.ts';
import { bracketed, quoted, type WordsMaker } from './words.ts';

export const APP_WORDS = {
  PAIRING_MALFORMED: (facts) => ({
    title: 'Das ist kein Kopplungscode',
    sentence:
      facts.text('problem') === 'no-image-code'
        ? 'In diesem Bild ist kein lesbarer QR-Code. Nimm es noch einmal auf, mit dem ganzen Code darin, oder kopiere stattdessen den Text.'
        : 'Das ist nicht der Text, den das andere Gerät zeigt, oder ein Teil davon fehlt. Kopiere ihn noch einmal, ganz.',
  }),
  PAIRING_CODE_WRONG: () => ({
    title: 'Der Einmalcode passt nicht',
    sentence:
      'Der Einmalcode öffnet diesen Kopplungstext nicht. Gib ihn ein, wie ihn das andere Gerät zeigt; jeder Text hat seinen eigenen Code.',
  }),
  PAIRING_EXPIRED: () => ({
    title: 'Der Kopplungscode ist zu alt',
    sentence:
      'Kopplungscodes gelten 10 Minuten. Mach auf dem anderen Gerät einen neuen. Wurde dieser gerade erst gemacht, prüfe die Uhren beider Geräte.',
  }),
  UNDO_TOO_LATE: () => ({
    title: 'Das lässt sich nicht mehr zurücknehmen',
    sentence:
      'Die Entscheidung ist schon zu den anderen Geräten gegangen. Hast du beide Fassungen behalten, suche die zweite in der Liste der Sitzungen.',
  }),
  FILE_UNREADABLE: (facts) => ({
    title: 'Diese Datei lässt sich nicht lesen',
    sentence:
      facts.text('problem') === 'too-large'
        ? `Die Datei${quoted(facts, 'path')} ist viel zu groß für das, was sie sein soll. Wähle eine andere.`
        : `Die Datei${quoted(facts, 'path')} konnte nicht gelesen werden. Prüfe, ob es sie gibt und ob du sie öffnen darfst, oder wähle eine andere.`,
  }),
  PATH_UNOPENED: (facts) => ({
    title: 'Das ließ sich nicht öffnen',
    sentence:
      facts.text('problem') === 'missing'
        ? `Auf diesem Rechner gibt es${quoted(facts, 'path') || ' die Datei oder den Ordner'} nicht. Vielleicht liegt es jetzt woanders, oder nur auf einem anderen Gerät.`
        : `Das System hat kein Programm, das${quoted(facts, 'path') || ' es'} öffnet, oder das Programm startete nicht. Öffne es selbst in der Dateiverwaltung oder einem Editor.`,
  }),
  NOT_AVAILABLE_YET: (facts) => ({
    title: 'Das gibt es noch nicht',
    sentence: `Diese Version kann das noch nicht${bracketed(facts, 'command')}. Nichts wurde geändert; sieh nach einer neueren Version.`,
  }),
} as const satisfies Record<keyof typeof APP_MESSAGES, WordsMaker>;
