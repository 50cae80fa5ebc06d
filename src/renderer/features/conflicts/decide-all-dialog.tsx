import { useState, type ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { ChoiceList } from '../../components/choice-list.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { useStrings } from '../../text/use-strings.ts';
import { seenOf, type Head, type Kind } from './decision.ts';
import { rememberDecision } from './undo-store.ts';

interface DecideAllDialogProps {
  readonly kind: Kind;
  readonly conflicts: readonly Head[];
  readonly onClose: () => void;
  /** @param failed how many stay open */
  readonly onDone: (failed: number) => void;
}

const KEEPS = ['local', 'remote', 'both'] as const;
type KeepAll = (typeof KEEPS)[number];

/** The same decision for all conflicts of a kind, on the versions in the list. */
export function DecideAllDialog({ kind, conflicts, onClose, onDone }: DecideAllDialogProps): ReactNode {
  const { conflicts: words, components } = useStrings();
  const [keep, setKeep] = useState<KeepAll | null>(null);
  // What is added while the dialog is open was not seen.
  const [seen] = useState(conflicts);
  const action = useAction();
  const apply = (chosen: KeepAll): void => {
    void action.run(async () => {
      const { resolved, failed, undoUntil } = await ask('conflicts.resolveAll', {
        keep: chosen,
        conflicts: seen.map((head) => ({ session: head.session, device: head.device, seen: seenOf(head) })),
      });
      if (resolved > 0) rememberDecision({ keep: chosen, count: resolved, undoUntil, fork: null });
      onDone(failed.length);
    });
  };
  return (
    <Dialog
      title={words.decideAllTitle(words.ofKind[kind], seen.length)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{components.cancel}</Button>
          <Button
            kind="primary"
            busy={action.busy}
            unavailable={keep === null}
            onClick={() => keep && apply(keep)}
          >
            {words.decideAllApply(seen.length)}
          </Button>
        </>
      }
    >
      <ChoiceList
        legend={words.decideAllLegend}
        value={keep}
        choices={KEEPS.map((value) => ({
          value,
          title: words.keepsAll[value],
          hint: words.keepHints[value],
        }))}
        onChange={setKeep}
      />
      <ActionProblem action={action} />
    </Dialog>
  );
}
