/** The words of the provider guides in German. */
import type { GuideCatalogue } from './guides.ts';

export const GUIDES_DE: GuideCatalogue = {
  r2: {
    name: 'Cloudflare R2',
    hint: 'Bis 10 GB frei, und Herunterladen kostet nichts.',
    steps: [
      'Öffne „R2 Object Storage“ im Cloudflare-Dashboard. Einmal wird eine Zahlungsart verlangt, auch für den freien Umfang.',
      'Lege einen Bucket an, zum Beispiel „cc-sessions“. Standort: automatisch.',
      'Öffne in der Übersicht „Manage API tokens“ und erzeuge ein Account-API-Token.',
      'Wähle „Object Read & Write“ und nur diesen Bucket. Ohne Ablauf.',
      'Die Seite zeigt dann, ein einziges Mal, Access Key ID und Secret Access Key. Kopiere beide hierher; die Account ID steht in der Übersicht.',
    ],
    fields: {
      bucket: { label: 'Bucket', help: 'Der Name, den du ihm gegeben hast.' },
      accountId: {
        label: 'Account ID',
        help: '32 Ziffern und Buchstaben, rechts in der R2-Übersicht. Daraus entsteht der Endpunkt.',
      },
      jurisdiction: {
        label: 'Jurisdiktion',
        help: 'Nur für Buckets, die in der EU- oder FedRAMP-Jurisdiktion angelegt wurden.',
      },
      accessKeyId: { label: 'Access Key ID', help: '32 Ziffern und Buchstaben.' },
      secretAccessKey: { label: 'Secret Access Key', help: '64 Ziffern und Buchstaben, nur einmal gezeigt.' },
    },
    policy: 'Diese Rechte braucht das Token, und keine anderen',
    links: ['R2 im Cloudflare-Dashboard', 'Wie R2-Token funktionieren'],
  },
  s3: {
    name: 'AWS S3',
    hint: 'Nach Verbrauch; für die meisten Cents im Monat.',
    steps: [
      'Öffne die S3-Konsole und lege einen Bucket an. Lass „Block all public access“ an; Versionierung ist eine gute Idee.',
      'Öffne IAM und lege einen Benutzer ohne Konsolenzugang an.',
      'Gib ihm eine Inline-Richtlinie: wähle JSON und füge die Richtlinie unten ein.',
      'Öffne die Sicherheitsdaten des Benutzers und erzeuge einen Zugriffsschlüssel für „Application running outside AWS“.',
      'Kopiere Zugriffsschlüssel und geheimen Schlüssel hierher; der geheime wird nur einmal gezeigt.',
    ],
    fields: {
      bucket: { label: 'Bucket', help: 'Namen sind in ganz AWS einmalig.' },
      region: { label: 'Region', help: 'Wo du den Bucket angelegt hast, etwa eu-central-1.' },
      accessKeyId: {
        label: 'Zugriffsschlüssel',
        help: '20 Großbuchstaben und Ziffern, beginnt mit AKIA.',
      },
      secretAccessKey: { label: 'Geheimer Zugriffsschlüssel', help: '40 Zeichen, nur einmal gezeigt.' },
    },
    policy: 'IAM-Richtlinie mit den kleinsten Rechten, die genügen',
    links: ['S3-Konsole', 'IAM-Konsole', 'Wie Zugriffsschlüssel entstehen'],
  },
  b2: {
    name: 'Backblaze B2',
    hint: 'Günstiger Speicher; die ersten 10 GB sind frei.',
    steps: [
      'Öffne „Buckets“ bei Backblaze und lege einen Bucket an. Dateien: privat.',
      'Die Kachel des Buckets zeigt seinen Endpunkt, etwa s3.us-west-002.backblazeb2.com.',
      'Öffne „Application Keys“ und füge einen Schlüssel hinzu: nur für diesen Bucket, „Read and Write“.',
      'Die Seite zeigt, ein einziges Mal, keyID und applicationKey. Kopiere beide hierher. Der Hauptschlüssel taugt dafür nicht.',
    ],
    fields: {
      bucket: { label: 'Bucket', help: 'Namen sind bei Backblaze einmalig.' },
      endpoint: { label: 'Endpunkt', help: 'Auf der Kachel des Buckets; daraus folgt die Region.' },
      accessKeyId: { label: 'keyID', help: '25 Ziffern und Buchstaben, beginnt mit 00.' },
      secretAccessKey: { label: 'applicationKey', help: '31 Zeichen, nur einmal gezeigt.' },
    },
    policy: 'Fähigkeiten des Schlüssels; mit der B2-Befehlszeile',
    links: ['Buckets bei Backblaze', 'Application Keys bei Backblaze', 'Wie Application Keys funktionieren'],
  },
  's3-compatible': {
    name: 'Ein anderer S3-Server',
    hint: 'MinIO, Ceph, Wasabi, Hetzner, dein eigener …',
    steps: [
      'Lege auf dem Server einen Bucket an.',
      'Erzeuge einen Zugriffsschlüssel, der darin auflisten, lesen, schreiben und löschen darf; die Richtlinie unten verstehen die meisten Server.',
      'Der Endpunkt ist die Adresse der S3-Schnittstelle, nicht der Web-Konsole (MinIO: Port 9000, nicht 9001).',
    ],
    fields: {
      bucket: { label: 'Bucket', help: 'Der Name, den du ihm gegeben hast.' },
      endpoint: { label: 'Endpunkt', help: 'Die Adresse der S3-Schnittstelle, mit ihrem Port.' },
      region: { label: 'Region', help: 'Nur, wenn der Server eine verlangt.' },
      accessKeyId: { label: 'Zugriffsschlüssel', help: 'Heißt auch Key ID, Benutzer oder Access Key.' },
      secretAccessKey: { label: 'Geheimer Schlüssel', help: 'Heißt auch Secret oder Passwort.' },
    },
    policy: 'Richtlinie mit den kleinsten Rechten, die genügen',
    links: ['Wie MinIO Zugriffsschlüssel macht'],
  },
  folder: {
    name: 'Ein Ordner',
    hint: 'Auf diesem Rechner, einem Netzlaufwerk, oder abgeglichen durch Dropbox, Syncthing …',
    steps: [
      'Wähle einen Ordner, den auch deine anderen Geräte sehen; fehlt er, wird er angelegt.',
      'Er wird nur verschlüsselte Dateien enthalten. Ein Ordner nur auf diesem Rechner schützt nicht davor, ihn zu verlieren.',
    ],
    fields: {
      bucket: {
        label: 'Ordner',
        help: 'Ein leerer Ordner, oder einer, den ein anderes Gerät schon benutzt.',
      },
    },
    policy: '',
    links: [],
  },
};
