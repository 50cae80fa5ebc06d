import type { CommandRequest } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';

/**
 * A set-up that has a recovery kit's key and place, and goes on at the place. `false`: the dialog was closed.
 * @throws FILE_UNREADABLE, KEY_MALFORMED
 */
export async function beginWithKit(file: CommandRequest<'recovery.open'>['file']): Promise<boolean> {
  if ((await ask('recovery.open', { file })) === null) return false;
  await ask('setup.draft.save', { step: 'where' });
  return true;
}
