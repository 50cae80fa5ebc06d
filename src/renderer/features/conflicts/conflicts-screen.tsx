import type { ReactNode } from 'react';
import { Await } from '../../components/await.tsx';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../layout/page.tsx';
import { useAnswer } from '../../store/answer.ts';
import { go, useApp } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import { ConflictList } from './conflict-list.tsx';
import { ConflictReview } from './conflict-review.tsx';
import './conflicts.css';
import { conflictItem, conflictOf, type Head } from './decision.ts';
import { UndoBanner } from './undo-banner.tsx';

export function ConflictsScreen(): ReactNode {
  const { shell, conflicts: words } = useStrings();
  const item = useApp((app) => app.route.item);
  const answer = useAnswer('conflicts.list', {}, 'conflicts');
  return (
    <Page title={shell.screens.conflicts} hint={item === null ? words.hint : undefined}>
      <UndoBanner />
      <Await answer={answer} label={words.loading}>
        {({ conflicts }) =>
          item === null ? (
            <AllConflicts conflicts={conflicts} onChange={answer.reload} />
          ) : (
            <OneConflict item={item} conflicts={conflicts} onChange={answer.reload} />
          )
        }
      </Await>
    </Page>
  );
}

interface ListProps {
  readonly conflicts: readonly Head[];
  readonly onChange: () => void;
}

function AllConflicts({ conflicts, onChange }: ListProps): ReactNode {
  const { conflicts: words } = useStrings();
  if (conflicts.length > 0) return <ConflictList conflicts={conflicts} onChange={onChange} />;
  return (
    <EmptyState icon="done" title={words.emptyTitle}>
      {words.empty}
    </EmptyState>
  );
}

function OneConflict({ item, conflicts, onChange }: ListProps & { item: string }): ReactNode {
  const { conflicts: words } = useStrings();
  const head = conflictOf(item, conflicts);
  if (head) {
    return (
      <ConflictReview
        key={conflictItem(head)}
        session={head.session}
        device={head.device}
        conflicts={conflicts}
        onChange={onChange}
      />
    );
  }
  return (
    <Banner
      tone="info"
      title={words.goneTitle}
      announced
      actions={
        <Button small onClick={() => go('conflicts')}>
          {words.back}
        </Button>
      }
    >
      {words.gone}
    </Banner>
  );
}
