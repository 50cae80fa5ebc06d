import { useState, type ReactNode } from 'react';
import type { CommandRequest } from '../../../shared/contract.ts';
import { toAppError } from '../../../shared/errors.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { MenuButton } from '../../components/menu.tsx';
import { explainError } from '../../errors/describe.ts';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { go, say } from '../../store/app-store.ts';
import { useLanguage, useStrings } from '../../text/use-strings.ts';
import { ResumeDialog } from './resume-dialog.tsx';
import type { ShownSession } from './session-detail.tsx';

type Format = CommandRequest<'sessions.export'>['format'];
const FORMATS: readonly Format[] = ['markdown', 'json', 'jsonl'];

/** What can be done with a session. */
export function SessionActions({ session }: { session: ShownSession }): ReactNode {
  const { session: words } = useStrings();
  const { id } = session.row;
  const action = useAction();
  const [dialog, setDialog] = useState<'resume' | 'delete' | null>(null);
  const exportAs = (format: Format): void => {
    void action.run(async () => {
      const { path } = await ask('sessions.export', { id, format });
      if (path !== null) say(words.exported(path));
    });
  };
  const copyId = (): void => {
    void action.run(async () => {
      await ask('clipboard.copy', { text: id });
      say(words.idCopied);
    });
  };
  return (
    <>
      <div className="cluster">
        <Button
          kind="primary"
          icon="play"
          unavailable={!session.resumable}
          aria-description={session.resumable ? undefined : words.notResumable}
          title={session.resumable ? undefined : words.notResumable}
          onClick={() => setDialog('resume')}
        >
          {words.resume}
        </Button>
        <MenuButton
          label={words.more}
          icon="more"
          items={[
            { label: words.copyId, run: copyId },
            ...FORMATS.map((format) => ({ label: words.exportAs[format], run: () => exportAs(format) })),
            {
              label: words.openProject,
              run: () => void action.run(() => ask('sessions.openProject', { id })),
            },
            { label: words.delete, run: () => setDialog('delete') },
          ]}
        />
      </div>
      <ActionProblem action={action} />
      {dialog === 'resume' && <ResumeDialog session={session} onClose={() => setDialog(null)} />}
      {dialog === 'delete' && <DeleteDialog session={session} onClose={() => setDialog(null)} />}
    </>
  );
}

interface DialogProps {
  readonly session: ShownSession;
  readonly onClose: () => void;
}

function DeleteDialog({ session, onClose }: DialogProps): ReactNode {
  const { session: words, sessions, components, errors } = useStrings();
  const language = useLanguage();
  const { id, summary } = session.row;
  const action = useAction();
  const undo = (): void => {
    ask('sessions.undelete', { id }).then(
      () => {
        say(words.undeleted);
        go('sessions', id);
      },
      (error: unknown) => {
        const { title, sentence } = explainError(toAppError(error), language);
        say(`${words.undoFailed} ${title}: ${sentence}`, { label: errors.actions.retry, run: undo });
      },
    );
  };
  const remove = (): void => {
    void action.run(async () => {
      await ask('sessions.delete', { id });
      onClose();
      go('sessions');
      say(words.deleted, { label: words.undo, run: undo });
    });
  };
  return (
    <Dialog
      title={words.deleteTitle}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{components.cancel}</Button>
          <Button kind="danger" busy={action.busy} onClick={remove}>
            {words.delete}
          </Button>
        </>
      }
    >
      <p>
        <strong>{summary || sessions.untitled}</strong>
      </p>
      <p>{words.deleteWhat(session.places.length)}</p>
      <p>{words.deleteUndo}</p>
      <ActionProblem action={action} />
    </Dialog>
  );
}
