/** Opens a session store and prints `ok`, or the code of the error. */
import { AppError } from '../../../shared/errors.ts';
import { SessionStore } from '../sessions.ts';

try {
  SessionStore.open(process.argv[2] ?? '').store.close();
  process.stdout.write('ok');
} catch (error) {
  process.stdout.write(error instanceof AppError ? error.code : String(error));
}
