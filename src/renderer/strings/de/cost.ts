import { german } from '../count.ts';
import type { cost as en } from '../en/cost.ts';

export const cost: typeof en = {
  title: 'Kosten',
  hint: 'Was das Aufbewahren deiner Sitzungen kostet, nach den öffentlichen Preislisten.',
  loading: 'Es wird gerechnet …',
  forecast: 'Vorhersage für einen Monat',
  forecastHint: (bytes) => `Alle Geräte zusammen, mit ${bytes} im Speicher. In US-Dollar, ohne Steuern.`,
  provider: 'Anbieter',
  yours: 'deiner',
  perMonth: 'Im Monat',
  storage: 'Speicher',
  requests: 'Anfragen',
  egress: 'Downloads',
  source: 'Quelle',
  priceList: 'Preisliste',
  asOf: (date) => `Preise vom ${date}. Anbieter ändern sie: es gelten die Preislisten.`,
  measured: 'Gemessen',
  measuredHint: (days, since) =>
    days === 0
      ? 'Noch wurde nichts gemessen.'
      : `Von diesem Gerät über ${german(days, 'Tag', 'Tage')}, seit ${since}.`,
  what: 'Was',
  thisDevice: 'Dieses Gerät',
  allDevices: 'Alle Geräte, im Monat',
  allDevicesEstimated: 'Alle Geräte, im Monat (geschätzt)',
  estimated:
    'Die letzte Spalte ist aus deinen Einstellungen und dem Gespeicherten geschätzt. Ab 7 gemessenen Tagen folgt sie aus dem Gemessenen.',
  stored: 'Gespeichert',
  objects: 'Objekte',
  puts: 'Uploads (Anfragen)',
  gets: 'Downloads (Anfragen)',
  lists: 'Auflistungen (Anfragen)',
  up: 'Hochgeladen',
  down: 'Heruntergeladen',
  byNumber: 'Nach Zahl der Sitzungen',
  byNumberHint:
    'Wie dokumentiert, mit im Mittel 500 kB je Sitzung; darunter, was die Preise von heute sagen.',
  perMonthSessions: 'Sitzungen im Monat',
  size: 'Daten',
  today: (money) => `heute ${money}`,
};
