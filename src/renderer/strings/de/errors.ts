import { german } from '../count.ts';
import type { errors as en } from '../en/errors.ts';

export const errors: typeof en = {
  actions: {
    retry: 'Noch einmal versuchen',
    'set-up': 'Abgleich einrichten',
    'open-settings': 'Einstellungen öffnen',
    'open-config': 'Konfigurationsdatei öffnen',
    'turn-on': 'Abgleich einschalten',
    'run-test': 'Verbindung testen',
    'import-key': 'Schlüssel eingeben',
    'enter-passphrase': 'Passphrase eingeben',
    'unlock-keychain': 'Schlüsselbund noch einmal fragen',
    'use-config-file': 'Schlüssel in der Konfigurationsdatei lassen',
    'move-secrets': 'In den Schlüsselbund verschieben',
    'tighten-mode': 'Datei vor anderen schützen',
    'new-device-id': 'Diesem Gerät eine neue Kennung geben',
    'take-over-id': 'Seine Kennung übernehmen',
    'show-devices': 'Geräte anzeigen',
    'review-changes': 'Ansehen, was sich ändern würde',
    'continue-anyway': 'Trotzdem fortfahren',
    'review-conflicts': 'Konflikte ansehen',
    'list-sessions': 'Sitzungen anzeigen',
    'show-details': 'Einzelheiten anzeigen',
    'update-app': 'Nach einer neueren Version sehen',
  },
  secretsMoved: (count) => `${german(count, 'Geheimnis', 'Geheimnisse')} in den Schlüsselbund verschoben.`,
  fileMadePrivate: 'Die Konfigurationsdatei kannst jetzt nur noch du lesen.',
  idTakenOver: 'Die Kennung gehört jetzt diesem Gerät.',
  newDeviceId: (id) => `Dieses Gerät heißt jetzt ${id}.`,
};
