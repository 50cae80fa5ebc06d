import type { ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { go, say } from '../../store/app-store.ts';
import { useNow } from '../../store/now.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { forgetDecision, useUndo } from './undo-store.ts';

/** What was just decided, and Undo for as long as it has not gone out. */
export function UndoBanner(): ReactNode {
  const { conflicts: words } = useStrings();
  const format = useFormat();
  const now = useNow(1_000);
  const last = useUndo((state) => state.last);
  const action = useAction();
  if (!last) return null;
  const undo = (): void => void action.run(() => takeBack(words.undone));
  const send = (): void => {
    void action.run(async () => {
      await ask('conflicts.send', {});
      forgetDecision();
      say(words.sent);
    });
  };
  const { fork, count, keep, undoUntil } = last;
  const undoable = undoUntil !== null && undoUntil > now;
  return (
    <>
      <Banner
        tone="ok"
        title={count === 1 ? words.decided[keep] : words.decidedAll(count)}
        announced
        onDismiss={forgetDecision}
        actions={
          <>
            {undoable && (
              <>
                <Button small icon="undo" busy={action.busy} onClick={undo}>
                  {words.undo}
                </Button>
                <Button small onClick={send}>
                  {words.sendNow}
                </Button>
              </>
            )}
            {fork !== null && (
              <Button small onClick={() => go('sessions', fork)}>
                {words.showFork}
              </Button>
            )}
          </>
        }
      >
        {undoable && words.undoUntil(format.time(undoUntil))}
      </Banner>
      <ActionProblem action={action} />
    </>
  );
}

/** Takes back the last decision. @throws UNDO_TOO_LATE */
export async function takeBack(undone: (count: number) => string): Promise<void> {
  const { reopened } = await ask('conflicts.undo', {});
  forgetDecision();
  say(undone(reopened));
}
