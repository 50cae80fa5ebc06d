import { useEffect, useState, type ReactNode } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { CopyField } from '../../components/copy-field.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Facts } from '../../components/list.tsx';
import { Loading } from '../../components/spinner.tsx';
import { Problem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import type { ShownSession } from './session-detail.tsx';

type Outcome = CommandResponse<'sessions.resume'>;

interface ResumeDialogProps {
  readonly session: ShownSession;
  readonly onClose: () => void;
}

/** First what will happen, then doing it, then what to type. */
export function ResumeDialog({ session, onClose }: ResumeDialogProps): ReactNode {
  const { session: words, components } = useStrings();
  const { id } = session.row;
  const action = useAction();
  const [plan, setPlan] = useState<Outcome | null>(null);
  const [done, setDone] = useState<Outcome | null>(null);
  const [directory, setDirectory] = useState<string | null>(null);

  const look = (where: string | null): void => {
    setPlan(null);
    void action.run(async () =>
      setPlan(await ask('sessions.resume', { id, directory: where, dryRun: true })),
    );
  };
  useEffect(() => look(null), [id]);
  const choose = (): void => {
    void action.run(async () => {
      const { path } = await ask('sessions.chooseDirectory', {});
      if (path === null) return;
      setDirectory(path);
      setPlan(await ask('sessions.resume', { id, directory: path, dryRun: true }));
    });
  };
  const resume = (found: Outcome): void => {
    void action.run(async () => setDone(await ask('sessions.resume', { id, directory: found.directory })));
  };

  const chooseLabel = plan ? words.resumeOther : words.resumeChoose;
  return (
    <Dialog
      wide
      title={words.resumeTitle}
      onClose={onClose}
      actions={
        done ? (
          <Button kind="primary" onClick={onClose}>
            {words.resumeDone}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{components.cancel}</Button>
            <Button unavailable={action.busy} onClick={choose}>
              {chooseLabel}
            </Button>
            <Button
              kind="primary"
              busy={plan !== null && action.busy}
              unavailable={plan === null}
              onClick={() => plan && resume(plan)}
            >
              {plan?.how === 'already-here' ? words.resumeShow : words.resumeGo}
            </Button>
          </>
        )
      }
    >
      {action.error && (
        <Problem error={action.error} onRetry={() => look(directory)} without={['open-config']} />
      )}
      {!plan && action.busy && <Loading label={words.resumeChecking} />}
      {plan && !done && <Plan plan={plan} />}
      {done && <Ready outcome={done} />}
    </Dialog>
  );
}

function Plan({ plan: { how, directory, files, bytes } }: { plan: Outcome }): ReactNode {
  const { session: words } = useStrings();
  const format = useFormat();
  return (
    <>
      <p>{words.how[how]}</p>
      <Facts
        facts={[
          [words.resumeFolder, <span className="mono">{directory}</span>],
          [
            words.resumeFiles,
            files === 0 ? words.resumeNothing : words.resumeAmount(files, format.bytes(bytes)),
          ],
        ]}
      />
    </>
  );
}

function Ready({ outcome: { command, directory } }: { outcome: Outcome }): ReactNode {
  const { session: words } = useStrings();
  return (
    <>
      <Banner tone="ok" title={words.resumeReady} announced>
        {words.resumeReadyHint}
      </Banner>
      <CopyField label={words.resumeFolder} text={directory} />
      <CopyField label={words.resumeCommand} text={command} />
    </>
  );
}
