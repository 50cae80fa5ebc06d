/** What there is to ask about the key. Pure. */
import type { CommandResponse, SetupDraft } from '../../../shared/contract.ts';

export type Vault = CommandResponse<'setup.inspectVault'>;

/**
 * `chosen`: the key that was chosen before goes with what is there. `make`: the place is empty. `give`: the place has
 * a key of its own, which is not the one chosen. `nothing-to-join`: a key was brought along, and the place is empty.
 */
export type KeyQuestion = 'chosen' | 'make' | 'give' | 'nothing-to-join';

export function keyQuestion(key: SetupDraft['key'], vault: Vault, again: boolean): KeyQuestion {
  if (vault.state === 'new') {
    if (key?.mode === 'join') return 'nothing-to-join';
    return key && !again ? 'chosen' : 'make';
  }
  // Somebody else may have made the vault meanwhile, or made it anew with another key.
  return key?.mode === 'join' && vault.chosenFits === true && !again ? 'chosen' : 'give';
}
