import type { ReactNode } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { Await } from '../../components/await.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { useAnswer } from '../../store/answer.ts';
import { go } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import { beginWithKit } from './begin-with-kit.ts';

/** The recovery kit that the app was opened with: what it is good for on this computer. */
export function OfferedKit(): ReactNode {
  const offered = useAnswer('recovery.offered', {});
  return <Await answer={offered}>{(kit) => <Kit kit={kit} />}</Await>;
}

function Kit({ kit }: { kit: CommandResponse<'recovery.offered'> }): ReactNode {
  const { setup: words } = useStrings();
  if (kit === null) {
    return (
      <EmptyState icon="key" title={words.kitFileNone} actions={<ToOverview />}>
        <p>{words.kitFileNoneHint}</p>
      </EmptyState>
    );
  }
  if (kit.inUse === null) return <UseKit kit={kit} />;
  const same = kit.inUse === kit.fingerprint;
  return (
    <EmptyState
      icon={same ? 'done' : 'key'}
      title={same ? words.kitFileSame : words.kitFileOther}
      actions={
        <>
          <ToOverview />
          {!same && <Button onClick={() => go('setup')}>{words.changeConnection}</Button>}
        </>
      }
    >
      <p>{same ? words.kitFileSameHint : words.kitFileOtherHint(kit.place, kit.fingerprint, kit.inUse)}</p>
    </EmptyState>
  );
}

function ToOverview(): ReactNode {
  const { setup: words } = useStrings();
  return (
    <Button kind="primary" onClick={() => go('overview')}>
      {words.toOverview}
    </Button>
  );
}

function UseKit({ kit }: { kit: NonNullable<CommandResponse<'recovery.offered'>> }): ReactNode {
  const { setup: words } = useStrings();
  const action = useAction();
  const take = (): void =>
    void action.run(async () => {
      if (await beginWithKit('offered')) go('setup');
    });
  return (
    <EmptyState
      icon="key"
      title={words.kitFileFound}
      actions={
        <Button kind="primary" busy={action.busy} onClick={take}>
          {words.useKit}
        </Button>
      }
    >
      <p>{words.kitFileFoundHint(kit.place)}</p>
      <p>
        {words.fingerprint} <span className="mono">{kit.fingerprint}</span>
      </p>
      <ActionProblem action={action} />
    </EmptyState>
  );
}
