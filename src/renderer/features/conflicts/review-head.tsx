import type { ReactNode } from 'react';
import { Badge } from '../../components/badge.tsx';
import { Button, IconButton } from '../../components/button.tsx';
import { go } from '../../store/app-store.ts';
import { useNow } from '../../store/now.ts';
import { routeHash } from '../../store/route.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { conflictItem, type Head } from './decision.ts';

interface ReviewHeadProps {
  readonly head: Head;
  readonly place: number;
  readonly conflicts: readonly Head[];
}

/** Which conflict it is, and the way to the others. */
export function ReviewHead({ head, place, conflicts }: ReviewHeadProps): ReactNode {
  const { conflicts: words } = useStrings();
  const format = useFormat();
  const now = useNow();
  const [before, after] = [conflicts[place - 1], conflicts[place + 1]];
  return (
    <header className="stack stack--tight">
      <div className="review__bar">
        <Button small icon="back" onClick={() => go('conflicts')}>
          {words.back}
        </Button>
        <div className="cluster">
          <span className="muted small numeric">{words.position(place + 1, conflicts.length)}</span>
          <IconButton
            icon="back"
            label={words.previous}
            aria-disabled={!before}
            onClick={() => before && go('conflicts', conflictItem(before))}
          />
          <IconButton
            icon="next"
            label={words.next}
            aria-disabled={!after}
            onClick={() => after && go('conflicts', conflictItem(after))}
          />
        </div>
      </div>
      <h2 className="review__title">{head.summary || words.untitled}</h2>
      <div className="cluster muted small">
        <Badge tone="warn">{words.ofKind[head.kind]}</Badge>
        {head.projectName !== '' && <span title={head.projectPath}>{head.projectName}</span>}
        <span>{words.detected(format.ago(head.detectedAt, now))}</span>
        <a href={routeHash({ screen: 'sessions', item: head.session })}>{words.openSession}</a>
      </div>
    </header>
  );
}
