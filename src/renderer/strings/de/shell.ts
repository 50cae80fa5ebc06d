import { german } from '../count.ts';
import type { shell as en } from '../en/shell.ts';

export const shell: typeof en = {
  app: 'cc-sessions Cloud Sync',
  screens: {
    overview: 'Übersicht',
    sessions: 'Sitzungen',
    devices: 'Geräte',
    conflicts: 'Konflikte',
    cost: 'Kosten',
    settings: 'Einstellungen',
    diagnostics: 'Diagnose',
    setup: 'Einrichtung',
    pairing: 'Weiteres Gerät hinzufügen',
  },
  shortcuts: {
    'sync-now': 'Jetzt abgleichen',
    search: 'Sitzungen durchsuchen',
    overview: 'Übersicht',
    sessions: 'Sitzungen',
    devices: 'Geräte',
    conflicts: 'Konflikte',
    cost: 'Kosten',
    settings: 'Einstellungen',
    diagnostics: 'Diagnose',
    back: 'Zurück, wo du warst',
    shortcuts: 'Diese Liste',
    larger: 'Größerer Text',
    smaller: 'Kleinerer Text',
    'usual-size': 'Text in üblicher Größe',
    hide: 'Fenster schließen; die App läuft im Hintergrund weiter',
    quit: 'App beenden',
  },
  navigation: 'Hauptnavigation',
  skip: 'Zum Inhalt springen',
  openConflicts: (count) => german(count, 'offener Konflikt', 'offene Konflikte'),
  keyboard: 'Tastenkürzel',
  ctrl: 'Strg',
  keyboardHint:
    'In Listen bewegen die Pfeiltasten, die Eingabetaste öffnet. Tab geht von Teil zu Teil, Escape schließt.',
  opening: 'Wird geöffnet …',
  cannotOpen: 'Die App konnte nicht geöffnet werden',
  elsewhere: (holder) =>
    `${holder === 'cli' ? 'Die Befehlszeile' : 'Ein anderes cc-sessions-Programm'} gleicht gerade ab. Dieses Fenster zeigt mit.`,
  noTray:
    'Diese Arbeitsumgebung zeigt keine Symbole in der Leiste; behalte deshalb dieses Fenster zur Hand: Schließen verbirgt es nur, und ein erneuter Start der App bringt es zurück.',
  noTrayTitle: 'Hier gibt es keine Symbolleiste',
  noTrayHelp: 'Wie GNOME Symbole anzeigt',
  brokenScreen: 'Dieser Teil des Fensters arbeitet nicht mehr',
  brokenScreenHint:
    'Deine Sitzungen betrifft das nicht. Zeige ihn erneut an; geschieht es noch einmal, starte die App neu.',
  showAgain: 'Erneut anzeigen',
};
