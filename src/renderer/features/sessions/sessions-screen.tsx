import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../layout/page.tsx';
import { SEARCH_FIELD } from '../../layout/shortcuts.ts';
import { go, useApp } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import { SessionDetail } from '../session-detail/session-detail.tsx';
import { ListPane } from './list-pane.tsx';
import { ProjectPanel } from './project-panel.tsx';
import { shownItem } from './session-item-route.ts';
import './sessions.css';
import { TrashDialog } from './trash-dialog.tsx';

export function SessionsScreen(): ReactNode {
  const { shell, sessions: words } = useStrings();
  const [trash, setTrash] = useState(false);
  return (
    <Page
      full
      title={shell.screens.sessions}
      actions={<IconButton icon="trash" label={words.trash} onClick={() => setTrash(true)} />}
    >
      <ListAndDetail />
      {trash && <TrashDialog onClose={() => setTrash(false)} />}
    </Page>
  );
}

/** Side by side; in a narrow window one at a time. */
function ListAndDetail(): ReactNode {
  const { sessions: words } = useStrings();
  const open = useApp((app) => app.route.item);
  const list = useRef<HTMLDivElement>(null);
  const detail = useRef<HTMLElement>(null);
  const tree = useRef<HTMLDivElement>(null);
  useSearchKey();
  useEffect(() => {
    const listHidden = list.current?.offsetParent === null;
    if (open !== null && listHidden) detail.current?.focus();
    if (open === null && document.activeElement === document.body) tree.current?.focus();
    detail.current?.scrollTo(0, 0);
  }, [open]);
  const show = (item: string): void => {
    if (item === open) detail.current?.focus();
    else go('sessions', item);
  };
  const back = (): void => {
    go('sessions');
    requestAnimationFrame(() => tree.current?.focus());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const inDialog = event.target instanceof Element && event.target.closest('dialog') !== null;
    if (event.key === 'Escape' && open !== null && !inDialog && !event.defaultPrevented) back();
  };
  return (
    <div className={open === null ? 'sessions' : 'sessions sessions--open'}>
      <div className="sessions__list" ref={list}>
        <ListPane open={open} tree={tree} onOpen={show} />
      </div>
      <section
        className="sessions__detail"
        ref={detail}
        tabIndex={-1}
        aria-label={words.detail}
        onKeyDown={onKeyDown}
      >
        {open !== null && (
          <div className="sessions__back">
            <Button small icon="back" onClick={back}>
              {words.back}
            </Button>
          </div>
        )}
        <div className="sessions__body">
          <Detail scroller={detail} />
        </div>
      </section>
    </div>
  );
}

function Detail({ scroller }: { scroller: RefObject<HTMLElement | null> }): ReactNode {
  const { sessions: words } = useStrings();
  const item = shownItem(useApp((app) => app.route.item));
  if (!item) {
    return (
      <EmptyState icon="sessions" title={words.chooseTitle}>
        {words.choose}
      </EmptyState>
    );
  }
  if (item.kind === 'project') return <ProjectPanel key={item.path} path={item.path} />;
  return <SessionDetail key={item.id} id={item.id} scroller={scroller} />;
}

function useSearchKey(): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      const { target } = event;
      const typing =
        target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable=true]');
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
      if (event.key !== '/' || typing || !plain || document.querySelector('dialog[open]')) return;
      const field = document.getElementById(SEARCH_FIELD);
      if (!field) return;
      event.preventDefault();
      field.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
