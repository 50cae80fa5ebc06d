/**
 * Wrote the golden files in this folder, once. It shares no code with the program: plain node:crypto and
 * docs/format.md, so that the files prove the format and not just that the program agrees with itself. IVs are
 * fixed (from the vector's name), which nothing but a test vector may do. Tests read the files and never run
 * this; a change here that changes a file of a released version breaks the format.
 *
 *   node src/main/crypto/vectors/generate.mjs      (Node 24: zstd)
 */
import { writeFileSync } from 'node:fs';
import { damagedSessions } from './make-damaged-sessions.mjs';
import { objects } from './make-objects.mjs';
import { parts } from './make-parts.mjs';
import { documentSessions, ourSessions, transcriptSessions } from './make-sessions.mjs';
import { vaultHeaders } from './make-vault-headers.mjs';

const write = (file, vectors) =>
  writeFileSync(new URL(file, import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
write('sessions-document-client.json', documentSessions);
write('sessions-ours.json', ourSessions);
write('sessions-transcript.json', transcriptSessions);
write('sessions-damaged.json', damagedSessions);
write('objects.json', objects);
write('parts.json', parts);
write('vault-headers.json', vaultHeaders);
