/** Words for errors of the connection to the storage, in German. */
import { formatDuration } from '../../format.ts';
import type { Facts } from '../../message-facts.ts';
import type { BUCKET_MESSAGES } from '../bucket.ts';
import { join, wordsFor } from '../message.ts';
import { bracketed, quoted, type WordsMaker } from './words.ts';

const server = (facts: Facts): string =>
  facts.text('host', 'hostname', 'endpoint') || 'deinem Speicheranbieter';
const serverFirst = (facts: Facts): string =>
  facts.text('host', 'hostname', 'endpoint') || 'Dein Speicheranbieter';

const SAFE = 'Deine Sitzungen sind auf diesem Gerät in Sicherheit.';

/** A bucket that is a folder goes by its path. */
function isFolder(facts: Facts): boolean {
  return facts.text('reason') === 'not-a-directory' || /[/\\]/.test(facts.text('bucket'));
}

function missingFolder(facts: Facts): string {
  const folder = `Der Ordner${quoted(facts, 'bucket')}, in dem deine Sitzungen liegen sollen,`;
  return facts.text('reason') === 'not-a-directory'
    ? `${folder} ist eine Datei. Räume die Datei weg, oder wähle in den Einstellungen einen anderen Ordner.`
    : `${folder} ist nicht da. Liegt er auf einem Laufwerk oder im Netz, verbinde das und versuche es noch einmal; sonst wähle in den Einstellungen einen anderen Ordner. ${SAFE}`;
}

function deniedFolder(facts: Facts): string {
  return `Dein Benutzerkonto darf den Ordner${quoted(facts, 'bucket')} nicht öffnen oder nicht anlegen. Wähle einen eigenen Ordner, oder ändere die Rechte an diesem. ${SAFE}`;
}

function readOnlyFolder(facts: Facts): string {
  return `Der Ordner${quoted(facts, 'bucket')} lässt sich lesen, aber nicht beschreiben. Ändere seine Rechte, hebe den Schreibschutz des Laufwerks auf, oder wähle einen anderen Ordner. ${SAFE}`;
}

function missingBucket(facts: Facts): string {
  const bucket = `Den Bucket${quoted(facts, 'bucket')} (den Ordner für deine Sitzungen beim Anbieter)`;
  return facts.text('reason') === 'invalid-name'
    ? `${bucket} kann es mit diesem Namen nicht geben. Kopiere den Namen von der Webseite deines Anbieters in die Einstellungen.`
    : `${bucket} gibt es dort nicht. Prüfe den Namen auf Tippfehler, oder lege den Bucket beim Anbieter an; teste dann die Verbindung.`;
}

/** When a server said how long to wait. */
function waitingTime(facts: Facts): string {
  const milliseconds = facts.number('retryAfterMs');
  return milliseconds === undefined || milliseconds <= 0
    ? ''
    : `Er bittet, ${formatDuration(milliseconds)} zu warten.`;
}

const MISSING_CREDENTIALS: Readonly<Record<string, string>> = {
  accessKeyId: 'Die Schlüssel-ID fehlt.',
  secretAccessKey: 'Der geheime Schlüssel fehlt.',
  both: 'Schlüssel-ID und geheimer Schlüssel fehlen.',
};

const INVALID_CREDENTIALS: Readonly<Record<string, string>> = {
  accessKeyId:
    'Er kennt die Schlüssel-ID nicht: prüfe, ob ein Zeichen fehlt oder zu viel ist und ob der Schlüssel gelöscht wurde.',
  secretAccessKey:
    'Er kennt die Schlüssel-ID, aber der geheime Schlüssel gehört nicht zu ihr: gib ihn noch einmal ein, vollständig.',
  token: 'Das vorläufige Token ist abgelaufen oder ungültig: besorge ein neues.',
};

const ENDPOINT_REASONS: Readonly<Record<string, string>> = {
  missing: 'Die Adresse des Speichers (Endpunkt) fehlt.',
  malformed: 'Die Adresse des Speichers (Endpunkt) ist keine Webadresse.',
  placeholder:
    'In der Adresse des Speichers (Endpunkt) steht noch das Beispiel; trage deine eigene Account ID ein.',
  path: 'In der Adresse des Speichers (Endpunkt) steht ein Pfad; der Name des Buckets gehört unter „Bucket“.',
  'public-url': 'Diese Adresse zeigt Dateien nur im Browser; die für Programme („S3 API“) ist eine andere.',
  console: 'Das ist die Adresse der Webseite des Anbieters; die für Programme („S3 API“) steht dort.',
  redirect: 'Der Server sagt, dass dein Bucket unter einer anderen Adresse liegt.',
};

const TLS_REASONS: Readonly<Record<string, string>> = {
  'self-signed':
    'Sein Zertifikat hat er selbst gemacht, und niemand bürgt dafür. Ist es dein eigener Server, nimm das Zertifikat unter die vertrauten dieses Rechners auf (oder in NODE_EXTRA_CA_CERTS).',
  'unknown-authority':
    'Niemand, dem dieser Rechner vertraut, bürgt für sein Zertifikat. Frage in einem Firmennetz nach dem Zertifikat der Firma und setze NODE_EXTRA_CA_CERTS darauf.',
  expired:
    'Sein Zertifikat ist abgelaufen. Prüfe die Uhr dieses Rechners; geht sie richtig, muss der Besitzer des Servers das Zertifikat erneuern.',
  'not-yet-valid': 'Sein Zertifikat gilt noch nicht. Prüfe Datum und Uhrzeit dieses Rechners.',
  hostname: 'Sein Zertifikat gehört zu einer anderen Adresse. Prüfe den Endpunkt auf Tippfehler.',
  revoked: 'Sein Zertifikat wurde zurückgezogen. Benutze diesen Server nicht, bis sein Besitzer sagt, warum.',
  'not-tls':
    'Er spricht dort kein https. Prüfe den Port, oder schreibe http://, wenn es ein Server auf deinem eigenen Rechner ist.',
  handshake:
    'Er fand keine gemeinsame Verschlüsselung. Prüfe Endpunkt und Port; ein Proxy oder ein alter Server kann im Weg sein.',
};

function clockSkew(facts: Facts): string {
  const seconds = facts.number('seconds');
  const difference = seconds === undefined ? '' : formatDuration(Math.abs(seconds) * 1000);
  const side = (seconds ?? 0) > 0 ? 'nach' : 'vor';
  return join(
    difference === ''
      ? 'Die Uhr dieses Rechners geht falsch.'
      : `Die Uhr dieses Rechners geht ${difference} ${side}.`,
    'Der Speicher weist Anfragen mit falscher Zeit ab. Stelle Datum und Uhrzeit in den Systemeinstellungen auf „automatisch“, dann versuche es noch einmal.',
  );
}

function region(facts: Facts): string {
  const right = facts.text('expected', 'rightRegion');
  return join(
    `Der Bucket liegt in einer anderen Region als der in den Einstellungen${quoted(facts, 'region')}.`,
    right === ''
      ? 'Sieh beim Anbieter nach, in welcher, und trage sie in den Einstellungen ein.'
      : `Setze die Region auf „${right}“.`,
  );
}

export const BUCKET_WORDS = {
  BUCKET_MISSING: (facts) => ({
    title: isFolder(facts) ? 'Der Ordner für deine Sitzungen fehlt' : 'Der Bucket wurde nicht gefunden',
    sentence: isFolder(facts) ? missingFolder(facts) : missingBucket(facts),
  }),
  ACCESS_DENIED: (facts) => ({
    title: isFolder(facts) ? 'Der Ordner ist dir verschlossen' : 'Der Speicher lässt uns nicht hinein',
    sentence: isFolder(facts)
      ? deniedFolder(facts)
      : join(
          `Der Server nimmt den Zugriffsschlüssel an, erlaubt dies aber auf dem Bucket${quoted(facts, 'bucket')} nicht.`,
          facts.text('reason') === 'account'
            ? 'Er sagt, das Konto sei nicht aktiv: sieh auf der Webseite des Anbieters nach.'
            : 'Prüfe beim Anbieter, ob der Schlüssel dort lesen, schreiben, auflisten und löschen darf; darf er es, prüfe den Namen des Buckets.',
          SAFE,
        ),
  }),
  CREDENTIALS_MISSING: (facts) => ({
    title: 'Der Zugriffsschlüssel ist unvollständig',
    sentence: `${wordsFor(MISSING_CREDENTIALS, facts.text('which'), 'Der Zugriffsschlüssel für deinen Speicher fehlt.')} Dein Anbieter zeigt beide, wenn du einen Schlüssel anlegst; trage sie in den Einstellungen ein.`,
  }),
  CREDENTIALS_INVALID: (facts) => ({
    title: 'Der Zugriffsschlüssel gilt nicht',
    sentence: join(
      `${serverFirst(facts)} hat den Zugriffsschlüssel abgewiesen.`,
      wordsFor(
        INVALID_CREDENTIALS,
        facts.text('which'),
        'Gib beide Teile noch einmal ein, oder lege beim Anbieter einen neuen an.',
      ),
      facts.text('reason') === 'master-key' &&
        'Der Hauptschlüssel von Backblaze taugt hier nicht: lege einen Application Key an.',
    ),
  }),
  CREDENTIALS_SWAPPED: () => ({
    title: 'Schlüssel-ID und geheimer Schlüssel sind vertauscht',
    sentence:
      'Es sieht aus, als stünde die Schlüssel-ID dort, wo der geheime Schlüssel hingehört, und umgekehrt. Vertausche die beiden in den Einstellungen.',
  }),
  KEY_READ_ONLY: (facts) => ({
    title: isFolder(facts) ? 'Der Ordner ist schreibgeschützt' : 'Der Zugriffsschlüssel darf nur lesen',
    sentence: isFolder(facts)
      ? readOnlyFolder(facts)
      : `Mit diesem Schlüssel lassen sich Sitzungen herunterladen, aber nicht hochladen. Lege beim Anbieter einen an, der lesen und schreiben darf, und trage ihn in den Einstellungen ein. ${SAFE}`,
  }),
  REGION_WRONG: (facts) => ({ title: 'Die Region stimmt nicht', sentence: region(facts) }),
  ENDPOINT_WRONG: (facts) => ({
    title: 'Die Adresse des Speichers stimmt nicht',
    sentence: join(
      wordsFor(
        ENDPOINT_REASONS,
        facts.text('reason'),
        'Die Adresse des Speichers (Endpunkt) führt nicht zu deinem Bucket.',
      ),
      facts.text('hint', 'expected') === ''
        ? 'Kopiere die Adresse von der Webseite deines Anbieters in die Einstellungen.'
        : `Sie sollte so aussehen: ${facts.text('hint', 'expected')}; berichtige sie in den Einstellungen.`,
    ),
  }),
  NOT_S3: (facts) => ({
    title: 'Unter dieser Adresse ist kein Speicher',
    sentence: `${serverFirst(facts)} hat geantwortet, aber nicht wie ein Speicher für Programme (S3): vielleicht ist es eine Webseite, die Anmeldeseite deines Netzes oder der falsche Port. Prüfe den Endpunkt in den Einstellungen.`,
  }),
  DNS_FAILED: (facts) => ({
    title: 'Der Server wurde nicht gefunden',
    sentence: `Der Server${quoted(facts, 'hostname', 'host')} hat keine Adresse, oder dieser Rechner ist offline. Prüfe die Internetverbindung; geht sie, prüfe den Endpunkt in den Einstellungen auf Tippfehler. ${SAFE}`,
  }),
  CONNECTION_REFUSED: (facts) => ({
    title: 'Der Server antwortet nicht',
    sentence: `Zu ${server(facts)} kommt keine Verbindung zustande. Prüfe die Internetverbindung, dann Port und Endpunkt in den Einstellungen; ist es dein eigener Server, prüfe, ob er läuft. ${SAFE}`,
  }),
  CONNECTION_LOST: (facts) => ({
    title: 'Die Verbindung brach ab',
    sentence: `Die Verbindung zu ${server(facts)} wurde mittendrin getrennt. Nichts ging verloren: was schon übertragen ist, bleibt, und der Rest folgt, wenn du es noch einmal versuchst.`,
  }),
  TIMEOUT: (facts) => ({
    title: 'Keine Antwort zur rechten Zeit',
    sentence: `${serverFirst(facts)} brauchte zu lange für eine Antwort. Das Netz kann langsam oder eine Firewall im Weg sein; versuche es noch einmal, oder teste die Verbindung. ${SAFE}`,
  }),
  TLS_FAILED: (facts) => ({
    title: 'Die Verbindung ist nicht sicher',
    sentence: `Zu ${server(facts)} gelingt keine geschützte Verbindung, deshalb wurde nichts gesendet. ${wordsFor(TLS_REASONS, facts.text('reason'), 'Prüfe den Endpunkt in den Einstellungen und die Uhr dieses Rechners.')}`,
  }),
  PROXY_FAILED: (facts) => ({
    title: 'Der Proxy lässt uns nicht durch',
    sentence: `Die Verbindung geht durch einen Proxy${quoted(facts, 'proxy')}, der ${facts.text('reason') === 'authentication' ? 'Namen und Passwort verlangt' : 'sie nicht weitergab'}. Prüfe die Proxy-Einstellungen (HTTPS_PROXY), oder frage, wer das Netz betreibt. ${SAFE}`,
  }),
  CLOCK_SKEW: (facts) => ({ title: 'Die Uhr geht falsch', sentence: clockSkew(facts) }),
  QUOTA_EXCEEDED: () => ({
    title: 'Der Speicher ist voll oder seine Grenze erreicht',
    sentence: `Dein Anbieter nimmt keine Daten mehr an: der Platz oder die Ausgabengrenze, die du dort gesetzt hast, ist erschöpft. Erhöhe die Grenze oder schaffe beim Anbieter Platz, dann versuche es noch einmal. ${SAFE}`,
  }),
  RATE_LIMITED: (facts) => ({
    title: 'Der Speicher bittet uns, langsamer zu machen',
    sentence: join(
      'Es waren zu viele Anfragen auf einmal.',
      waitingTime(facts),
      'Nichts ist verloren: warte ein wenig, dann versuche es noch einmal.',
    ),
  }),
  SERVER_ERROR: (facts) => ({
    title: 'Der Speicher hat selbst eine Störung',
    sentence: join(
      `${serverFirst(facts)} meldet einen Fehler auf seiner Seite${bracketed(facts, 'status')}.`,
      waitingTime(facts),
      'Versuche es in einigen Minuten noch einmal; bleibt es dabei, sieh auf die Statusseite des Anbieters.',
      SAFE,
    ),
  }),
  REQUEST_REFUSED: (facts) => ({
    title: 'Der Speicher hat eine Anfrage abgewiesen',
    sentence: `${isFolder(facts) ? `Das Dateisystem des Ordners${quoted(facts, 'bucket')}` : serverFirst(facts)} nimmt nicht an, was verlangt wurde${bracketed(facts, 's3Code')}, und nennt keinen Grund, den wir kennen. Teste die Verbindung, um zu sehen, welcher Schritt misslingt. ${SAFE}`,
  }),
  OBJECT_NOT_FOUND: () => ({
    title: 'Eine gespeicherte Sitzung ist nicht da',
    sentence:
      'Der Speicher hat etwas nicht mehr, das vorher da war; ein anderes Gerät kann es gerade verschoben oder entfernt haben. Gleiche noch einmal ab: was auf diesem Gerät ist, wird wenn nötig neu hochgeladen.',
  }),
  OBJECT_EXISTS: () => ({
    title: 'Dort ist schon etwas gespeichert',
    sentence:
      'Ein anderes Gerät hat einen Augenblick früher dasselbe gespeichert, und es wurde nicht überschrieben. Gleiche noch einmal ab, um es zu berücksichtigen.',
  }),
} as const satisfies Record<keyof typeof BUCKET_MESSAGES, WordsMaker>;
