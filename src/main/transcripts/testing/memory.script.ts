/**
 * Uploads or fetches one large bundle and prints by how many bytes the process grew at most meanwhile. Arguments:
 * `upload` or `fetch`, a world's directory with the bundle in `laptop/files/`, its key in hex. To be run with
 * `--expose-gc`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseKey } from '../../crypto/keys.ts';
import { fetchBundle } from '../fetch-bundle.ts';
import { Device, folderBucket } from './device.ts';

const [what, directory = '', key = ''] = process.argv.slice(2);
const world = { directory, key: parseKey(key) };
const device = new Device(world, 'laptop', folderBucket(join(directory, 'bucket')));

/** Peak resident memory of `work` above what there was before, in bytes. */
async function growthOf(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const sample = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, 5);
  await work();
  sample();
  clearInterval(timer);
  return peak - before;
}

/** What a process has at any rate: code, statements, the first buffers. */
async function warmUp(): Promise<void> {
  const other = new Device(world, `warm-up-${what ?? ''}`, folderBucket(join(directory, 'bucket')));
  other.write('main.jsonl', '{}\n'.repeat(300_000));
  await other.upload();
  await other.fetched();
  other.state.close();
}

await warmUp();
const fetched = join(directory, 'fetched');
if (what === 'fetch') mkdirSync(fetched);
const growth = await growthOf(async () => {
  if (what === 'fetch') return fetchBundle(device.vault, device.transcript, fetched);
  const result = await device.upload();
  if (result.outcome !== 'uploaded') throw new Error(JSON.stringify(result));
});
process.stdout.write(String(growth));
device.state.close();
