import type { pairing as en } from '../en/pairing.ts';

const two = (count: number): string => String(count).padStart(2, '0');

export const pairing: typeof en = {
  title: 'Weiteres Gerät hinzufügen',
  hint: 'Ein Code macht ein weiteres Gerät bereit, ohne Schlüssel und Adressen abzutippen.',
  notSetUpTitle: 'Dieses Gerät ist selbst nicht eingerichtet',
  notSetUp: 'Richte es erst ein, oder lass es einem anderen Gerät beitreten.',
  steps: [
    'Installiere die App auf dem anderen Gerät und wähle „Kopplungscode eingeben“.',
    'Mach hier den Code. Nimm den QR-Code mit dem anderen Gerät auf, oder kopiere den Text dorthin.',
    'Tippe dort den Einmalcode ein, der hier gezeigt wird.',
  ],
  whatTitle: 'Was darin steht',
  what: 'Der Ort deiner Sitzungen, die Zugangsdaten dafür und der Schlüssel, verschlüsselt mit dem Einmalcode. Beides zusammen ist so viel wert wie dein Schlüssel: schicke es auf verschiedenen Wegen, nie zusammen.',
  create: 'Kopplungscode machen',
  expired: 'Der Code war zu alt und ist weggenommen. Mach einen neuen.',
  firstTitle: '1. Der Kopplungscode',
  firstHint: 'Ein Bild davon oder der Text: eines genügt.',
  qr: 'QR-Code mit dem Kopplungstext',
  text: 'Dasselbe als Text',
  codeTitle: '2. Der Einmalcode',
  codeHint: 'Tippe ihn auf dem anderen Gerät ein. Schicke ihn nicht zusammen mit dem Kopplungscode.',
  showCode: 'Einmalcode zeigen',
  hideCode: 'Verbergen',
  left: (minutes, seconds) => `Noch ${minutes}:${two(seconds)} Minuten gültig.`,
  done: 'Fertig',
  textOfOther: 'Kopplungscode des anderen Geräts',
  textHint: 'Füge den Text ein, oder zieh ein Bild des QR-Codes hierher.',
  paste: 'Text oder Bild einfügen',
  openPicture: 'Bild öffnen',
  found: 'Ein Kopplungscode wurde gefunden.',
  nothingFound: 'Darin ist kein Kopplungscode.',
  nothingPasted: 'In der Zwischenablage ist weder Text noch Bild.',
  oneTimeCode: 'Einmalcode',
  oneTimeHint: 'Wie ihn das andere Gerät neben dem Kopplungscode zeigt.',
  accept: 'Beitreten',
};
