import type { connection as en } from '../en/connection.ts';

export const connection: typeof en = {
  title: 'Verbindungsprüfung',
  hint: 'Die Anfragen, die der Abgleich selbst macht, an einem kleinen Objekt ausprobiert.',
  start: 'Verbindung testen',
  running: 'Test läuft …',
  passed: 'Alles geht.',
  notSetUp: 'Vor der Einrichtung gibt es nichts zu testen.',
  steps: 'Schritte des Tests',
  stepNames: {
    put: 'Ein Objekt schreiben',
    get: 'Es zurücklesen',
    range: 'Einen Teil davon lesen',
    list: 'Objekte auflisten',
    delete: 'Es löschen',
    gone: 'Sehen, dass es weg ist',
    clock: 'Die Uhren vergleichen',
    versioning: 'Nach Versionierung sehen',
    privilege: 'Nach weiteren Rechten des Schlüssels sehen',
  },
  states: {
    ok: 'fertig',
    failed: 'misslungen',
    noted: 'fertig, mit einem Hinweis',
    skipped: 'ausgelassen',
    running: 'läuft',
    waiting: 'wartet',
  },
  clockNote: (time, behind) =>
    `Die Uhr dieses Rechners geht ${time} ${behind ? 'nach' : 'vor'}, verglichen mit dem Server. Ab 15 Minuten werden Anfragen abgewiesen.`,
  versioningOff:
    'Versionierung ist aus. Mit ihr behält der Anbieter, was versehentlich überschrieben oder gelöscht wird.',
  versioningUnknown: 'Ob Versionierung an ist, darf dieser Schlüssel nicht sehen.',
  privilegeNote:
    'Der Schlüssel kann alle deine Buckets sehen. Einer nur für diesen Bucket würde genügen und ist sicherer.',
};
