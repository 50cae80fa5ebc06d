/**
 * Fills and edits stores through the product's own SessionStore; run on Electron's Node.
 *   store-tool.mjs fill INDEX_DB SET_JSON     all sessions of the set
 *   store-tool.mjs edit INDEX_DB NUMBER ROUND one edit of session NUMBER
 *   store-tool.mjs digest INDEX_DB            prints {count, digest} over the content of all sessions
 */
import { createHash } from 'node:crypto';
import { SessionStore } from '../src/main/store/sessions.ts';
import { parseMemory } from '../src/shared/session.ts';
import { edited, idOf, memoryAt } from './data-set.mjs';

const GROUP = 256;

function fill(store, set) {
  for (let index = 0; index < set.count; index += GROUP) {
    const numbers = Array.from({ length: Math.min(GROUP, set.count - index) }, (_, offset) => index + offset);
    store.put(
      numbers.map((number) => ({
        memory: parseMemory(memoryAt(set, number)),
        expected: null,
        synced: false,
      })),
    );
  }
}

/** Hash over the contents of all sessions, in order of id. */
function digest(store) {
  const hash = createHash('sha256');
  const stamps = store.stamps();
  for (const { id } of stamps) hash.update(store.hashOf(store.get(id).memory));
  return { count: stamps.length, digest: hash.digest('hex') };
}

const [task, indexDb, first, second] = process.argv.slice(2);
const { store } = SessionStore.open(indexDb);
if (task === 'fill') fill(store, JSON.parse(first));
if (task === 'edit') {
  const found = store.get(idOf(Number(first)));
  store.put([{ memory: edited(found.memory, Number(second)), expected: found.stamp, synced: false }]);
}
if (task === 'digest') process.stdout.write(JSON.stringify(digest(store)));
store.close();
