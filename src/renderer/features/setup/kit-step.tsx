import { useState, type ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Check } from '../../components/choice-list.tsx';
import { Facts } from '../../components/list.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { useStrings } from '../../text/use-strings.ts';
import { RecoveryKit } from '../key/recovery-kit.tsx';
import { StepFrame } from './step-frame.tsx';
import { useWizard } from './wizard.ts';

/** Without the key nobody can help: it is to be kept now, outside of this computer. */
export function KitStep(): ReactNode {
  const { setup: words, key: keyWords } = useStrings();
  const { draft, replace, next } = useWizard();
  const [taken, setTaken] = useState(draft.kitKept);
  const [kept, setKept] = useState(draft.kitKept);
  const later = useAction();
  const onNext = async (): Promise<boolean> => {
    await ask('recovery.confirm', { of: 'draft' });
    replace((await ask('setup.draft.load', {})).draft);
    return true;
  };
  return (
    <StepFrame
      title={words.kitTitle}
      hint={words.kitHint}
      onNext={onNext}
      notYet={kept ? undefined : words.kitFirst}
      aside={
        <Button kind="quiet" busy={later.busy} onClick={() => void later.run(next)}>
          {words.kitLater}
        </Button>
      }
    >
      <Facts
        facts={[
          [keyWords.kitHolds, keyWords.kitContents],
          [words.fingerprint, <span className="mono">{draft.key?.fingerprint}</span>],
          [keyWords.kitWhere, keyWords.kitPlaces],
        ]}
      />
      <RecoveryKit of="draft" first={!taken} onTaken={() => setTaken(true)} />
      <Check
        label={words.kitKept}
        hint={taken ? undefined : words.kitTakeFirst}
        unavailable={!taken}
        on={kept}
        onChange={setKept}
      />
      <ActionProblem action={later} />
    </StepFrame>
  );
}
