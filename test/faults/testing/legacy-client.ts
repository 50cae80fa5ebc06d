/**
 * Another client of the document: it has the key, seals plain memory JSON and knows nothing of vectors, bindings
 * or limits. What it writes is authentic, whatever it says.
 */
import { seal } from '../../../src/main/crypto/envelope.ts';
import { keyFingerprint } from '../../../src/main/crypto/keys.ts';
import type { Place } from './place.ts';

/** A sealed object with these bytes, or this value as JSON. */
export function sealLegacy({ key }: Pick<Place, 'key'>, content: unknown): Buffer {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return Buffer.from(seal(key, Buffer.from(text)));
}

/** Uploads as the document's client does, with its metadata. */
export async function uploadLegacy(
  place: Place,
  device: string,
  session: string,
  content: unknown,
): Promise<void> {
  const metadata = {
    'x-session-id': session,
    'x-device-id': device,
    'x-timestamp': '2026-11-20T10:00:00.000Z',
    'x-key-fingerprint': keyFingerprint(place.key),
  };
  await place.bucket.put(`sessions/${device}/${session}.enc`, sealLegacy(place, content), { metadata });
}
