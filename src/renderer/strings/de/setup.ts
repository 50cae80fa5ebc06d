import { german } from '../count.ts';
import type { setup as en } from '../en/setup.ts';

export const setup: typeof en = {
  title: 'Einrichtung',
  stepOf: (step, steps) => `Schritt ${step} von ${steps}`,
  leave: 'Einrichtung verlassen',
  leaveHint: 'Alle Antworten bleiben auf diesem Rechner. Vor dem letzten Schritt wird nichts hochgeladen.',
  needed: 'Das wird gebraucht.',

  alreadyTitle: 'Der Abgleich ist eingerichtet',
  already: (place) => (place === '' ? '' : `Deine Sitzungen liegen hier: ${place}.`),
  toOverview: 'Zur Übersicht',
  changeConnection: 'Verbindung ändern',
  addDevice: 'Weiteres Gerät hinzufügen',

  welcomeTitle: 'Deine Sitzungen in Sicherheit, und auf jedem Gerät zur Hand',
  welcomeHint: 'Fünf Minuten, Schritt für Schritt. Du kannst jederzeit zurück und später weitermachen.',
  begin: 'Los geht’s',
  points: {
    yours: {
      title: 'An einem Ort, der dir gehört',
      text: 'Ein Bucket bei einem Speicheranbieter, meist frei oder für Cents im Monat; oder ein Ordner.',
    },
    encrypted: {
      title: 'Nur für dich lesbar',
      text: 'Alles wird auf diesem Rechner verschlüsselt. Der Anbieter sieht weder Texte noch Namen.',
    },
    everywhere: {
      title: 'Auf allen deinen Geräten',
      text: 'Mach anderswo mit einer Sitzung weiter, die du hier begonnen hast. Nichts wird ungefragt überschrieben.',
    },
  },
  otherWays: 'Auf einem anderen Gerät schon eingerichtet?',
  joinByCode: 'Kopplungscode eingeben',
  openKit: 'Notfallblatt öffnen',
  startOver: 'Von vorn beginnen',
  startOverHint:
    'Die bisherigen Antworten und ihre Geheimnisse werden vergessen. Gespeicherte Einstellungen und Sitzungen bleiben unberührt.',
  forgetAnswers: 'Antworten vergessen',
  joinTitle: 'Mit einem Kopplungscode beitreten',
  joinHint:
    'Wähle auf dem anderen Gerät „Weiteres Gerät hinzufügen“. Es zeigt einen QR-Code, einen Text und einen Einmalcode.',

  kitFileTitle: 'Notfallblatt',
  kitFileFound: 'Damit sind deine Sitzungen wieder lesbar',
  kitFileFoundHint: (place) =>
    place === ''
      ? 'Es enthält den Schlüssel. Die Einrichtung fragt noch, wo deine Sitzungen liegen.'
      : `Es enthält den Schlüssel für: ${place}. Die Einrichtung fragt noch nach den Zugangsdaten dafür.`,
  useKit: 'Damit einrichten',
  kitFileSame: 'Das gehört zum Schlüssel dieses Computers',
  kitFileSameHint: 'Es passt; es ist nichts zu tun. Bewahre es woanders auf als auf diesem Computer.',
  kitFileOther: 'Das gehört zu einem anderen Schlüssel',
  kitFileOtherHint: (place, fingerprint, inUse) =>
    `Es enthält den Schlüssel ${fingerprint}${place === '' ? '' : ` für: ${place}`}. Dieser Computer verwendet den ` +
    `Schlüssel ${inUse}. Um hier mit dem anderen Ort zu arbeiten, ändere die Verbindung und öffne die Datei dort, wo ` +
    'nach dem Schlüssel gefragt wird.',
  kitFileNone: 'Es wurde keine Datei geöffnet',
  kitFileNoneHint: 'Öffne sie im Dateimanager oder in der Einrichtung.',
  keyBrought: 'Der Schlüssel ist schon da',
  keyBroughtHint: 'Er wird an deinen Sitzungen geprüft, bevor etwas geschrieben wird.',

  whereTitle: 'Wo sollen deine Sitzungen liegen?',
  whereHint: 'Hast du noch nichts davon, ist Cloudflare R2 eine gute Wahl: bis 10 GB frei.',
  whereReconfigure: 'Was am alten Ort liegt, bleibt dort. Am neuen wird es ebenfalls hochgeladen.',
  choosePlace: 'Wähle erst einen Ort',

  guideTitle: (provider) => (provider === '' ? 'Die Verbindung' : `Die Verbindung: ${provider}`),
  guideHint: 'Folge den Schritten beim Anbieter und kopiere hierher, was er zeigt.',
  instructions: 'Was beim Anbieter zu tun ist',
  openPage: 'Seite öffnen',
  swappedTitle: 'Schlüssel-ID und geheimer Schlüssel scheinen vertauscht',
  swappedHint: 'Jedes hat die Form des anderen.',
  swap: 'Vertauschen',
  address: 'Anfragen gehen an',
  region: 'Region',
  jurisdictions: { none: 'Keine (üblich)', eu: 'Europäische Union', fedramp: 'FedRAMP' },
  secretKept: 'Aufbewahrt. Tippe, um ihn zu ersetzen',
  chooseFolder: 'Ordner wählen',
  advanced: 'Weiteres',
  prefix: 'Präfix im Bucket',
  prefixHint: 'Wenn in dem Bucket noch anderes liegt. Alle Geräte brauchen dasselbe.',
  pathStyle: 'Adressen der Objekte',
  pathStyleHint: 'Nur, wenn der Test misslingt: Server unterscheiden sich darin, wo der Bucketname steht.',
  pathStyles: { auto: 'Wie der Server es will', path: 'Bucket im Pfad', host: 'Bucket im Rechnernamen' },

  testTitle: 'Geht es?',
  testHint: (place) => `Eine kleine Testdatei wird geschrieben, gelesen und gelöscht: ${place}.`,
  testing: 'Test läuft …',
  testPassed: 'Alles geht.',
  testFailed: 'Erst muss der Test gelingen',
  changeAnswers: 'Antworten ändern',

  keyTitle: 'Der Schlüssel',
  newKeyHint:
    'Deine Sitzungen werden mit einem Schlüssel verschlüsselt, den nur du hast. Für diesen Ort wird ein neuer gemacht.',
  newKeyLegend: 'Wie willst du ihn aufbewahren?',
  mint: 'Einen Schlüssel machen',
  mintHint:
    'Der Schlüsselbund dieses Rechners bewahrt ihn auf. Du bekommst ein Notfallblatt zum Drucken oder Speichern. Empfohlen.',
  passphrase: 'Einen Schlüssel machen, den auch eine Passphrase öffnet',
  passphraseHint: 'Andere Geräte können mit der Passphrase beitreten. Sie lässt sich später ändern.',
  looking: 'Der Ort wird angesehen …',
  keyMade: 'Ein neuer Schlüssel ist bereit',
  keyFits: 'Der Schlüssel passt zu diesem Ort',
  otherKey: 'Anderen Weg wählen',
  fingerprint: 'Fingerabdruck',
  fingerprintHint: 'Er ist auf allen Geräten derselbe.',
  byPassphrase: 'Auch die Passphrase öffnet ihn.',
  joinKeyTitle: 'Beitreten',
  joinKeyHint: 'Der Schlüssel wird geprüft, bevor etwas geschrieben wird.',
  joinKeyLegend: 'Wie willst du den Schlüssel angeben?',
  enterKey: 'Gib ihn erst ein',
  ways: {
    passphrase: { title: 'Passphrase', hint: 'Gewählt, als dieser Ort eingerichtet wurde.' },
    hex: { title: 'Schlüssel', hint: '64 Ziffern und Buchstaben; sie stehen im Notfallblatt.' },
    pairing: {
      title: 'Kopplungscode',
      hint: 'Ein anderes Gerät zeigt ihn unter „Weiteres Gerät hinzufügen“.',
    },
    kit: { title: 'Notfallblatt', hint: 'Die Datei, die bei der Einrichtung gespeichert wurde.' },
  },
  vaultThere: (created) =>
    created === null ? 'Hier liegen schon Sitzungen' : `Hier liegen schon Sitzungen, seit ${created}`,
  vaultDevices: (names) => `Geräte: ${names}.`,
  headerlessTitle: 'Hier liegen Sitzungen eines anderen Programms',
  headerless:
    'Ein anderes Programm mit demselben Format hat sie hochgeladen. Gib dessen Schlüssel ein (encryption_key in seiner Konfigurationsdatei).',
  otherVaultTitle: 'Mit diesem Ort hat dieser Rechner bisher nicht abgeglichen',
  otherVault:
    'Er hat einen eigenen Schlüssel. Trittst du bei, kommen deine Sitzungen von hier dort hinzu; am alten Ort wird nichts gelöscht.',
  changedKeyTitle: 'Dieser Ort hat einen anderen Schlüssel als bisher',
  changedKey:
    'Er wurde neu eingerichtet, vielleicht von einem anderen Gerät. Der Schlüssel dieses Rechners öffnet ihn nicht: gib den neuen ein.',

  emptyPlaceTitle: 'An diesem Ort gibt es nichts, dem man beitreten kann',
  emptyPlace:
    'Der mitgebrachte Schlüssel gehört zu Sitzungen, die nicht hier sind. Geh zurück und prüfe Bucket und Präfix; oder mach einen neuen Schlüssel und fang hier von vorn an.',

  kitTitle: 'Notfallblatt aufbewahren',
  kitHint:
    'Geht dieser Rechner verloren, kann ohne das Blatt niemand deine Sitzungen lesen: weder wir noch der Anbieter. Bewahre es jetzt auf, und nicht nur auf diesem Rechner.',
  kitKept: 'Ich habe es so aufbewahrt, dass ich es auch ohne diesen Rechner finde.',
  kitTakeFirst: 'Speichere, drucke oder kopiere es zuerst.',
  kitFirst: 'Erst bestätigen',
  kitLater: 'Später, erinnere mich',
  kitStillOpen: 'Das Notfallblatt ist noch nicht aufbewahrt',

  deviceTitle: 'Dieses Gerät',
  deviceHint: 'Damit du später weißt, welche Sitzung woher kommt.',
  deviceName: 'Name dieses Geräts',
  deviceNameHint: 'Buchstaben, Ziffern und Bindestriche. Leer: aus dem Namen des Rechners.',
  deviceAuto: 'aus dem Namen des Rechners',
  fixName: 'Der Name kann so nicht bleiben',
  secretsLegend: 'Wo sollen Schlüssel und Passwort liegen?',
  choosePlaceForSecrets: 'Wähle, wo die Geheimnisse liegen',
  keychain: 'Im Schlüsselbund dieses Systems',
  keychainHint: 'Öffnet sich mit der Anmeldung. Empfohlen.',
  keychainSilent: 'Er antwortet gerade nicht.',
  configFile: 'In der Konfigurationsdatei',
  configFileHint: 'Nur für dich lesbar (Modus 0600), aber nicht verschlüsselt.',
  noKeychainTitle: 'Der Schlüsselbund dieses Systems antwortet nicht',
  noKeychain:
    'Starte ihn (zum Beispiel GNOME Keyring oder KWallet) und komm zurück, oder behalte die Geheimnisse in der Konfigurationsdatei.',

  scopeTitle: 'Was abgeglichen wird',
  scopeHint: (place) =>
    place === '' ? 'Alle Sitzungen dieses Rechners.' : `Alle Sitzungen dieses Rechners, hierhin: ${place}.`,
  counting: 'Es wird gezählt …',
  sessions: 'Sitzungen',
  inProjects: (sessions, projects) =>
    `${german(sessions, 'Sitzung', 'Sitzungen')} in ${german(projects, 'Projekt', 'Projekten')}`,
  conversations: 'Gespräche',
  size: 'Größe',
  compressed: (bytes, stored) => `${bytes}, etwa ${stored} im Bucket`,
  cost: 'Kosten',
  perMonth: (money) => `${money} im Monat`,
  costUnknown: 'hier nicht bekannt; ein Ordner kostet an sich nichts',
  pricesAsOf: (date) => `Preise vom ${date}.`,
  priceSource: 'Preisliste',
  encryptedTitle: 'Verschlüsselt, bevor es diesen Rechner verlässt',
  encrypted:
    'Der Anbieter sieht, wie viele Objekte es gibt, wie groß sie sind und wann sie sich ändern; nie, was darin steht.',
  startSync: 'Fertigstellen und abgleichen',
  saveAndSync: 'Speichern und abgleichen',

  firstSyncTitle: 'Der erste Abgleich',
  firstSyncHint: 'Du kannst dieses Fenster schließen: er geht im Hintergrund weiter.',
  inBackground: 'Im Hintergrund weitermachen',

  doneTitle: 'Fertig. Deine Sitzungen sind sicher.',
  doneHint:
    'Von nun an geschieht das von selbst. Dieses Fenster brauchst du nur, wenn etwas zu entscheiden ist.',
  transferred: 'Übertragen',
  upAndDown: (up, down, bytes) =>
    `${german(up, 'Sitzung', 'Sitzungen')} hoch (${bytes}), ${german(down, 'Sitzung', 'Sitzungen')} herunter`,
  place: 'Ort',
  device: 'Dieses Gerät',
  secretsIn: 'Geheimnisse',
  someFailed: (count) =>
    `${german(count, 'Sitzung', 'Sitzungen')} ${count === 1 ? 'konnte' : 'konnten'} noch nicht abgeglichen werden`,
  someFailedHint: 'Die Übersicht sagt, warum. Der nächste Abgleich versucht es noch einmal.',
};
