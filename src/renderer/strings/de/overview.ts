import { german } from '../count.ts';
import type { overview as en } from '../en/overview.ts';

const sessions = (count: number): string => german(count, 'Sitzung', 'Sitzungen');

export const overview: typeof en = {
  syncNow: 'Jetzt abgleichen',
  syncing: 'Abgleich läuft …',
  stop: 'Anhalten',
  pause: 'Pause',
  pauseHour: 'Für eine Stunde',
  pauseTomorrow: 'Bis morgen',
  pauseOpen: 'Bis ich weitermache',
  resume: 'Weitermachen',
  turnOn: 'Abgleich einschalten',
  nextSync: (when) => `nächster Abgleich ${when}`,

  progress: 'Stand des Abgleichs',
  phases: {
    conversations: 'Gespräche werden hochgeladen',
    listing: 'Der Bucket wird angesehen',
    planning: 'Vergleich',
    transferring: 'Sitzungen werden übertragen',
    finishing: 'Abschluss',
  },
  items: (done, total) => `${done} von ${total}`,
  transferred: (up, down) => `${up} hoch, ${down} herunter`,
  left: (time) => `noch etwa ${time}`,

  review: 'Ansehen, was sich ändern würde',
  reviewTitle: 'Was dieser Abgleich tun würde',
  planning: 'Vergleich …',
  planHint: 'Sieh es durch. Ist es so gewollt, mach weiter; wenn nicht, lass es, und nichts geschieht.',
  planActions: {
    upload: 'Hochladen',
    adopt: 'Von einem anderen Gerät übernehmen',
    'remove-local': 'Von diesem Rechner entfernen',
    conflict: 'Beide Fassungen behalten und fragen',
    inspect: 'Erst hineinsehen',
    nothing: 'Lassen, wie es ist',
    unchanged: 'Lassen, wie es ist',
  },
  losing: (count) => `${sessions(count)} hier ${count === 1 ? 'würde' : 'würden'} ersetzt oder entfernt`,
  goOn: 'So weitermachen',

  welcomeTitle: 'Bring deine Sitzungen in Sicherheit',
  welcome: (count) =>
    `${count === 0 ? 'Die Sitzungen deiner Coding-Agenten werden' : `${sessions(count)} deiner Coding-Agenten ${count === 1 ? 'liegt' : 'liegen'} nur auf diesem Rechner. Ist der Abgleich eingerichtet, werden sie`} hier verschlüsselt und an einem Ort aufbewahrt, der dir gehört: in einem Bucket oder einem Ordner. Das dauert etwa fünf Minuten.`,
  setUp: 'Abgleich einrichten',
  join: 'Mit einem Kopplungscode beitreten',
  resumeTitle: 'Die Einrichtung ist noch nicht fertig',
  resumeSetup: 'Einrichtung fortsetzen',

  kitTitle: 'Das Notfallblatt ist noch nicht aufbewahrt',
  kitWhy: 'Geht dieser Rechner verloren, kann ohne das Blatt niemand deine Sitzungen lesen, auch du nicht.',
  kitSave: 'Notfallblatt aufbewahren',

  unsafe: 'Noch nicht sicher',
  conflicts: (count) => `${sessions(count)} auf zwei Geräten geändert`,
  conflictsHint: 'Beide Fassungen bleiben, bis du entscheidest.',
  decide: 'Entscheiden',
  waiting: (count) => `${sessions(count)} noch nicht im Bucket`,
  conversations: (count) => `${german(count, 'Gespräch', 'Gespräche')} noch nicht im Bucket`,
  since: (when) => `ältestes: ${when}`,
  why: {
    off: 'Der Abgleich ist ausgeschaltet.',
    running: 'Sie werden gerade abgeglichen.',
    brake: 'Der Abgleich wartet auf deine Antwort auf die Frage oben.',
    paused: 'Der Abgleich pausiert.',
    offline: 'Es gibt kein Netz; sie gehen, sobald es wieder da ist.',
    metered: 'Dieses Netz kann Geld kosten. „Jetzt abgleichen“ geht trotzdem.',
    battery: 'Der Rechner läuft auf Akku. „Jetzt abgleichen“ geht trotzdem.',
    trouble: 'Der letzte Abgleich kam nicht zu Ende; der nächste versucht es noch einmal.',
    soon: 'Sie gehen mit dem nächsten Abgleich.',
    byHand:
      'Sie gehen, wenn du abgleichst oder die App startest: in den Einstellungen ist der selbsttätige Abgleich aus.',
  },
  expires: (project) =>
    `${project === '' ? '' : `${project}: `}Der Agent wird dieses Gespräch vom Rechner löschen, und es ist noch nicht im Bucket.`,
  failed: (count, title) => `${sessions(count)}: ${title}`,
  which: 'Welche',

  leaving: (count) =>
    `Der Agent wird bald ${german(count, 'Gespräch', 'Gespräche')} von diesem Rechner löschen. ${count === 1 ? 'Es ist' : 'Sie sind'} sicher im Bucket.`,
  leavingWhich: 'Welche Gespräche',

  storage: 'Speicher',
  costLink: 'Kosten im Einzelnen',
  used: 'Belegt',
  usedBy: (bytes, objects) => `${bytes} in ${german(objects, 'Objekt', 'Objekten')}`,
  cost: 'Geschätzte Kosten',
  perMonth: (money) => `${money} im Monat`,
  costUnknown: 'keine bekannt',
  here: 'Sitzungen auf diesem Rechner',
  conversationsSafe: 'Gespräche in Sicherheit',
  ofAll: (part, all) => `${part} von ${all}`,
  elsewhere: 'Nur im Bucket',

  activity: 'Zuletzt geschehen',
  noActivity: 'Noch ist nichts geschehen.',
};
