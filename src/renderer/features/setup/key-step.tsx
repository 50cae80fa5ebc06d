import { useState, type ReactNode } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { Await } from '../../components/await.tsx';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { useAnswer } from '../../store/answer.ts';
import { useStrings } from '../../text/use-strings.ts';
import { JoinKey } from './join-key.tsx';
import { NewKey } from './new-key.tsx';
import { StepFrame } from './step-frame.tsx';
import { useWizard } from './wizard.ts';

export type Vault = CommandResponse<'setup.inspectVault'>;

/** A new key for a new place, the right one for a place that is in use. Nothing is written yet. */
export function KeyStep(): ReactNode {
  const { setup: words } = useStrings();
  const { draft } = useWizard();
  const vault = useAnswer('setup.inspectVault', {});
  const [again, setAgain] = useState(false);
  if (draft.key && !again) return <KeyChosen onOther={() => setAgain(true)} />;
  if (vault.state !== 'ready') {
    return (
      <StepFrame title={words.keyTitle} withoutNext>
        <Await answer={vault} label={words.looking}>
          {() => null}
        </Await>
      </StepFrame>
    );
  }
  return vault.value.state === 'new' ? <NewKey /> : <JoinKey vault={vault.value} />;
}

/** Decided before, or brought along by a pairing code or a recovery kit. */
function KeyChosen({ onOther }: { onOther: () => void }): ReactNode {
  const { setup: words } = useStrings();
  const { draft } = useWizard();
  if (!draft.key) return null;
  const { mode, fingerprint, byPassphrase } = draft.key;
  return (
    <StepFrame title={words.keyTitle}>
      <Banner
        tone="ok"
        title={mode === 'new' ? words.keyMade : words.keyFits}
        actions={
          <Button small onClick={onOther}>
            {words.otherKey}
          </Button>
        }
      >
        {words.fingerprint} <span className="mono">{fingerprint}</span>. {words.fingerprintHint}
        {byPassphrase && ` ${words.byPassphrase}`}
      </Banner>
    </StepFrame>
  );
}
