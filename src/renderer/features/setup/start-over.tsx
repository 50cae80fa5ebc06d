import { useState, type ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { useStrings } from '../../text/use-strings.ts';
import { useWizard } from './wizard.ts';

/** Forgets all answers, after a question. */
export function StartOver(): ReactNode {
  const { setup: words, components } = useStrings();
  const wizard = useWizard();
  const action = useAction();
  const [asking, setAsking] = useState(false);
  const discard = (): void =>
    void action.run(async () => {
      await ask('setup.draft.discard', {});
      const { draft } = await ask('setup.draft.load', {});
      wizard.replace(draft);
      setAsking(false);
      await wizard.goTo('welcome');
    });
  return (
    <>
      <Button kind="quiet" onClick={() => setAsking(true)}>
        {words.startOver}
      </Button>
      {asking && (
        <Dialog
          title={words.startOver}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{components.cancel}</Button>
              <Button kind="danger" busy={action.busy} onClick={discard}>
                {words.forgetAnswers}
              </Button>
            </>
          }
        >
          <p>{words.startOverHint}</p>
          <ActionProblem action={action} />
        </Dialog>
      )}
    </>
  );
}
