import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
  type RefObject,
} from 'react';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Loading } from '../../components/spinner.tsx';
import { Problem } from '../../errors/problem.tsx';
import { useRem } from '../../text/use-rem.ts';
import { useStrings } from '../../text/use-strings.ts';
import { ConversationItemView, estimatedHeight } from './conversation-item.tsx';
import { itemsOf, type ConversationItem } from './conversation-items.ts';
import './conversation.css';
import { Folds } from './folds.ts';
import type { Conversation, ConversationPages } from './use-conversation.ts';

type ItemVirtualizer = Virtualizer<HTMLElement, Element>;

interface ConversationViewProps {
  readonly conversation: Conversation;
  /** What it scrolls in. */
  readonly scroller: RefObject<HTMLElement | null>;
  /** Names the list of messages. */
  readonly label: string;
  /** Above the messages, once it is known how many there are. */
  readonly head?: (pages: ConversationPages) => ReactNode;
}

/** A conversation of any length, of which only what is in sight is asked for and drawn. */
export function ConversationView({ conversation, scroller, label, head }: ConversationViewProps): ReactNode {
  const { conversation: words } = useStrings();
  const { pages, revision } = conversation;
  const view = pages?.view;
  if (view?.state === 'failed' && view.error) {
    return <Problem error={view.error} onRetry={() => pages?.refresh()} />;
  }
  if (!pages || !view?.head) return <Loading label={words.loading} />;
  if (view.head.total === 0) {
    return (
      <EmptyState icon="sessions" title={words.emptyTitle}>
        {words.empty}
      </EmptyState>
    );
  }
  return (
    <>
      {view.error && <Problem error={view.error} onRetry={() => pages.refresh()} tone="warn" />}
      <Messages pages={pages} revision={revision} scroller={scroller} label={label}>
        {head?.(pages)}
      </Messages>
    </>
  );
}

interface MessagesProps {
  readonly pages: ConversationPages;
  readonly revision: number;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly label: string;
  readonly children: ReactNode;
}

function Messages({ pages, revision, scroller, label, children }: MessagesProps): ReactNode {
  const { conversation: words } = useStrings();
  const rem = useRem();
  const list = useRef<HTMLDivElement>(null);
  const [folds] = useState(() => new Set<string>());
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const items = useMemo(() => itemsOf(loaded(pages), unfolded), [pages, revision, unfolded]);
  const margin = useMargin(list, scroller);
  const keyOf = useCallback((index: number) => items[index]?.key ?? index, [items]);
  const virtualizer = useVirtualizer<HTMLElement, Element>({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimatedHeight(items[index] as ConversationItem) * rem,
    getItemKey: keyOf,
    overscan: 4,
    scrollMargin: margin,
  });
  const atEnd = useEnds(virtualizer, scroller, items);
  useAnchor(virtualizer, scroller, items, atEnd);
  useSight(virtualizer, pages, items);
  const unfold = useCallback((thread: string, open: boolean) => {
    setUnfolded((before) => {
      const next = new Set(before);
      if (open) next.add(thread);
      else next.delete(thread);
      return next;
    });
  }, []);
  const toEnd = (): void => {
    atEnd.current = true;
    virtualizer.scrollToIndex(items.length - 1, { align: 'end' });
  };
  return (
    <Folds value={folds}>
      <div className="conversation__bar cluster">
        {children}
        <Button small kind="quiet" icon="down" onClick={toEnd}>
          {words.toEnd}
        </Button>
      </div>
      <div
        ref={list}
        className="conversation"
        role="list"
        aria-label={label}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index];
          return (
            item && (
              <div
                key={key}
                ref={virtualizer.measureElement}
                data-index={index}
                role="listitem"
                className="conversation__item"
                style={{ transform: `translateY(${start - margin}px)` }}
              >
                <ConversationItemView item={item} onUnfold={unfold} />
              </div>
            )
          );
        })}
      </div>
      <Button small kind="quiet" onClick={() => scroller.current?.scrollTo(0, 0)}>
        {words.toStart}
      </Button>
    </Folds>
  );
}

function loaded(pages: ConversationPages): Parameters<typeof itemsOf>[0] {
  return {
    total: pages.view.head?.total ?? 0,
    pageSize: pages.pageSize,
    holds: (page) => pages.holds(page),
    at: (index) => pages.at(index),
  };
}

/** Where the messages begin in what they scroll in: below a heading that may wrap and grow. */
function useMargin(list: RefObject<HTMLElement | null>, scroller: RefObject<HTMLElement | null>): number {
  const [margin, setMargin] = useState(0);
  const measure = useCallback(() => {
    const [inner, outer] = [list.current, scroller.current];
    if (!inner || !outer) return;
    const top = inner.getBoundingClientRect().top - outer.getBoundingClientRect().top + outer.scrollTop;
    setMargin((before) => (Math.abs(before - top) > 1 ? top : before));
  }, [list, scroller]);
  useLayoutEffect(measure, [measure]);
  useEffect(() => {
    // At once when something there grows, not at every step of scrolling: measuring costs a layout.
    const observer = new ResizeObserver(measure);
    for (const child of scroller.current?.children ?? []) observer.observe(child);
    return () => observer.disconnect();
  }, [measure, scroller]);
  return margin;
}

/** Asks for what is missing in sight, and for newer versions of what is there. */
function useSight(virtualizer: ItemVirtualizer, pages: ConversationPages, items: ConversationItem[]): void {
  const top = virtualizer.scrollOffset ?? 0;
  const height = virtualizer.scrollRect?.height ?? 0;
  const wanted = new Set<number>();
  for (const { index, start, end } of virtualizer.getVirtualItems()) {
    const item = items[index];
    // One screen ahead: a gap is as high as all that is missing in it.
    const near = end > top - height && start < top + 2 * height;
    if (item?.kind === 'gap' && near) wanted.add(item.page);
    if (item?.kind === 'message') wanted.add(Math.floor(item.index / pages.pageSize));
  }
  const key = [...wanted].join(' ');
  useEffect(() => {
    if (key !== '') pages.showPages(key.split(' ').map(Number));
  }, [pages, key]);
}

/** Whether the end was asked for: until the person moves, it stays in sight while messages come in. */
function useEnds(
  virtualizer: ItemVirtualizer,
  scroller: RefObject<HTMLElement | null>,
  items: ConversationItem[],
): RefObject<boolean> {
  const atEnd = useRef(false);
  useEffect(() => {
    const element = scroller.current;
    const leave = (): void => void (atEnd.current = false);
    const events = ['wheel', 'pointerdown', 'keydown'] as const;
    for (const event of events) element?.addEventListener(event, leave, { capture: true, passive: true });
    return () => {
      for (const event of events) element?.removeEventListener(event, leave, { capture: true });
    };
  }, [scroller]);
  useLayoutEffect(() => {
    if (atEnd.current) virtualizer.scrollToIndex(items.length - 1, { align: 'end' });
  }, [virtualizer, items]);
  return atEnd;
}

/** What is in sight stays where it is when a gap above it is filled, or a sub-agent unfolded. */
function useAnchor(
  virtualizer: ItemVirtualizer,
  scroller: RefObject<HTMLElement | null>,
  items: ConversationItem[],
  atEnd: RefObject<boolean>,
): void {
  const anchor = useRef<{ readonly key: string; readonly below: number } | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || !anchor.current || atEnd.current) return;
    const { key, below } = anchor.current;
    const index = items.findIndex((item) => item.key === key);
    const start = index < 0 ? undefined : virtualizer.measurementsCache[index]?.start;
    if (start !== undefined && Math.abs(start + below - element.scrollTop) > 1) {
      element.scrollTop = start + below;
    }
    // Only when the items changed, not when they were scrolled.
  }, [items]);
  useLayoutEffect(() => {
    const top = virtualizer.scrollOffset ?? 0;
    const visible = virtualizer
      .getVirtualItems()
      .find(({ index, end }) => end > top && items[index]?.kind !== 'gap');
    const inSight = visible !== undefined && visible.start < top + (virtualizer.scrollRect?.height ?? 0);
    anchor.current = inSight ? { key: String(visible.key), below: top - visible.start } : null;
  });
}
