/** Full-text search while typing: what was found stays until what is found for the newer words is there. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { CommandRequest, CommandResponse } from '../../../shared/contract.ts';
import { toAppError, type AppError } from '../../../shared/errors.ts';
import { ask } from '../../bridge.ts';
import { useApp } from '../../store/app-store.ts';
import { LatestQuestion } from '../../store/latest-question.ts';
import type { SessionFilter } from './session-filter.ts';

type Question = CommandRequest<'sessions.search'>;
export type Hit = CommandResponse<'sessions.search'>['hits'][number];

export interface Search {
  /** Nothing is searched for. */
  readonly off: boolean;
  /** `null`: no answer yet. */
  readonly hits: readonly Hit[] | null;
  readonly error: AppError | null;
  /** The words that `hits` belong to. */
  readonly words: string;
  readonly searching: boolean;
  readonly retry: () => void;
}

export const MOST_HITS = 200;

interface Found {
  readonly key: string;
  readonly words: string;
  readonly hits: readonly Hit[] | null;
  readonly error: AppError | null;
}

export function useSearch(text: string, filter: SessionFilter): Search {
  const words = text.trim();
  const off = words === '';
  const key = JSON.stringify({ words, filter, limit: MOST_HITS } satisfies Question);
  const changes = useApp((app) => app.changes.sessions);
  const [found, setFound] = useState<Found | null>(null);
  const [round, setRound] = useState(0);
  const questions = useRef<LatestQuestion<string, readonly Hit[]> | null>(null);

  useEffect(() => {
    const latest = new LatestQuestion<string, readonly Hit[]>({
      ask: async (question) => (await ask('sessions.search', JSON.parse(question) as Question)).hits,
      onAnswer: (question, hits) => setFound({ key: question, words: wordsOf(question), hits, error: null }),
      onFailure: (question, error) =>
        setFound({ key: question, words: wordsOf(question), hits: null, error: toAppError(error) }),
    });
    questions.current = latest;
    return () => latest.stop();
  }, []);
  useEffect(() => {
    if (off) setFound(null);
    else questions.current?.ask(key);
  }, [key, off, changes, round]);

  const retry = useCallback(() => setRound((count) => count + 1), []);
  const held = off ? null : found;
  return {
    off,
    hits: held?.hits ?? null,
    error: held?.error ?? null,
    words: held?.words ?? words,
    searching: !off && held?.key !== key,
    retry,
  };
}

const wordsOf = (question: string): string => (JSON.parse(question) as Question).words;
