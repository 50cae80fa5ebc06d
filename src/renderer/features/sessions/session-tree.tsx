import { useCallback, useMemo, type ReactNode, type RefObject } from 'react';
import { VirtualTree, type TreeNode } from '../../components/virtual-tree.tsx';
import { useStrings } from '../../text/use-strings.ts';
import { ListLayout } from './list-layout.ts';
import { projectItem, shownItem } from './session-item-route.ts';
import { GroupRow, HitRow, LoadingRow, ROW_HEIGHTS, SessionRow } from './session-row.tsx';
import type { Hit } from './use-search.ts';
import type { SessionPages } from './use-session-list.ts';

interface SessionTreeProps {
  readonly pages: SessionPages;
  readonly revision: number;
  readonly busy: boolean;
  readonly folded: ReadonlySet<string>;
  /** Item of the route. */
  readonly open: string | null;
  readonly tree: RefObject<HTMLDivElement | null>;
  readonly onOpen: (item: string) => void;
  readonly onFold: (project: string, fold: boolean) => void;
}

/** All sessions, below their projects. */
export function SessionTree(props: SessionTreeProps): ReactNode {
  const { pages, revision, busy, folded, open, tree, onOpen, onFold } = props;
  const { sessions: words } = useStrings();
  const groups = pages.view.head?.groups;
  const layout = useMemo(() => new ListLayout(groups ?? [], folded), [groups, folded]);
  const state = useMemo(() => ({ layout, revision, open }), [layout, revision, open]);

  const onSight = useCallback(
    (first: number, last: number) => {
      const sessions = layout.sessionsBetween(first, last);
      if (sessions) pages.show(...sessions);
    },
    [layout, pages],
  );
  const indexOf = useCallback(
    (key: string) => {
      const item = shownItem(key);
      if (item?.kind === 'project') return layout.indexOfGroup(item.path);
      return layout.indexOfSession(pages.indexWhere(({ id }) => id === key));
    },
    [layout, pages],
  );
  return (
    <VirtualTree
      label={words.list}
      count={layout.count}
      nodeAt={(index) => nodeAt(props, layout, index)}
      heightAt={(index) => ROW_HEIGHTS[layout.itemAt(index)?.kind ?? 'session']}
      indexOf={indexOf}
      selectedKey={open}
      revision={state}
      busy={busy}
      tree={tree}
      onSight={onSight}
      onOpen={(index) => {
        const item = layout.itemAt(index);
        if (item?.kind === 'group') onOpen(projectItem(item.group.project));
        const row = item?.kind === 'session' ? pages.at(item.session) : undefined;
        if (row) onOpen(row.id);
      }}
      onFold={(index, fold) => {
        const item = layout.itemAt(index);
        if (item?.kind === 'group') onFold(item.group.project, fold);
      }}
      parentOf={(index) => {
        const item = layout.itemAt(index);
        return item ? layout.indexOfGroup(item.group.project) : index;
      }}
    />
  );
}

function nodeAt({ pages, open }: SessionTreeProps, layout: ListLayout, index: number): TreeNode | null {
  const item = layout.itemAt(index);
  if (!item) return null;
  if (item.kind === 'group') {
    const key = projectItem(item.group.project);
    return {
      key,
      level: 1,
      expanded: !item.folded,
      selected: key === open,
      place: item.place,
      of: layout.groupCount,
      content: <GroupRow group={item.group} folded={item.folded} />,
    };
  }
  const row = pages.at(item.session);
  return {
    key: row?.id ?? `place ${item.session}`,
    level: 2,
    selected: row !== undefined && row.id === open,
    place: item.place,
    of: item.group.count,
    content: row ? <SessionRow row={row} /> : <LoadingRow />,
  };
}

interface HitTreeProps {
  readonly hits: readonly Hit[];
  readonly busy: boolean;
  readonly open: string | null;
  readonly tree: RefObject<HTMLDivElement | null>;
  readonly onOpen: (item: string) => void;
}

/** What was found, best first. */
export function HitTree({ hits, busy, open, tree, onOpen }: HitTreeProps): ReactNode {
  const { sessions: words } = useStrings();
  const state = useMemo(() => ({ hits, open }), [hits, open]);
  const nothing = useCallback(() => undefined, []);
  return (
    <VirtualTree
      label={words.results}
      count={hits.length}
      nodeAt={(index) => {
        const hit = hits[index];
        if (!hit) return null;
        const place = { place: index, of: hits.length };
        return { key: hit.id, level: 1, selected: hit.id === open, ...place, content: <HitRow hit={hit} /> };
      }}
      heightAt={() => ROW_HEIGHTS.hit}
      indexOf={(key) => hits.findIndex(({ id }) => id === key)}
      selectedKey={open}
      revision={state}
      busy={busy}
      tree={tree}
      onSight={nothing}
      onOpen={(index) => {
        const hit = hits[index];
        if (hit) onOpen(hit.id);
      }}
    />
  );
}
