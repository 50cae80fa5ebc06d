/**
 * Opens a session store and prints `ok`, or the code of the error. `--as-nobody`: root, whom permissions do not
 * stop, becomes another user first; here and not at the start, so that the runtime may lie where only root reads.
 */
import { AppError } from '../../../shared/errors.ts';
import { SessionStore } from '../sessions.ts';

if (process.argv.includes('--as-nobody') && process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(65_534);
  process.setuid?.(65_534);
}
try {
  SessionStore.open(process.argv[2] ?? '').store.close();
  process.stdout.write('ok');
} catch (error) {
  process.stdout.write(error instanceof AppError ? error.code : String(error));
}
