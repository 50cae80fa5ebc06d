import { german } from '../count.ts';
import type { settings as en } from '../en/settings.ts';

function every(minutes: number): string {
  if (minutes === 0) return 'Nicht nach der Uhr';
  if (minutes === 60) return 'Jede Stunde';
  return minutes % 60 === 0
    ? `Alle ${minutes / 60} Stunden`
    : minutes === 1
      ? 'Jede Minute'
      : `Alle ${minutes} Minuten`;
}

export const settings: typeof en = {
  title: 'Einstellungen',
  loading: 'Einstellungen werden gelesen …',
  tabs: {
    general: 'Allgemein',
    sync: 'Abgleich',
    projects: 'Projekte',
    key: 'Schlüssel',
    connection: 'Verbindung',
    advanced: 'Weiteres',
  },
  notSetUp: 'Der Abgleich ist noch nicht eingerichtet.',
  unknownYet: 'Was hier steht, ist wieder bekannt, sobald das Problem oben gelöst ist.',
  notSupported: 'Dieses System sagt es der App nicht, deshalb geht es hier nicht.',

  appearance: 'Aussehen',
  theme: 'Farben',
  themes: { auto: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  language: 'Sprache',
  languageAuto: 'Wie das System',
  textSize: 'Textgröße',
  thisDevice: 'Dieses Gerät',
  deviceName: 'Name',
  deviceNameHint: (id) => `Andere Geräte zeigen ihn. Die Kennung bleibt: ${id}`,
  nameNeeded: 'Ein Name wird gebraucht.',
  startAtLogin: 'Mit der Anmeldung starten',
  startAtLoginHint: 'Im Hintergrund, ohne Fenster.',
  notifications: 'Benachrichtigungen',
  notificationsHint: 'Nur, wenn du gebraucht wirst.',
  notificationKinds: {
    conflict: 'Eine Sitzung wurde auf zwei Geräten geändert',
    trouble: 'Der Abgleich gelingt seit einiger Zeit nicht',
    firstBackup: 'Die erste Sicherung ist fertig',
  },
  about: 'Über',
  version: 'Version',
  runtime: 'Gemacht aus',
  platform: 'System',
  licence: 'Lizenz',

  when: 'Wann abgeglichen wird',
  enabled: 'Abgleich',
  enabledHint: 'Aus: nichts wird hoch- oder heruntergeladen.',
  syncOnSave: 'Sobald eine Sitzung gespeichert wurde',
  syncOnSaveHint: 'Innerhalb von Sekunden.',
  interval: 'Und nach der Uhr',
  intervalHint: 'Um zu sehen, was andere Geräte taten.',
  every,
  bandwidth: 'Höchste Bandbreite, MB/s',
  bandwidthHint: 'In jeder Richtung. Leer: keine Grenze.',
  noRate: 'Eine Zahl wie 2 oder 0,5.',
  holdBack: 'Wann gewartet wird',
  holdBackHint: '„Jetzt abgleichen“ geht trotzdem.',
  onMetered: 'In Netzen warten, die Geld kosten',
  onBattery: 'Im Akkubetrieb warten',
  what: 'Was abgeglichen wird',
  whatHint: 'Die Sitzungen dieser Agenten werden auf diesem Rechner gelesen.',
  agents: { 'claude-code': 'Claude Code', codex: 'Codex CLI' },
  transcripts: 'Gespräche anderer Geräte',
  transcriptsHint: 'Die dieses Rechners werden immer hochgeladen.',
  transcriptKinds: { 'on-demand': 'Holen, wenn man sie öffnet', all: 'Immer alle hier behalten' },

  rules: 'Regeln für Projekte',
  rulesHint:
    'Die Sitzungen eines Projekts können nur auf diesem Gerät bleiben. Was schon im Bucket ist, bleibt dort, bis du es löschst.',
  noRules: 'Es gibt keine: alle Projekte werden abgeglichen.',
  ruleHint: (sessions, others) =>
    `${german(sessions, 'Sitzung', 'Sitzungen')}${others.length > 0 ? ` · weitere Regeln in der Konfigurationsdatei: ${others.join(', ')}` : ''}`,
  ruleOf: (path) => `Regel für ${path}`,
  ruleKinds: { unset: 'Keine Regel', sync: 'Abgleichen', keep: 'Nur hier behalten' },
  addRule: 'Ein Projekt nur hier behalten',
  pathMap: 'Pfade anderer Geräte',
  pathMapHint:
    'Wo die Projekte anderer Geräte auf diesem Rechner liegen, damit ihre Sitzungen hier weitergehen können.',
  pathThere: 'Pfad dort',
  pathHere: 'Pfad hier',
  addPath: 'Hinzufügen',
  removePath: (path) => `Entfernen: ${path}`,

  secretsInFile: 'In der Konfigurationsdatei stehen Geheimnisse',
  secretsInFileHint:
    'Wer die Datei öffnen kann, kann dort den Schlüssel oder die Zugangsdaten lesen. Der Schlüsselbund dieses Systems ist ein sichererer Ort.',

  connection: 'Verbindung',
  connectionHint: 'Der geheime Zugriffsschlüssel liegt getrennt davon und wird nie gezeigt.',
  place: 'Ort',
  provider: 'Anbieter',
  bucket: 'Bucket',
  folder: 'Ordner',
  endpoint: 'Endpunkt',
  region: 'Region',
  accessKeyId: 'Schlüssel-ID',
  prefix: 'Präfix',
  edit: 'Verbindung ändern',
  addDevice: 'Weiteres Gerät hinzufügen',

  configFile: 'Konfigurationsdatei',
  configFileHint:
    'Die Befehlszeile benutzt dieselbe. Änderungen von Hand werden sofort gesehen und geprüft; Kommentare bleiben.',
  openConfigFile: 'Öffnen',
  readAgain: 'Neu lesen',
  openHome: 'Ihren Ordner zeigen',
  whenTrouble: 'Wenn etwas nicht stimmt',
  whenTroubleHint: 'Verbindungsprüfung, Protokoll, Paket für die Hilfe.',
  openDiagnostics: 'Diagnose',
};
