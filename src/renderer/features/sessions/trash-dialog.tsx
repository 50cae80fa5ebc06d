import type { ReactNode } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';
import { Await } from '../../components/await.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { List, Row } from '../../components/list.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { useAnswer } from '../../store/answer.ts';
import { say } from '../../store/app-store.ts';
import { useNow } from '../../store/now.ts';
import { useSessionTitle } from '../../text/use-session-title.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';

type Deleted = CommandResponse<'sessions.trash'>['sessions'][number];

/** What was deleted everywhere and can still be brought back. */
export function TrashDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { sessions: words } = useStrings();
  const answer = useAnswer('sessions.trash', {}, 'sessions');
  return (
    <Dialog title={words.trash} onClose={onClose} wide>
      <p className="muted">{words.trashHint}</p>
      <Await answer={answer}>
        {({ sessions }) =>
          sessions.length === 0 ? (
            <p>{words.trashEmpty}</p>
          ) : (
            <List label={words.trash}>
              {sessions.map((deleted) => (
                <DeletedRow
                  key={`${deleted.id} ${deleted.device}`}
                  deleted={deleted}
                  onBack={answer.reload}
                />
              ))}
            </List>
          )
        }
      </Await>
    </Dialog>
  );
}

function DeletedRow({ deleted, onBack }: { deleted: Deleted; onBack: () => void }): ReactNode {
  const { sessions: words } = useStrings();
  const format = useFormat();
  const now = useNow();
  const action = useAction();
  const titleOf = useSessionTitle();
  const { id, summary, projectName, deviceName, deletedAt, undoUntil } = deleted;
  const title = titleOf(summary, deletedAt);
  const bringBack = (): void => {
    void action.run(async () => {
      await ask('sessions.undelete', { id });
      say(words.restored);
      onBack();
    });
  };
  return (
    <Row
      icon="trash"
      title={title}
      hint={
        <>
          {projectName !== '' && `${projectName}: `}
          {words.trashRow(format.ago(Date.parse(deletedAt), now), deviceName, format.date(undoUntil))}
          <ActionProblem action={action} />
        </>
      }
      aside={
        <Button small busy={action.busy} aria-label={words.restoreOf(title)} onClick={bringBack}>
          {words.restore}
        </Button>
      }
    />
  );
}
