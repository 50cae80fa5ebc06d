/**
 * Appends to a session's files and uploads them, again and again, until it is killed. Prints a dot after each upload.
 * Arguments: a world's directory, its key in hex, a seed.
 */
import { join } from 'node:path';
import { parseKey } from '../../crypto/keys.ts';
import { Device, folderBucket, lines } from './device.ts';

const [directory = '', key = '', seed = '0'] = process.argv.slice(2);
const device = new Device(
  { directory, key: parseKey(key) },
  'laptop',
  folderBucket(join(directory, 'bucket')),
);
for (let turn = Number(seed); ; turn += 1) {
  device.append('main.jsonl', lines(turn * 100, 5 + (turn % 90)));
  if (turn % 3 === 0) device.append('side/subagents/agent-1.jsonl', lines(turn, 1));
  if (turn % 11 === 0) device.write('side/tool-results/r.txt', lines(turn, 400));
  await device.upload();
  process.stdout.write('.');
}
