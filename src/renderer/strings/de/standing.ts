import { german } from '../count.ts';
import type { standing as en } from '../en/standing.ts';

const sessions = (count: number): string => german(count, 'Sitzung', 'Sitzungen');
const are = (count: number): string => (count === 1 ? 'ist' : 'sind');

export const standing: typeof en = {
  opening: 'Wird geöffnet …',
  notSetUp: (count) =>
    count === 0
      ? 'Sync ist noch nicht eingerichtet.'
      : `Sync ist noch nicht eingerichtet: ${sessions(count)} ${are(count)} nur auf diesem Computer.`,
  switchedOff: (count) =>
    count === 0
      ? 'Sync ist ausgeschaltet.'
      : `Sync ist ausgeschaltet. Hier ${are(count)} ${sessions(count)}.`,
  syncing: (done, total) =>
    total === 0 ? 'Abgleich läuft …' : `Abgleich läuft: ${done} von ${total} erledigt.`,
  elsewhere: (holder) => `Abgleich läuft in einem anderen Fenster (${holder}).`,
  broken: (title) => title,
  asks: 'Der Abgleich hat angehalten und fragt Sie etwas.',
  trouble: (title) => `Der letzte Abgleich kam nicht zu Ende: ${title}.`,
  failedItems: (count) =>
    `${sessions(count)} ${count === 1 ? 'konnte' : 'konnten'} nicht abgeglichen werden.`,
  conflicts: (count) =>
    `${sessions(count)} ${count === 1 ? 'wurde' : 'wurden'} auf zwei Geräten geändert: Wählen Sie, was bleibt.`,
  paused: (waiting, until) =>
    `Sync pausiert${until === null ? '' : ` bis ${until}`}.${waiting > 0 ? ` ${sessions(waiting)} ${waiting === 1 ? 'wartet' : 'warten'}.` : ''}`,
  offline: (waiting) =>
    `Offline. ${waiting > 0 ? `${sessions(waiting)} ${waiting === 1 ? 'wird' : 'werden'} abgeglichen` : 'Es geht weiter'}, sobald eine Verbindung besteht.`,
  held: (by, waiting) =>
    `Sync wartet ${by === 'metered' ? 'auf ein Netz, das nichts kostet' : 'auf Netzstrom'}.${waiting > 0 ? ` ${sessions(waiting)} ${waiting === 1 ? 'wartet' : 'warten'}.` : ''}`,
  neverSynced: (count) => `Bereit für den ersten Abgleich von ${sessions(count)}.`,
  waiting: (count) => `${sessions(count)} ${are(count)} noch nicht sicher.`,
  safe: (count) =>
    count === 0
      ? 'Alles in Ordnung. Es gibt noch keine Sitzungen.'
      : count === 1
        ? 'Ihre Sitzung ist sicher.'
        : `Alle ${sessions(count)} sind sicher.`,
};
