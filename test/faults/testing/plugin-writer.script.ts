/**
 * A second program on the shared index.db, behaving like the plugin: saves the sessions `mem_p00`… over and over
 * with INSERT OR REPLACE until its stdin ends, then prints how often each was saved.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { PluginStore } from '../../../src/main/store/testing/plugin-file.ts';

const [path = '', count = '1'] = process.argv.slice(2);
const plugin = new PluginStore(path);
const saves = Array.from({ length: Number(count) }, () => 0);
let ended = false;
process.stdin.on('end', () => (ended = true)).resume();
process.stdout.write('writing\n');
for (let turn = 0; !ended; turn += 1) {
  const at = turn % saves.length;
  saves[at] = (saves[at] ?? 0) + 1;
  plugin.save({ id: `mem_p${String(at).padStart(2, '0')}`, summary: `Save ${saves[at]}` });
  await delay(turn % 8 === 0 ? 3 : 0);
}
plugin.close();
process.stdout.write(`${JSON.stringify(saves)}\n`);
