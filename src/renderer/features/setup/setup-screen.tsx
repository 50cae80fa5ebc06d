import { useRef, useState, type ReactNode } from 'react';
import type { SetupDraft } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';
import { Await } from '../../components/await.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Loading } from '../../components/spinner.tsx';
import { EngineProblem } from '../../errors/engine-problem.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { Page } from '../../layout/page.tsx';
import { go, useApp, useAppState } from '../../store/app-store.ts';
import { useAction } from '../../store/action.ts';
import { useAnswer } from '../../store/answer.ts';
import { useStrings } from '../../text/use-strings.ts';
import { OfferedKit } from './offered-kit.tsx';
import './setup.css';
import { SetupWizard } from './setup-wizard.tsx';

export function SetupScreen(): ReactNode {
  const { setup: words } = useStrings();
  const offered = useApp(({ route }) => route.item === 'kit');
  return (
    <Page title={offered ? words.kitFileTitle : words.title}>
      <Ready>{offered ? <OfferedKit /> : <Answers />}</Ready>
    </Page>
  );
}

/**
 * An engine that could not be opened says so: settings that cannot be read are not to be written over. A set-up that is
 * under way goes on, as what it does may be what helps.
 */
function Ready({ children }: { children: ReactNode }): ReactNode {
  const { shell } = useStrings();
  const engine = useAppState((state) => state.engine);
  const begun = useRef(false);
  if (!begun.current && engine === 'failed') return <EngineProblem />;
  if (!begun.current && engine === 'opening') return <Loading label={shell.opening} />;
  begun.current = true;
  return children;
}

function Answers(): ReactNode {
  const draft = useAnswer('setup.draft.load', {});
  return <Await answer={draft}>{(loaded) => <Entrance loaded={loaded.draft} />}</Await>;
}

/** Who is set up already and has begun nothing does not want to be welcomed. */
function Entrance({ loaded }: { loaded: SetupDraft }): ReactNode {
  const setUp = useAppState((state) => state.setUp) ?? false;
  // Decided once: the set-up itself makes the app set up.
  const [settled] = useState(setUp && !loaded.reconfiguring);
  const [reconfigured, setReconfigured] = useState<SetupDraft | null>(null);
  if (settled && !reconfigured) return <AlreadySetUp onChange={setReconfigured} />;
  return <SetupWizard loaded={reconfigured ?? loaded} />;
}

function AlreadySetUp({ onChange }: { onChange: (draft: SetupDraft) => void }): ReactNode {
  const { setup: words } = useStrings();
  const place = useAppState((state) => state.place);
  const action = useAction();
  return (
    <EmptyState
      icon="done"
      title={words.alreadyTitle}
      actions={
        <>
          <Button kind="primary" onClick={() => go('overview')}>
            {words.toOverview}
          </Button>
          <Button
            busy={action.busy}
            onClick={() =>
              void action.run(async () => onChange((await ask('setup.draft.fromSettings', {})).draft))
            }
          >
            {words.changeConnection}
          </Button>
          <Button onClick={() => go('pairing')}>{words.addDevice}</Button>
        </>
      }
    >
      <p>{words.already(place ?? '')}</p>
      <ActionProblem action={action} />
    </EmptyState>
  );
}
