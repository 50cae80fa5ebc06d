import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { useRem } from '../text/use-rem.ts';
import { movedTo } from './tree-keys.ts';
import './virtual-tree.css';

export interface TreeNode {
  /** Stays with what is shown while its place may change. */
  readonly key: string;
  readonly level: 1 | 2;
  /** Only of what has something below it. */
  readonly expanded?: boolean;
  readonly selected: boolean;
  /** Its index among its siblings, and how many there are. */
  readonly place: number;
  readonly of: number;
  readonly content: ReactNode;
}

interface VirtualTreeProps {
  readonly label: string;
  readonly count: number;
  readonly nodeAt: (index: number) => TreeNode | null;
  /** In rem; all of it must be known beforehand, so that the scroll bar is right. */
  readonly heightAt: (index: number) => number;
  /** -1: not among what is loaded. */
  readonly indexOf: (key: string) => number;
  readonly selectedKey: string | null;
  /** Another value whenever anything of the above answers differently. */
  readonly revision: unknown;
  readonly busy?: boolean;
  readonly tree: RefObject<HTMLDivElement | null>;
  readonly onSight: (first: number, last: number) => void;
  readonly onOpen: (index: number) => void;
  /** Left and right arrow, and a press on what carries `data-fold`. */
  readonly onFold?: (index: number, fold: boolean) => void;
  /** Where the left arrow goes from what cannot be folded. */
  readonly parentOf?: (index: number) => number;
}

interface Cursor {
  readonly key: string;
  readonly index: number;
}

/** Items drawn beyond the edges, so that scrolling shows no gaps. */
const OVERSCAN = 8;

/** A tree of any length of which only what is in sight is drawn. Keys as a tree view has them. */
export function VirtualTree(props: VirtualTreeProps): ReactNode {
  const { label, count, nodeAt, heightAt, indexOf, selectedKey, revision, tree, onSight, busy } = props;
  const id = useId();
  const rem = useRem();
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const at = placeOf(cursor, props);
  const virtualizer = useVirtualizer<HTMLDivElement, Element>({
    count,
    getScrollElement: () => tree.current,
    estimateSize: (index) => heightAt(index) * rem,
    overscan: OVERSCAN,
    // What the cursor is on must be there for those who hear the list.
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      return at < 0 || at >= count || seen.includes(at) ? seen : [...seen, at].sort((a, b) => a - b);
    },
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rem, revision]);
  useAnchor(virtualizer, tree, props);

  const [first, last] = [virtualizer.range?.startIndex ?? 0, virtualizer.range?.endIndex ?? 0];
  useEffect(() => onSight(first, last), [onSight, first, last, revision]);
  useEffect(() => {
    const index = selectedKey === null ? -1 : indexOf(selectedKey);
    if (selectedKey !== null && index >= 0) setCursor({ key: selectedKey, index });
    // Only when something else is chosen: the cursor moves freely otherwise.
  }, [selectedKey]);

  const moveTo = (index: number): void => {
    setCursor({ key: nodeAt(index)?.key ?? '', index });
    virtualizer.scrollToIndex(index, { align: 'auto' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (handleKey(event.key, at, props, virtualizer, moveTo)) event.preventDefault();
  };
  return (
    <div
      ref={tree}
      className="tree"
      role="tree"
      tabIndex={0}
      aria-label={label}
      aria-busy={busy}
      aria-activedescendant={at < 0 ? undefined : `${id}-${at}`}
      onKeyDown={onKeyDown}
      onFocus={() => {
        if (at < 0 && count > 0) setCursor({ key: nodeAt(first)?.key ?? '', index: first });
      }}
    >
      <div className="tree__space" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start, size }) => {
          const node = nodeAt(index);
          return (
            node && (
              <TreeItem
                key={node.key}
                id={`${id}-${index}`}
                node={node}
                hasCursor={index === at}
                start={start}
                size={size}
                onPress={(event) => {
                  setCursor({ key: node.key, index });
                  const folds = event.target instanceof Element && event.target.closest('[data-fold]');
                  if (folds) props.onFold?.(index, node.expanded === true);
                  else props.onOpen(index);
                }}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

interface TreeItemProps {
  readonly id: string;
  readonly node: TreeNode;
  readonly hasCursor: boolean;
  readonly start: number;
  readonly size: number;
  readonly onPress: (event: MouseEvent) => void;
}

function TreeItem({ id, node, hasCursor, start, size, onPress }: TreeItemProps): ReactNode {
  return (
    <div
      id={id}
      role="treeitem"
      className={hasCursor ? 'tree__item tree__item--cursor' : 'tree__item'}
      aria-level={node.level}
      aria-expanded={node.expanded}
      aria-selected={node.selected}
      aria-posinset={node.place + 1}
      aria-setsize={node.of}
      style={{ transform: `translateY(${start}px)`, height: size }}
      onClick={onPress}
    >
      {node.content}
    </div>
  );
}

/** Where the cursor is now: with what it was on, or where that was. */
function placeOf(cursor: Cursor | null, { count, nodeAt, indexOf }: VirtualTreeProps): number {
  if (!cursor || count === 0) return -1;
  if (nodeAt(cursor.index)?.key === cursor.key) return cursor.index;
  const found = indexOf(cursor.key);
  return found >= 0 ? found : Math.min(cursor.index, count - 1);
}

/** @returns whether the key meant something. */
function handleKey(
  key: string,
  at: number,
  { count, nodeAt, onOpen, onFold, parentOf }: VirtualTreeProps,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  moveTo: (index: number) => void,
): boolean {
  const page = Math.max(1, (virtualizer.range?.endIndex ?? 0) - (virtualizer.range?.startIndex ?? 0));
  const next = movedTo(key, { index: at, count, page });
  if (next !== null) {
    moveTo(next);
    return true;
  }
  if (at < 0) return false;
  const expanded = nodeAt(at)?.expanded;
  if (key === 'Enter' || key === ' ') onOpen(at);
  else if (key === 'ArrowLeft' && expanded === true) onFold?.(at, true);
  else if (key === 'ArrowLeft' && expanded === undefined && parentOf) moveTo(parentOf(at));
  else if (key === 'ArrowRight' && expanded === false) onFold?.(at, false);
  else if (key === 'ArrowRight' && expanded === true) moveTo(Math.min(at + 1, count - 1));
  else return false;
  return true;
}

/** Keeps what is in sight where it is when entries come and go above it; at the top, new ones are let in. */
function useAnchor(
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  tree: RefObject<HTMLDivElement | null>,
  { nodeAt, indexOf, revision }: VirtualTreeProps,
): void {
  const anchor = useRef<{ readonly key: string; readonly below: number } | null>(null);
  useLayoutEffect(() => {
    const element = tree.current;
    if (!element || !anchor.current || element.scrollTop === 0) return;
    const index = indexOf(anchor.current.key);
    const start = index < 0 ? undefined : virtualizer.measurementsCache[index]?.start;
    if (start !== undefined) element.scrollTop = start + anchor.current.below;
    // Only when the list changed, not when it was scrolled.
  }, [revision]);
  useLayoutEffect(() => {
    // Not the element's own scrollTop: reading it here would lay out everything once more at each step.
    const top = virtualizer.scrollOffset ?? 0;
    const item = virtualizer.getVirtualItems().find(({ end }) => end > top);
    const node = item && nodeAt(item.index);
    anchor.current = node && item ? { key: node.key, below: top - item.start } : null;
  });
}
