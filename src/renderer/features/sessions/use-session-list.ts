/** The list of sessions behind a filter, asked for page by page. */
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { CommandResponse, SessionRow } from '../../../shared/contract.ts';
import type { AppError } from '../../../shared/errors.ts';
import { ask } from '../../bridge.ts';
import { useApp } from '../../store/app-store.ts';
import { PagedList } from '../../store/paged-list.ts';
import type { SessionFilter } from './session-filter.ts';

type ListAnswer = CommandResponse<'sessions.list'>;
export type SessionPages = PagedList<SessionRow, Pick<ListAnswer, 'total' | 'groups'>>;

export interface SessionList {
  readonly state: 'loading' | 'ready' | 'failed';
  readonly error: AppError | null;
  /** Of the filter before, while the first answer to a new one is awaited. */
  readonly pages: SessionPages | null;
  readonly revision: number;
  readonly renewing: boolean;
  readonly retry: () => void;
}

const PAGE_SIZE = 100;

function makePages(filter: SessionFilter, onChange: () => void): SessionPages {
  return new PagedList({
    pageSize: PAGE_SIZE,
    placesStay: false,
    onChange,
    ask: async (range) => {
      const { sessions, total, groups } = await ask('sessions.list', { filter, ...range });
      return { items: sessions, head: { total, groups } };
    },
  });
}

export function useSessionList(filter: SessionFilter): SessionList {
  const key = JSON.stringify(filter);
  const changes = useApp((app) => app.changes.sessions);
  const [shown, setShown] = useState<{ readonly key: string; readonly pages: SessionPages } | null>(null);
  const [revision, redraw] = useReducer((count: number) => count + 1, 0);
  const current = useRef<SessionPages | null>(null);

  useEffect(() => {
    const pages = makePages(JSON.parse(key) as SessionFilter, () => {
      if (pages.view.state !== 'loading') setShown({ key, pages });
      redraw();
    });
    current.current = pages;
    pages.show(0, 1);
    return () => pages.stop();
  }, [key]);
  useEffect(() => {
    if (changes > 0) current.current?.refresh();
  }, [changes]);

  const retry = useCallback(() => current.current?.refresh(), []);
  const view = shown?.pages.view;
  return {
    state: view?.state ?? 'loading',
    error: view?.error ?? null,
    pages: shown?.pages ?? null,
    revision,
    renewing: shown !== null && shown.key !== key,
    retry,
  };
}
