import { useState, type ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useApp } from '../../store/app-store.ts';
import { useAction } from '../../store/action.ts';
import { useStrings } from '../../text/use-strings.ts';
import { PairingAccept } from '../pairing/pairing-accept.tsx';
import { StartOver } from './start-over.tsx';
import { StepFrame } from './step-frame.tsx';
import { useWizard } from './wizard.ts';

const POINTS: readonly ['yours' | 'encrypted' | 'everywhere', IconName][] = [
  ['yours', 'cloud'],
  ['encrypted', 'lock'],
  ['everywhere', 'devices'],
];

/** What this is, and the three ways in. */
export function WelcomeStep(): ReactNode {
  const { setup: words } = useStrings();
  const { draft } = useWizard();
  const asked = useApp(({ route }) => route.item === 'join');
  const [joining, setJoining] = useState(asked);
  if (joining) return <JoinByCode onLeave={() => setJoining(false)} />;
  return (
    <StepFrame title={words.welcomeTitle} hint={words.welcomeHint} nextLabel={words.begin}>
      <ul className="welcome-points">
        {POINTS.map(([point, icon]) => (
          <li key={point}>
            <Icon name={icon} size={32} />
            <div>
              <h3>{words.points[point].title}</h3>
              <p className="muted">{words.points[point].text}</p>
            </div>
          </li>
        ))}
      </ul>
      <section className="stack stack--tight" aria-label={words.otherWays}>
        <h3>{words.otherWays}</h3>
        <div className="cluster">
          <Button icon="pairing" onClick={() => setJoining(true)}>
            {words.joinByCode}
          </Button>
          <OpenKit />
          {draft.provider !== null && <StartOver />}
        </div>
      </section>
    </StepFrame>
  );
}

function OpenKit(): ReactNode {
  const { setup: words } = useStrings();
  const wizard = useWizard();
  const action = useAction();
  const open = (): void =>
    void action.run(async () => {
      const kit = await ask('recovery.open', { file: 'chosen' });
      if (kit === null) return;
      const { draft } = await ask('setup.draft.load', {});
      wizard.replace(draft);
      // A kit knows the place but not the credentials for it.
      await wizard.goTo(draft.provider === null ? 'where' : 'guide');
    });
  return (
    <>
      <Button icon="key" busy={action.busy} onClick={open}>
        {words.openKit}
      </Button>
      <ActionProblem action={action} />
    </>
  );
}

function JoinByCode({ onLeave }: { onLeave: () => void }): ReactNode {
  const { setup: words } = useStrings();
  const wizard = useWizard();
  const accepted = async (): Promise<void> => {
    const { draft } = await ask('setup.draft.load', {});
    wizard.replace(draft);
    await wizard.goTo('test');
  };
  return (
    <StepFrame title={words.joinTitle} hint={words.joinHint} withoutNext onBack={onLeave}>
      <PairingAccept onAccepted={accepted} />
    </StepFrame>
  );
}
