import { useState, type ReactNode } from 'react';
import type { AppState } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';
import { Await } from '../../components/await.tsx';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Facts, List, Row } from '../../components/list.tsx';
import { explainError } from '../../errors/describe.ts';
import { ActionProblem } from '../../errors/problem.tsx';
import { go, useApp } from '../../store/app-store.ts';
import { useAction } from '../../store/action.ts';
import { useAnswer } from '../../store/answer.ts';
import { useFormat, useLanguage, useStrings } from '../../text/use-strings.ts';

type Brake = NonNullable<AppState['brake']>;
type BrakeCode = 'BRAKE_MASS_CHANGE' | 'BRAKE_EMPTY_BUCKET';

function isBrake(code: string): code is BrakeCode {
  return code === 'BRAKE_MASS_CHANGE' || code === 'BRAKE_EMPTY_BUCKET';
}

/** A pass stopped before it did damage: nothing goes on until a person has looked. */
export function BrakeQuestion({ brake }: { brake: Brake }): ReactNode {
  const { overview: words } = useStrings();
  const explanation = explainError(brake, useLanguage());
  const [reviewing, setReviewing] = useState(false);
  const asked = useApp(({ route }) => route.item === 'review');
  const close = (): void => {
    setReviewing(false);
    if (asked) go('overview');
  };
  return (
    <>
      <Banner
        tone="warn"
        title={explanation.title}
        announced
        actions={
          <Button small onClick={() => setReviewing(true)}>
            {words.review}
          </Button>
        }
      >
        {explanation.sentence}
      </Banner>
      {(reviewing || asked) && <Review brake={brake} onClose={close} />}
    </>
  );
}

function Review({ brake, onClose }: { brake: Brake; onClose: () => void }): ReactNode {
  const { overview: words, components } = useStrings();
  const action = useAction();
  const release = (): void => {
    const { code } = brake;
    if (!isBrake(code)) return;
    onClose();
    void action.run(() => ask('sync.now', { accept: [code] }));
  };
  return (
    <Dialog
      wide
      title={words.reviewTitle}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{components.cancel}</Button>
          <Button kind="danger" busy={action.busy} onClick={release}>
            {words.goOn}
          </Button>
        </>
      }
    >
      <ActionProblem action={action} />
      <Plan />
    </Dialog>
  );
}

function Plan(): ReactNode {
  const { overview: words, sessions } = useStrings();
  const format = useFormat();
  const plan = useAnswer('sync.plan', {});
  const actions: Readonly<Record<string, string>> = words.planActions;
  return (
    <Await answer={plan} label={words.planning}>
      {({ counts, losing, total }) => (
        <>
          <p>{words.planHint}</p>
          <Facts
            facts={Object.entries(counts)
              .filter(([, count]) => count > 0)
              .map(([name, count]) => [actions[name] ?? name, format.number(count)])}
          />
          {losing.length > 0 && (
            <>
              <h3>{words.losing(total)}</h3>
              <List label={words.losing(total)}>
                {losing.map(({ session, action, summary }) => (
                  <Row key={session} title={summary || sessions.untitled} aside={actions[action] ?? action} />
                ))}
              </List>
            </>
          )}
        </>
      )}
    </Await>
  );
}
