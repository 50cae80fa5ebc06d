/** What only the very first start on a machine pays for: the build, and the cache of compiled code. */
import path from 'node:path';
import { makeHome, syncCommand } from './contenders/cc-sessions.mjs';
import { buildIfStale } from '../scripts/build.mjs';

export async function warmUp({ directory, minio, stopwatch, userHome, say }) {
  if (await buildIfStale()) say('built the program');
  await minio.createBucket('warm-up');
  const home = path.join(directory, 'warm-up');
  const place = { port: minio.port, bucket: 'warm-up', credentials: minio.credentials };
  await makeHome(home, 'bench-warm-up', place);
  await stopwatch.measure(syncCommand(home, userHome));
}
