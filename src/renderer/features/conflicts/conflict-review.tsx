import type { ReactNode } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { Await } from '../../components/await.tsx';
import { Banner } from '../../components/banner.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { useAnswer } from '../../store/answer.ts';
import { go } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import { Branches } from './branches.tsx';
import { useConflictKeys } from './conflict-keys.ts';
import { DecisionBar, waysFor } from './decision-bar.tsx';
import { conflictItem, nextAfter, type Head, type KeepName } from './decision.ts';
import { Differences } from './differences.tsx';
import { MergePreview } from './merge-preview.tsx';
import { ReviewHead } from './review-head.tsx';
import { takeBack } from './undo-banner.tsx';
import { useDecision } from './use-decision.ts';
import { Versions } from './versions.tsx';

export type ShownConflict = CommandResponse<'conflicts.show'>;

interface ConflictReviewProps {
  readonly session: string;
  readonly device: string;
  readonly conflicts: readonly Head[];
  /** One was decided. */
  readonly onChange: () => void;
}

export function ConflictReview({ session, device, conflicts, onChange }: ConflictReviewProps): ReactNode {
  const { conflicts: words } = useStrings();
  const answer = useAnswer('conflicts.show', { session, device }, 'conflicts');
  return (
    <Await answer={answer} label={words.opening}>
      {(shown) => <Review shown={shown} conflicts={conflicts} reload={answer.reload} onChange={onChange} />}
    </Await>
  );
}

interface ReviewProps {
  readonly shown: ShownConflict;
  readonly conflicts: readonly Head[];
  readonly reload: () => void;
  readonly onChange: () => void;
}

function Review({ shown, conflicts, reload, onChange }: ReviewProps): ReactNode {
  const { conflicts: words } = useStrings();
  const { head, differences, branches } = shown;
  const { decision, change, changed, acknowledge, resolve } = useDecision(head, differences);
  const action = useAction();
  const place = conflicts.findIndex((other) => conflictItem(other) === conflictItem(head));
  const goTo = (other: Head | undefined): void => {
    if (other) go('conflicts', conflictItem(other));
  };
  const choose = (keep: KeepName): void => {
    if (waysFor(differences).includes(keep)) change({ ...decision, keep });
  };
  const decide = (): void => {
    void action.run(async () => {
      const outcome = await resolve();
      if (outcome === 'stale') reload();
      if (outcome !== 'done') return;
      const next = nextAfter(
        conflicts.filter((_, index) => index !== place),
        place,
      );
      go('conflicts', next ? conflictItem(next) : null);
      onChange();
    });
  };
  useConflictKeys({
    choose,
    decide,
    undo: () => void action.run(() => takeBack(words.undone)),
    next: () => goTo(conflicts[place + 1]),
    previous: () => goTo(conflicts[place - 1]),
    list: () => go('conflicts'),
  });
  return (
    <div className="stack review">
      <ReviewHead head={head} place={place} conflicts={conflicts} />
      {changed && (
        <Banner tone="warn" title={words.staleTitle} announced onDismiss={acknowledge}>
          {words.stale}
        </Banner>
      )}
      <Versions shown={shown} />
      <Differences
        head={head}
        differences={differences}
        choosing={
          decision.keep === 'merged'
            ? { choices: decision.merged, onChange: (merged) => change({ ...decision, merged }) }
            : null
        }
      />
      {decision.keep === 'merged' && (
        <MergePreview session={head.session} device={head.device} merged={decision.merged} />
      )}
      <Branches head={head} branches={branches} />
      <ActionProblem action={action} />
      <DecisionBar
        head={head}
        differences={differences}
        keep={decision.keep}
        onChoose={choose}
        busy={action.busy}
        more={conflicts.length > 1}
        onDecide={decide}
      />
    </div>
  );
}
