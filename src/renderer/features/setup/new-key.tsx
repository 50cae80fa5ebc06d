import { useState, type ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Banner } from '../../components/banner.tsx';
import { ChoiceList } from '../../components/choice-list.tsx';
import { useStrings } from '../../text/use-strings.ts';
import { NewPassphrase, useNewPassphrase } from '../key/new-passphrase.tsx';
import { StepFrame } from './step-frame.tsx';
import { useWizard } from './wizard.ts';

type Way = 'mint' | 'passphrase';

/**
 * The place is empty: a key is made for it, with or without a passphrase that opens it as well.
 * @param expected there should have been something, for which a key was brought along
 */
export function NewKey({ expected = false }: { expected?: boolean }): ReactNode {
  const { setup: words } = useStrings();
  const { replace } = useWizard();
  const [way, setWay] = useState<Way>('mint');
  const passphrase = useNewPassphrase();
  const onNext = async (): Promise<boolean> => {
    const choice = way === 'mint' ? ({ mint: true } as const) : { passphrase: passphrase.value };
    await ask('setup.chooseKey', { choice });
    replace((await ask('setup.draft.load', {})).draft);
    return true;
  };
  const notYet = way === 'passphrase' ? passphrase.notYet : undefined;
  return (
    <StepFrame title={words.keyTitle} hint={words.newKeyHint} onNext={onNext} notYet={notYet}>
      {expected && (
        <Banner tone="warn" title={words.emptyPlaceTitle}>
          {words.emptyPlace}
        </Banner>
      )}
      <ChoiceList<Way>
        legend={words.newKeyLegend}
        value={way}
        choices={[
          { value: 'mint', title: words.mint, hint: words.mintHint, icon: 'key' },
          { value: 'passphrase', title: words.passphrase, hint: words.passphraseHint, icon: 'edit' },
        ]}
        onChange={setWay}
      />
      {way === 'passphrase' && <NewPassphrase handle={passphrase} />}
    </StepFrame>
  );
}
