import { german } from '../count.ts';
import type { devices as en } from '../en/devices.ts';

const sessions = (count: number): string => german(count, 'Sitzung', 'Sitzungen');

export const devices: typeof en = {
  hint: 'Alle Rechner, die mit diesem Tresor abgleichen.',
  loading: 'Der Bucket wird nach seinen Geräten gefragt …',
  add: 'Gerät hinzufügen',
  emptyTitle: 'Noch keine Geräte',
  empty: 'Sobald der Abgleich eingerichtet ist, stehen hier dieser Rechner und deine anderen Geräte.',
  setUp: 'Abgleich einrichten',
  list: 'Geräte',
  retiredTitle: 'Ausgemustert',
  retiredHint: 'Nicht mehr in Gebrauch. Ihre Sitzungen bleiben; ein Gerät, das wieder abgleicht, ist zurück.',
  onlyOne: 'Bisher nur dieser Rechner',
  onlyOneHint: 'Füge einen weiteren hinzu, dann sehen beide dieselben Sitzungen.',

  thisDevice: 'dieses Gerät',
  platforms: { linux: 'Linux', darwin: 'macOS', win32: 'Windows' },
  unknownPlatform: 'unbekanntes System',
  lastSync: 'Letzter Abgleich',
  lastSeen: 'Zuletzt gesehen',
  lastSeenHint: 'nach der Uhr des Servers',
  never: 'noch nie',
  sessions: 'Sitzungen',
  size: 'Größe im Bucket',
  version: 'App-Version',
  unknownVersion: 'unbekannt',
  id: 'Kennung',
  showSessions: 'Seine Sitzungen zeigen',
  behind: 'Noch nicht gesehen',
  upToDate: 'nichts',
  behindBy: (count) => `${sessions(count)} anderer Geräte`,
  behindBadge: (count) => `${sessions(count)} im Rückstand`,
  skewTitle: (name) => `Die Uhr von ${name} geht falsch`,
  skew: (time, ahead) =>
    `Sie geht gegenüber der des Servers ${time} ${ahead ? 'vor' : 'nach'}. Zeiten seiner Sitzungen sind um ebenso viel falsch, und ab 15 Minuten lehnen Server seine Anfragen ab. Lass das System die Uhr selbst stellen.`,
  retiredAt: (when) => `ausgemustert ${when}`,

  actionsFor: 'Aktionen',
  rename: 'Umbenennen',
  renameTitle: (name) => `${name} umbenennen`,
  renameLabel: 'Name',
  renameHint:
    'Für Menschen; die Kennung bleibt. Andere Geräte zeigen ihn, sobald dieses und sie abgeglichen haben.',
  renamed: (name) => `Das Gerät heißt jetzt ${name}.`,
  retire: 'Ausmustern',
  retireTitle: (name) => `${name} ausmustern?`,
  retireWhat:
    'Für einen Rechner, den du nicht mehr benutzt. Er wird getrennt aufgeführt; alle seine Sitzungen bleiben, hier und im Bucket. Gleicht er wieder ab, ist er zurück.',
  retired: (name) => `${name} ist ausgemustert. Die Sitzungen bleiben.`,
  unretire: 'Zurückholen',
  unretired: (name) => `${name} ist zurück.`,
  undo: 'Rückgängig',

  remove: 'Mit seinen Daten entfernen',
  removeTitle: (name) => `${name} mit seinen Daten entfernen?`,
  removeChecking: 'Was verloren ginge, wird nachgesehen …',
  removeWhat: (objects, bytes) =>
    `${german(objects, 'Objekt', 'Objekte')} (${bytes}), die dieses Gerät im Bucket aufbewahrt, werden gelöscht. Das lässt sich nicht rückgängig machen.`,
  removeNothing: 'Es bewahrt nichts im Bucket auf. Nur seine Karte wird gelöscht.',
  removeSafe: 'Jede seiner Sitzungen bewahrt auch ein anderes Gerät auf: keine geht verloren.',
  removeLoses: (count) =>
    count === 1
      ? '1 Sitzung bewahrt kein anderes Gerät auf; sie geht endgültig verloren'
      : `${sessions(count)} bewahrt kein anderes Gerät auf; sie gehen endgültig verloren`,
  removeMore: (count) => `und ${german(count, 'weitere', 'weitere')}`,
  removeRetireInstead:
    'Wenn du das Gerät nur nicht mehr benutzt, mustere es stattdessen aus: dann bleibt alles.',
  removeType: (name) => `Tippe zur Bestätigung ${name}`,
  removeMismatch: (name) => `Das ist nicht ${name}.`,
  removed: (name, objects) => `${name} ist entfernt; ${german(objects, 'Objekt', 'Objekte')} gelöscht.`,
  untitled: 'Ohne Zusammenfassung',
};
