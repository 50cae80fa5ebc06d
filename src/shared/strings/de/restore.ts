/** Words for what keeps a session from being put back, in German. */
import { wordsFor } from '../message.ts';
import type { RESTORE_MESSAGES } from '../restore.ts';
import { bracketed, quoted, type WordsMaker } from './words.ts';

const LIVE_REASONS = {
  running: 'ihr Agent damit läuft',
  recent: 'ihre Datei in der letzten Minute geschrieben wurde',
};

const UNSAFE_PROBLEMS = {
  symlink: 'wo ihre Dateien hinkämen, ist ein symbolischer Verweis',
  name: 'eine ihrer Dateien hat einen Namen, der anderswohin führt',
  occupied: 'dort ist schon eine andere Datei',
};

export const RESTORE_WORDS = {
  SESSION_LIVE: (facts) => {
    const pid = facts.number('pid');
    return {
      title: 'An der Sitzung wird hier gerade gearbeitet',
      sentence: `Die Sitzung${quoted(facts, 'session')} blieb unangetastet, weil auf diesem Gerät ${wordsFor(LIVE_REASONS, facts.text('reason'), 'jemand daran arbeitet')}${pid === undefined ? '' : ` (Prozess ${pid})`}. Schließe sie dort, warte eine Minute, dann versuche es noch einmal.`,
    };
  },
  PROJECT_NOT_HERE: (facts) => ({
    title: 'Das Projekt wurde auf diesem Gerät nicht gefunden',
    sentence: `Das Projekt dieser Sitzung${bracketed(facts, 'path')} ist an keiner der Stellen, an denen es auf diesem Gerät sein könnte. Gib an, wo es liegt, oder trage seinen Pfad in den Einstellungen unter „Projekte“ ein.`,
  }),
  TRANSCRIPT_MISSING: (facts) => ({
    title: 'Das Gespräch dieser Sitzung ist nicht aufbewahrt',
    sentence: `Es gibt kein Gespräch${facts.text('session') === '' ? '' : ` der Sitzung${quoted(facts, 'session')}`}, nur ihre Zusammenfassung: der Agent hatte es gelöscht, bevor es gesichert war, oder das Gerät, von dem es kommt, hat es noch nicht hochgeladen. Gleiche dort noch einmal ab, dann versuche es noch einmal.`,
  }),
  TRANSCRIPT_DAMAGED: (facts) => ({
    title: 'Das gespeicherte Gespräch ist beschädigt',
    sentence: `Was vom Gespräch geholt wurde${bracketed(facts, 'session')}, ist nicht, was gespeichert wurde; deshalb wurde nichts geschrieben. Gleiche auf dem Gerät, von dem es kommt, noch einmal ab, dann versuche es noch einmal.`,
  }),
  TRANSCRIPT_UNSUPPORTED: (facts) => ({
    title: 'Dieses Gespräch braucht eine neuere Version',
    sentence: `Diese Version von cc-sessions kann das Gespräch${facts.text('agent') === '' ? '' : ` des Agenten${quoted(facts, 'agent')}`} nicht lesen und ließ es, wie es ist. Installiere auf diesem Gerät die neueste Version von cc-sessions.`,
  }),
  RESTORE_UNSAFE: (facts) => ({
    title: 'Die Sitzung wurde nicht zurückgeholt',
    sentence: `Die Sitzung ließ sich nicht gefahrlos zurückholen${bracketed(facts, 'path')}: ${wordsFor(UNSAFE_PROBLEMS, facts.text('problem'), 'ihre Dateien haben nicht die rechte Form')}. Nichts, was da war, wurde geändert. Sieh in den Einzelheiten nach, was es ist.`,
  }),
  AGENT_FILES_UNWRITABLE: (facts) => ({
    title: 'Die Dateien des Agenten ließen sich nicht schreiben',
    sentence: `cc-sessions konnte nicht dorthin schreiben, wo der Agent seine Dateien hat${bracketed(facts, 'path')}${bracketed(facts, 'reason')}, und änderte nichts, was da war. Prüfe, ob du dort schreiben darfst, dann versuche es noch einmal.`,
  }),
  AGENT_SETTINGS_MALFORMED: (facts) => {
    const line = facts.number('line');
    return {
      title: 'Die Einstellungen des Agenten sind nicht zu lesen',
      sentence: `Die Einstellungsdatei des Agenten${bracketed(facts, 'path')} ist kein gültiges JSON${line === undefined ? '' : ` (siehe Zeile ${line})`} und blieb, wie sie war. Berichtige sie, dann versuche es noch einmal.`,
    };
  },
} as const satisfies Record<keyof typeof RESTORE_MESSAGES, WordsMaker>;
