/** Desktop words in German. */
import type { DesktopStrings } from './desktop.ts';

const number = (count: number): string => count.toLocaleString('de-DE');
const sessions = (count: number): string => `${number(count)} ${count === 1 ? 'Sitzung' : 'Sitzungen'}`;
const conversations = (count: number): string => `${number(count)} ${count === 1 ? 'Gespräch' : 'Gespräche'}`;
const waits = (count: number): string =>
  count === 0 ? '' : ` ${sessions(count)} ${count === 1 ? 'wartet' : 'warten'}.`;
const onlyHere = (count: number): string =>
  count === 0 ? '' : ` ${sessions(count)} auf diesem Rechner, und nur hier.`;

export const DESKTOP_DE: DesktopStrings = {
  appName: 'cc-sessions Cloud Sync',
  standing: {
    opening: 'Startet …',
    notSetUp: (count) => `Der Abgleich ist noch nicht eingerichtet.${onlyHere(count)}`,
    switchedOff: (count) => `Der Abgleich ist abgeschaltet.${onlyHere(count)}`,
    syncing: (done, total) =>
      total > 0 ? `Abgleich: ${number(done)} von ${number(total)}.` : 'Abgleich läuft …',
    broken: 'Der Abgleich kann nicht beginnen.',
    asks: 'Der Abgleich hat angehalten, um dich etwas zu fragen.',
    trouble: (title, ago) => `Letzter Versuch ${ago}: ${title.replace(/\.$/, '')}.`,
    failedItems: (count) =>
      `${sessions(count)} ${count === 1 ? 'konnte' : 'konnten'} nicht abgeglichen werden.`,
    conflicts: (count) =>
      `${sessions(count)} ${count === 1 ? 'hat' : 'haben'} zwei Fassungen. Beide bleiben, bis du entscheidest.`,
    paused: (until, count) => `${until === null ? 'Pause.' : `Pause bis ${until}.`}${waits(count)}`,
    offline: (count) => `Kein Netz. Der Abgleich geht weiter, sobald es wieder da ist.${waits(count)}`,
    metered: (count) => `Wartet auf ein Netz ohne Datengrenze.${waits(count)}`,
    battery: (count) => `Wartet auf die Stromversorgung.${waits(count)}`,
    neverSynced: (count) => `Bereit für den ersten Abgleich.${onlyHere(count)}`,
    waiting: (count) => `${sessions(count)} ${count === 1 ? 'wartet' : 'warten'} auf den nächsten Abgleich.`,
    expiring: (count) =>
      `${conversations(count)} ${count === 1 ? 'wird' : 'werden'} bald vom Agenten gelöscht und ${count === 1 ? 'ist' : 'sind'} noch nicht sicher.`,
    conversationsWaiting: (count) =>
      `${conversations(count)} ${count === 1 ? 'geht' : 'gehen'} mit dem nächsten Abgleich. Alles andere ist sicher.`,
    safe: (count, kept, ago) => {
      const safe = count === 1 ? 'Deine Sitzung ist sicher' : `Alle ${sessions(count)} sind sicher`;
      const stays =
        kept === 0 ? '' : `, ${number(kept)} ${kept === 1 ? 'bleibt' : 'bleiben'} auf deinen Wunsch hier`;
      return count === 0 && kept === 0
        ? `Noch keine Sitzungen. Letzter Abgleich ${ago}.`
        : `${safe}${stays}. Letzter Abgleich ${ago}.`;
    },
  },
  menu: {
    syncNow: 'Jetzt abgleichen',
    cancelSync: 'Abgleich anhalten',
    setUp: 'Abgleich einrichten …',
    pause: 'Pause',
    pauseHour: 'Für eine Stunde',
    pauseTomorrow: 'Bis morgen',
    pauseOpen: 'Bis ich weitermache',
    resume: 'Weitermachen',
    review: (count) => `${number(count)} ${count === 1 ? 'Konflikt' : 'Konflikte'} ansehen …`,
    open: 'Öffnen',
    settings: 'Einstellungen …',
    quit: 'Beenden',
    nothingYet: 'Noch ist nichts geschehen',
  },
  untitled: (day) => `Ohne Zusammenfassung, ${day}`,
  activity: {
    sync: (up, down) => `Abgeglichen: ${number(up)} hinauf, ${number(down)} herunter`,
    upload: (what) => `Hochgeladen: ${what}`,
    download: (what) => `Heruntergeladen: ${what}`,
    conflict: (what) => `Zwei Fassungen: ${what}`,
    resolved: (what) => `Entschieden: ${what}`,
    deleted: (what) => `Gelöscht: ${what}`,
    restored: (what) => `Zurückgeholt: ${what}`,
    failed: (what) => `Nicht abgeglichen: ${what}`,
  },
  notifications: {
    conflictTitle: 'Eine Sitzung hat zwei Fassungen',
    conflict: (count) =>
      count === 1
        ? 'Beide bleiben. Entscheide, mit welcher es weitergeht.'
        : `${sessions(count)} haben zwei Fassungen. Alle bleiben, bis du entscheidest.`,
    troubleTitle: 'Der Abgleich gelingt seit einiger Zeit nicht',
    trouble: (sentence) => sentence,
    firstBackupTitle: 'Alles ist sicher',
    firstBackup: (count) =>
      `${sessions(count)} ${count === 1 ? 'liegt' : 'liegen'} verschlüsselt in deinem Bucket.`,
    stillHereTitle: 'Weiter bei der Arbeit',
    stillHere:
      'Der Abgleich läuft im Hintergrund weiter. Das Wolkensymbol in der Leiste holt dieses Fenster zurück.',
    stillHereNoTray:
      'Der Abgleich läuft im Hintergrund weiter. Diese Arbeitsumgebung zeigt keine Symbole in der Leiste: starte die App noch einmal, um dieses Fenster zurückzuholen.',
  },
  dialogs: {
    ok: 'OK',
    revealTitle: 'Den Schlüssel zeigen?',
    revealMessage: 'Wer diesen Schlüssel sieht und an deinen Bucket kommt, kann jede Sitzung lesen.',
    revealButton: 'Schlüssel zeigen',
    cancel: 'Abbrechen',
    saveKit: 'Notfallblatt speichern',
    openKit: 'Notfallblatt öffnen',
    kitFiles: 'Notfallblätter',
    chooseFolder: 'Ordner für die verschlüsselten Sitzungen wählen',
    chooseProject: 'Wo liegt dieses Projekt auf diesem Rechner?',
    chooseImage: 'Bild des Kopplungscodes wählen',
    images: 'Bilder',
    saveLog: 'Protokoll speichern',
    saveBundle: 'Paket für die Hilfe speichern',
    saveExport: 'Sitzung ausgeben',
  },
  ago: {
    justNow: 'gerade eben',
    minutes: (count) => `vor ${number(count)} ${count === 1 ? 'Minute' : 'Minuten'}`,
    hours: (count) => `vor ${number(count)} ${count === 1 ? 'Stunde' : 'Stunden'}`,
    days: (count) => `vor ${number(count)} ${count === 1 ? 'Tag' : 'Tagen'}`,
  },
};
