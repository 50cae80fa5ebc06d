import { german } from '../count.ts';
import type { conversation as en } from '../en/conversation.ts';

export const conversation: typeof en = {
  loading: 'Das Gespräch wird geöffnet …',
  label: 'Gespräch',
  emptyTitle: 'Nichts wurde gesagt',
  empty: 'Von dieser Sitzung sind keine Nachrichten aufbewahrt.',
  total: (count) => german(count, 'Nachricht', 'Nachrichten'),
  source: {
    here: 'von diesem Rechner gelesen',
    bucket: 'aus dem Bucket gelesen',
    memory: 'nur die letzten Nachrichten sind aufbewahrt',
  },
  memoryHint:
    'Der Agent hatte das Gespräch gelöscht, bevor es gesichert werden konnte; dies sind die letzten Nachrichten, die die Zusammenfassung enthält.',
  toEnd: 'Zum Ende',
  toStart: 'Zum Anfang',
  gap: (count) => `${german(count, 'Nachricht', 'Nachrichten')} unterwegs …`,
  speakers: { user: 'Du', assistant: 'Agent', system: 'Hinweis' },
  thinking: 'Gedanken',
  noResult: 'Kein Ergebnis',
  failed: 'fehlgeschlagen',
  input: 'Eingabe',
  result: 'Ergebnis',
  strayResult: 'Ergebnis eines Werkzeugs',
  agent: (title) => (title === '' ? 'Ein weiterer Agent' : `Ein weiterer Agent: ${title}`),
  agentMessages: (count) => german(count, 'Nachricht', 'Nachrichten'),
  image: (type, size) => `Bild, ${type}${size === '' ? '' : `, ${size}`}; nicht aufbewahrt`,
  remoteImage: 'Bild, nicht geladen',
  cut: 'Hier gekürzt; eine Ausgabe enthält alles.',
  showAll: 'Alles zeigen',
  openLink: (address) => `${address} im Browser öffnen`,
  notOpened: 'Diese Adresse öffnet die App nicht von selbst.',
  copyAddress: 'Adresse kopieren',
  addressCopied: 'Die Adresse ist kopiert.',
  table: 'Tabelle',
};
