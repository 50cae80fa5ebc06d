import { useState, type ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { ChoiceList, type Choice } from '../../components/choice-list.tsx';
import { SecretField } from '../../components/secret-field.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { keyNote } from '../key/key-form.ts';
import { PairingAccept } from '../pairing/pairing-accept.tsx';
import type { Vault } from './key-question.ts';
import { StepFrame } from './step-frame.tsx';
import { useWizard } from './wizard.ts';

type Way = 'passphrase' | 'hex' | 'pairing' | 'kit';

function waysOf(vault: Vault): Way[] {
  return [...(vault.passphrase ? (['passphrase'] as const) : []), 'hex', 'pairing', 'kit'];
}

interface JoinKeyProps {
  readonly vault: Vault;
  /** A key came from a pairing code or a kit: what is known of the place is to be held against it. */
  readonly onBrought: () => void;
}

/** The place is in use: only its own key will do, and it is checked before anything is written. */
export function JoinKey({ vault, onBrought }: JoinKeyProps): ReactNode {
  const { setup: words, key: keyWords } = useStrings();
  const wizard = useWizard();
  const ways = waysOf(vault);
  const [way, setWay] = useState<Way>(ways[0] ?? 'hex');
  const [typed, setTyped] = useState('');
  const note = way === 'hex' ? keyNote(typed, keyWords) : undefined;

  const renew = async (): Promise<void> => wizard.replace((await ask('setup.draft.load', {})).draft);
  const brought = async (): Promise<void> => {
    await renew();
    onBrought();
  };
  const onNext = async (): Promise<boolean> => {
    const choice = way === 'passphrase' ? { passphrase: typed } : { hex: typed.trim() };
    await ask('setup.chooseKey', { choice });
    await renew();
    return true;
  };
  const typing = way === 'hex' || way === 'passphrase';
  const notYet = typing && (typed === '' || note) ? words.enterKey : undefined;
  const choices = ways.map((value): Choice<Way> => ({ value, ...words.ways[value] }));
  return (
    <StepFrame
      title={words.joinKeyTitle}
      hint={words.joinKeyHint}
      onNext={onNext}
      notYet={notYet}
      withoutNext={way === 'pairing' || way === 'kit'}
    >
      <WhatIsThere vault={vault} />
      <ChoiceList<Way>
        legend={words.joinKeyLegend}
        value={way}
        choices={choices}
        onChange={(chosen) => {
          setWay(chosen);
          setTyped('');
        }}
      />
      {typing && (
        <SecretField
          key={way}
          label={way === 'hex' ? keyWords.key : keyWords.passphrase}
          note={note}
          value={typed}
          onChange={setTyped}
        />
      )}
      {way === 'pairing' && <PairingAccept onAccepted={brought} />}
      {way === 'kit' && <KitButton onOpened={brought} />}
    </StepFrame>
  );
}

function WhatIsThere({ vault }: { vault: Vault }): ReactNode {
  const { setup: words } = useStrings();
  const format = useFormat();
  const { draft } = useWizard();
  if (vault.state === 'headerless') {
    return (
      <Banner tone="info" title={words.headerlessTitle}>
        {words.headerless}
      </Banner>
    );
  }
  const created = vault.createdAt === null ? null : format.date(vault.createdAt);
  return (
    <>
      <Banner tone="info" title={words.vaultThere(created)}>
        {vault.devices.length > 0 && <p>{words.vaultDevices(vault.devices.join(', '))}</p>}
        {vault.fingerprint !== null && (
          <p>
            {words.fingerprint} <span className="mono">{vault.fingerprint}</span>
          </p>
        )}
      </Banner>
      {draft.reconfiguring && !vault.known && (
        <Banner tone="warn" title={words.otherVaultTitle}>
          {words.otherVault}
        </Banner>
      )}
      {vault.known && !vault.keyFits && (
        <Banner tone="warn" title={words.changedKeyTitle}>
          {words.changedKey}
        </Banner>
      )}
    </>
  );
}

function KitButton({ onOpened }: { onOpened: () => Promise<void> }): ReactNode {
  const { setup: words } = useStrings();
  const action = useAction();
  const open = (): void =>
    void action.run(async () => {
      if ((await ask('recovery.open', { file: 'chosen' })) !== null) await onOpened();
    });
  return (
    <div className="stack stack--tight">
      <div>
        <Button icon="key" kind="primary" busy={action.busy} onClick={open}>
          {words.openKit}
        </Button>
      </div>
      <ActionProblem action={action} />
    </div>
  );
}
