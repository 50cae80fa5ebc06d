import type { ReactNode } from 'react';
import type { SessionRow as Row } from '../../../shared/contract.ts';
import { Icon } from '../../components/icon.tsx';
import { useNow } from '../../store/now.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import type { Group } from './list-layout.ts';
import { StateMark } from './state-badge.tsx';
import type { Hit } from './use-search.ts';

/** Heights in rem; what does not fit is cut off with an ellipsis and stands whole beside the list. */
export const ROW_HEIGHTS = { group: 2.5, session: 3.5, hit: 5 } as const;

function When({ row }: { row: Row }): ReactNode {
  const format = useFormat();
  const now = useNow(60_000);
  const time = Date.parse(row.startedAt);
  return Number.isNaN(time) ? null : <time dateTime={row.startedAt}>{format.ago(time, now)}</time>;
}

function Expiry({ row }: { row: Row }): ReactNode {
  const { sessions: words } = useStrings();
  const format = useFormat();
  const now = useNow(60_000);
  if (row.expiresAt === null) return null;
  const text = words.expires(format.ago(row.expiresAt, now));
  return (
    <span className="session-row__expiry" title={text}>
      <Icon name="clock" size={16} />
      <span className="unseen">{text}</span>
    </span>
  );
}

function RowFrame({ row, children }: { row: Row; children: ReactNode }): ReactNode {
  const { sessions: words } = useStrings();
  const title = row.summary || words.untitled;
  return (
    <>
      <div className="session-row__title" title={title}>
        {title}
      </div>
      {children}
    </>
  );
}

function Facts({ row, children }: { row: Row; children: ReactNode }): ReactNode {
  return (
    <div className="session-row__line">
      <div className="session-row__facts">{children}</div>
      <Expiry row={row} />
      <StateMark state={row.state} />
    </div>
  );
}

export function SessionRow({ row }: { row: Row }): ReactNode {
  const { sessions: words } = useStrings();
  return (
    <div className="session-row">
      <RowFrame row={row}>
        <Facts row={row}>
          <When row={row} />
          <span>{words.messages(row.messagesCount)}</span>
          {row.archived && <span>{words.archived}</span>}
        </Facts>
      </RowFrame>
    </div>
  );
}

/** A row of which only the place is known yet. */
export function LoadingRow(): ReactNode {
  const { sessions: words } = useStrings();
  return (
    <div className="session-row session-row--loading">
      <span className="unseen">{words.rowLoading}</span>
      <span className="session-row__blank" aria-hidden="true" />
      <span className="session-row__blank session-row__blank--short" aria-hidden="true" />
    </div>
  );
}

export function HitRow({ hit }: { hit: Hit }): ReactNode {
  const { sessions: words } = useStrings();
  return (
    <div className="session-row">
      <RowFrame row={hit}>
        <Facts row={hit}>
          <When row={hit} />
          <span>{hit.projectName || words.noProject}</span>
        </Facts>
        <div className="session-row__snippet">
          <Marked text={hit.snippet} ranges={hit.ranges} />
        </div>
      </RowFrame>
    </div>
  );
}

/** Text in which the words that were searched for are marked. */
export function Marked({ text, ranges }: { text: string; ranges: Hit['ranges'] }): ReactNode {
  const pieces: ReactNode[] = [];
  let done = 0;
  for (const [start, end] of ranges) {
    if (start < done || end <= start || end > text.length) continue;
    pieces.push(text.slice(done, start), <mark key={start}>{text.slice(start, end)}</mark>);
    done = end;
  }
  return [...pieces, text.slice(done)];
}

export function GroupRow({ group, folded }: { group: Group; folded: boolean }): ReactNode {
  const { sessions: words } = useStrings();
  const format = useFormat();
  const name = group.name || words.noProject;
  return (
    <div className="group-row">
      <span className={folded ? 'group-row__fold' : 'group-row__fold group-row__fold--open'} data-fold>
        <Icon name="next" size={16} />
      </span>
      <span className="group-row__name" title={group.project || name}>
        {name}
      </span>
      {group.onlyHere && (
        <span className="group-row__lock" title={words.onlyHere}>
          <Icon name="lock" size={16} />
          <span className="unseen">{words.onlyHere}</span>
        </span>
      )}
      <span className="group-row__count numeric">{format.number(group.count)}</span>
    </div>
  );
}
