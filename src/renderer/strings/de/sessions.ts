import { german } from '../count.ts';
import type { sessions as en } from '../en/sessions.ts';

const counted = (count: number): string => german(count, 'Sitzung', 'Sitzungen');

export const sessions: typeof en = {
  states: {
    synced: 'Sicher',
    'not-uploaded': 'Noch nicht im Bucket',
    changed: 'Seit dem letzten Abgleich geändert',
    conflict: 'Zwei Fassungen',
    'only-in-bucket': 'Nur im Bucket',
    'only-here': 'Bleibt nur auf diesem Gerät',
    failed: 'Konnte nicht abgeglichen werden',
  },
  shortStates: {
    synced: 'Sicher',
    'not-uploaded': 'Noch unsicher',
    changed: 'Geändert',
    conflict: 'Zwei Fassungen',
    'only-in-bucket': 'Im Bucket',
    'only-here': 'Nur hier',
    failed: 'Fehler',
  },
  list: 'Sitzungen nach Projekt',
  results: 'Gefundene Sitzungen',
  search: 'Alle Sitzungen durchsuchen',
  searchHint: 'Wörter aus Zusammenfassung, Aufgabe, Datei oder Nachricht',
  clearSearch: 'Suche leeren',
  count: (count, projects) => `${counted(count)} in ${german(projects, 'Projekt', 'Projekten')}`,
  matches: (count) => german(count, 'Treffer', 'Treffer'),
  manyMatches: (count) => `Die besten ${german(count, 'Treffer', 'Treffer')}`,
  messages: (count) => german(count, 'Nachricht', 'Nachrichten'),
  untitled: 'Ohne Zusammenfassung',
  noProject: 'Ohne Projekt',
  onlyHere: 'bleibt nur auf diesem Gerät',
  archived: 'Archiviert',
  expires: (when) => `Der Agent löscht das Gespräch ${when}, und es ist noch nicht sicher`,
  rowLoading: 'Wird geladen …',
  loading: 'Deine Sitzungen werden gesucht …',
  searching: 'Suche läuft …',
  renewFailed: 'Diese Liste ist vielleicht veraltet',

  filters: 'Filter',
  filtersOn: (count) => `Filter (${count})`,
  clearFilters: 'Filter zurücksetzen',
  removeFilter: (what) => `Filter entfernen: ${what}`,
  filter: { device: 'Gerät', project: 'Projekt', agent: 'Agent', state: 'Zustand', date: 'Datum' },
  any: 'Alle',
  withCount: (label, count) => `${label} (${count})`,
  dates: {
    any: 'Jederzeit',
    today: 'Heute',
    week: 'Die letzten 7 Tage',
    month: 'Die letzten 30 Tage',
    year: 'Die letzten 365 Tage',
    between: 'Zwischen zwei Tagen',
  },
  firstDay: 'Von',
  lastDay: 'Bis',
  betweenDays: (from, to) => `${from || '…'} – ${to || '…'}`,

  emptyTitle: 'Noch keine Sitzungen',
  empty:
    'Arbeite mit deinem Coding-Agenten, dann erscheinen seine Sitzungen hier von selbst, zusammen mit denen deiner anderen Geräte.',
  emptyNotSetUp: 'Sitzungen deiner anderen Geräte kommen, sobald der Abgleich eingerichtet ist.',
  setUp: 'Abgleich einrichten',
  noMatchTitle: 'Nichts gefunden',
  noMatch:
    'Alle Wörter müssen vorkommen; das letzte darf unfertig sein. Setze "Wörter in Anführungszeichen", um sie zusammen zu finden.',
  noMatchFilters: 'Keine Sitzung passt zu diesen Filtern.',
  clearAll: 'Alle Sitzungen zeigen',

  detail: 'Was gewählt ist',
  chooseTitle: 'Wähle eine Sitzung',
  choose: 'Pfeiltasten bewegen durch die Liste, die Eingabetaste öffnet. Mit / suchst du.',
  back: 'Zurück zur Liste',

  trash: 'Zuletzt gelöscht',
  trashHint: 'Gelöschte Sitzungen bleiben eine Weile im Bucket und lassen sich bis dahin zurückholen.',
  trashEmpty: 'Zuletzt wurde nichts gelöscht.',
  trashRow: (when, device, until) =>
    `gelöscht ${when}${device === '' ? '' : ` auf ${device}`}; kann bis ${until} zurückgeholt werden`,
  restore: 'Zurückholen',
  restoreOf: (title) => `Zurückholen: ${title}`,
  restored: 'Die Sitzung ist wieder da.',

  projectSessions: 'Sitzungen',
  projectPath: 'Ordner',
  projectNewest: 'Neueste Sitzung',
  projectKeep: 'Dieses Projekt nur auf diesem Gerät behalten',
  projectKeepHint:
    'Seine Sitzungen werden nicht mehr hochgeladen, jetzt und in Zukunft. Andere Geräte sehen sie nicht, und niemand kann sie zurückholen, wenn dieser Rechner verloren geht.',
  projectKept: (name) => `${name} bleibt nur auf diesem Gerät.`,
  projectShared: (name) => `${name} nimmt wieder am Abgleich teil.`,
  projectUnknown: 'Keine Sitzung dieses Projekts ist in der Liste.',

  keysTitle: 'In der Liste der Sitzungen',
  keys: {
    search: 'Suchen',
    move: 'Auf und ab, zum Anfang, zum Ende',
    open: 'Öffnen; noch einmal: dorthin gehen',
    fold: 'Projekt zu- und aufklappen',
    clear: 'Suche leeren; von einer Sitzung zurück zur Liste',
  },
};
