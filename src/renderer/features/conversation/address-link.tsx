import type { ReactNode } from 'react';
import { toAppError } from '../../../shared/errors.ts';
import { ask } from '../../bridge.ts';
import { say } from '../../store/app-store.ts';
import type { Strings } from '../../strings/en.ts';
import { useStrings } from '../../text/use-strings.ts';

interface AddressLinkProps {
  readonly address: string;
  /** The words of the link without any form. */
  readonly plain: string;
  readonly children?: ReactNode;
}

type Words = Strings['conversation'];

/** The main process opens few places; for all others the address can be taken along. */
async function open(address: string, words: Words): Promise<void> {
  try {
    await ask('open.external', { url: address });
  } catch (error) {
    const refused = toAppError(error).code === 'IPC_REFUSED';
    if (!refused) throw error;
    say(words.notOpened, { label: words.copyAddress, run: () => void copy(address, words) });
  }
}

async function copy(address: string, words: Words): Promise<void> {
  await ask('clipboard.copy', { text: address });
  say(words.addressCopied);
}

/** A link out of a conversation: where it leads can be read before it is pressed. */
export function AddressLink({ address, plain, children }: AddressLinkProps): ReactNode {
  const { conversation: words } = useStrings();
  const shown = plain === address ? null : <span className="address-link__address"> ({address})</span>;
  if (!address.startsWith('https://') || address.length > 2_000) {
    return (
      <>
        {children}
        {shown}
      </>
    );
  }
  return (
    <>
      <button
        type="button"
        className="address-link"
        title={words.openLink(address)}
        onClick={() => void open(address, words).catch(() => undefined)}
      >
        {children ?? address}
      </button>
      {shown}
    </>
  );
}
