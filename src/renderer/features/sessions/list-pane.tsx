import { useMemo, type ReactNode, type RefObject } from 'react';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Loading } from '../../components/spinner.tsx';
import { Problem } from '../../errors/problem.tsx';
import { useAnswer } from '../../store/answer.ts';
import { go, useAppState } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import { FilterChips, FilterPanel } from './filter-panel.tsx';
import { foldProject, showAllSessions, useListState } from './list-state.ts';
import { FilterButton, SearchBar } from './search-bar.tsx';
import { filterOf, filtersInForce, type SessionFilter } from './session-filter.ts';
import { HitTree, SessionTree } from './session-tree.tsx';
import { MOST_HITS, useSearch, type Search } from './use-search.ts';
import { useSessionList, type SessionList } from './use-session-list.ts';

interface ListPaneProps {
  readonly open: string | null;
  readonly tree: RefObject<HTMLDivElement | null>;
  readonly onOpen: (item: string) => void;
}

/** Search, filters, and the sessions that are left. */
export function ListPane({ open, tree, onOpen }: ListPaneProps): ReactNode {
  const { text, choice, filtersShown } = useListState();
  const facetsAnswer = useAnswer('sessions.facets', {}, 'sessions');
  const facets = facetsAnswer.state === 'ready' ? facetsAnswer.value : null;
  const filter = useDayFilter();
  const list = useSessionList(filter);
  const search = useSearch(text, filter);
  const filtered = filtersInForce(choice).length > 0;
  return (
    <>
      <SearchBar onDown={() => tree.current?.focus()} />
      <div className="sessions__bar">
        <Count list={list} search={search} />
        <FilterButton />
      </div>
      {filtersShown && <FilterPanel facets={facets} />}
      <FilterChips facets={facets} />
      {search.off ? (
        <AllSessions {...{ list, open, tree, onOpen, filtered }} />
      ) : (
        <Found {...{ search, open, tree, onOpen, filtered }} />
      )}
    </>
  );
}

/** The filter of the choice; the same object all day unless another one is made. */
function useDayFilter(): SessionFilter {
  const choice = useListState((state) => state.choice);
  const today = new Date().toDateString();
  return useMemo(() => filterOf(choice, new Date(today)), [choice, today]);
}

/** How many there are; said aloud when it changes. */
function Count({ list, search }: { list: SessionList; search: Search }): ReactNode {
  const { sessions: words } = useStrings();
  const head = list.pages?.view.head;
  let text = '';
  if (search.off && head) text = words.count(head.total, head.groups.length);
  if (!search.off && search.hits) {
    const count = search.hits.length;
    text = count >= MOST_HITS ? words.manyMatches(count) : words.matches(count);
  }
  return (
    <p className="sessions__count muted small" role="status">
      {text}
    </p>
  );
}

interface ShownProps extends ListPaneProps {
  readonly filtered: boolean;
}

function AllSessions({ list, open, tree, onOpen, filtered }: ShownProps & { list: SessionList }): ReactNode {
  const { sessions: words } = useStrings();
  const folded = useListState((state) => state.folded);
  if (list.state === 'failed' && list.error) return <Problem error={list.error} onRetry={list.retry} />;
  if (!list.pages || list.state === 'loading') return <Loading label={words.loading} />;
  if (list.pages.view.head?.total === 0) return filtered ? <NothingFound searched={false} /> : <NoSessions />;
  return (
    <>
      {list.error && <Problem error={list.error} onRetry={list.retry} tone="warn" />}
      <SessionTree
        pages={list.pages}
        revision={list.revision}
        busy={list.renewing}
        folded={folded}
        open={open}
        tree={tree}
        onOpen={onOpen}
        onFold={foldProject}
      />
    </>
  );
}

function Found({ search, open, tree, onOpen }: ShownProps & { search: Search }): ReactNode {
  const { sessions: words } = useStrings();
  if (search.error) return <Problem error={search.error} onRetry={search.retry} />;
  if (!search.hits) return <Loading label={words.searching} />;
  if (search.hits.length === 0) return <NothingFound searched />;
  return <HitTree hits={search.hits} busy={search.searching} open={open} tree={tree} onOpen={onOpen} />;
}

function NothingFound({ searched }: { searched: boolean }): ReactNode {
  const { sessions: words } = useStrings();
  return (
    <EmptyState
      icon="search"
      title={words.noMatchTitle}
      actions={<Button onClick={showAllSessions}>{words.clearAll}</Button>}
    >
      {searched ? words.noMatch : words.noMatchFilters}
    </EmptyState>
  );
}

function NoSessions(): ReactNode {
  const { sessions: words } = useStrings();
  const setUp = useAppState((state) => state.setUp) ?? true;
  return (
    <EmptyState
      icon="sessions"
      title={words.emptyTitle}
      actions={setUp ? undefined : <Button onClick={() => go('setup')}>{words.setUp}</Button>}
    >
      <p>{words.empty}</p>
      {!setUp && <p>{words.emptyNotSetUp}</p>}
    </EmptyState>
  );
}
