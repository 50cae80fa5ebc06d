import { useState, type ReactNode } from 'react';
import { Await } from '../../components/await.tsx';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { useAnswer } from '../../store/answer.ts';
import { useStrings } from '../../text/use-strings.ts';
import { JoinKey } from './join-key.tsx';
import { keyQuestion } from './key-question.ts';
import { NewKey } from './new-key.tsx';
import { StepFrame } from './step-frame.tsx';
import { useWizard } from './wizard.ts';

/** A new key for a new place, the right one for a place that is in use. Nothing is written yet. */
export function KeyStep(): ReactNode {
  const { setup: words } = useStrings();
  const { draft } = useWizard();
  const vault = useAnswer('setup.inspectVault', {});
  const [again, setAgain] = useState(false);
  if (vault.state !== 'ready') {
    return (
      <StepFrame title={words.keyTitle} withoutNext>
        <Await answer={vault} label={words.looking}>
          {() => null}
        </Await>
      </StepFrame>
    );
  }
  switch (keyQuestion(draft.key, vault.value, again)) {
    case 'chosen':
      return <KeyChosen onOther={() => setAgain(true)} />;
    case 'make':
      return <NewKey />;
    case 'nothing-to-join':
      return <NewKey expected />;
    case 'give':
      return (
        <JoinKey
          vault={vault.value}
          onBrought={() => {
            setAgain(false);
            vault.reload();
          }}
        />
      );
  }
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
