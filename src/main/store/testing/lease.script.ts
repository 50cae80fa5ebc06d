/** Takes the lease of the sync.db named, prints `held`, and keeps it until it is killed or the time is over. */
import { SyncStateDb } from '../sync-state.ts';

const [path = '', keepMs = '60000'] = process.argv.slice(2);
const { state } = SyncStateDb.open(path);
const lease = state.acquireLease({ holder: 'cli' });
process.stdout.write('held\n');
setTimeout(() => {
  lease.release();
  state.close();
}, Number(keepMs));
