import type { connection as en } from '../en/connection.ts';

export const connection: typeof en = {
  title: 'Verbindungsprüfung',
  hint: 'Die Anfragen, die der Abgleich selbst macht, an einer kleinen Testdatei ausprobiert.',
  start: 'Verbindung testen',
  running: 'Test läuft …',
  passed: 'Alles geht.',
  notSetUp: 'Vor der Einrichtung gibt es nichts zu testen.',
  steps: 'Schritte des Tests',
  stepNames: {
    put: 'Eine kleine Testdatei schreiben',
    get: 'Sie zurücklesen',
    range: 'Einen Teil davon lesen',
    list: 'Auflisten, was da ist',
    delete: 'Die Testdatei löschen',
    gone: 'Sehen, dass sie weg ist',
    clock: 'Die Uhren vergleichen',
    versioning: 'Sehen, ob ältere Fassungen behalten werden',
    privilege: 'Sehen, ob der Schlüssel mehr darf als nötig',
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
    'Werden sie nicht: „Versionierung“ ist aus. Mit ihr behält der Anbieter, was versehentlich überschrieben oder gelöscht wird.',
  versioningUnknown: 'Ob „Versionierung“ an ist, darf dieser Schlüssel nicht sehen.',
  privilegeNote:
    'Der Schlüssel kann alle deine Buckets sehen. Einer nur für diesen Bucket würde genügen und ist sicherer.',
};
