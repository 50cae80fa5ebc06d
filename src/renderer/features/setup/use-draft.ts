/** The answers of the set-up. They live in the main process; here they are edited, saved as one types. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { CommandRequest, CommandResponse, SetupDraft } from '../../../shared/contract.ts';
import { toAppError, type AppError } from '../../../shared/errors.ts';
import { ask } from '../../bridge.ts';

export type DraftChange = CommandRequest<'setup.draft.save'>;
export type CheckResult = CommandResponse<'setup.check'>;

export interface DraftHandle {
  readonly draft: SetupDraft;
  /** Of the answers as last saved; `null` before the first. */
  readonly check: CheckResult | null;
  /** What kept the last save from being done. */
  readonly problem: AppError | null;
  /** Shown at once, saved when typing pauses. */
  readonly edit: (change: DraftChange) => void;
  /** Saves at once all that was edited, and `change`. @returns the draft as it is kept. */
  readonly commit: (change?: DraftChange) => Promise<SetupDraft>;
  /** The main process changed it by itself. */
  readonly replace: (draft: SetupDraft) => void;
}

/** A pause in typing after which it is saved and looked over. */
const PAUSE_MS = 250;

function shown(draft: SetupDraft, { secretAccessKey, ...change }: DraftChange): SetupDraft {
  const hasSecret = secretAccessKey === undefined ? draft.hasSecretAccessKey : secretAccessKey !== '';
  return { ...draft, ...(change as Partial<SetupDraft>), hasSecretAccessKey: hasSecret };
}

/** Collects changes and hands them to the main process one after the other. */
function useSaving(
  onSaved: (draft: SetupDraft, edits: DraftChange) => void,
  onProblem: (error: AppError) => void,
) {
  const pending = useRef<DraftChange>({});
  const chain = useRef<Promise<unknown>>(Promise.resolve());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const heard = useRef({ onSaved, onProblem });
  heard.current = { onSaved, onProblem };

  const flush = useCallback((): Promise<SetupDraft> => {
    clearTimeout(timer.current);
    const saving = chain.current.then(async () => {
      const change = pending.current;
      pending.current = {};
      try {
        const { draft } = await ask('setup.draft.save', change);
        heard.current.onSaved(draft, pending.current);
        return draft;
      } catch (error) {
        // Kept, to go with the next save.
        pending.current = { ...change, ...pending.current };
        heard.current.onProblem(toAppError(error));
        throw error;
      }
    });
    chain.current = saving.catch(() => undefined);
    return saving;
  }, []);

  const add = useCallback((change: DraftChange): void => {
    pending.current = { ...pending.current, ...change };
  }, []);

  const later = useCallback((): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush().catch(() => undefined), PAUSE_MS);
  }, [flush]);

  // Who leaves while typing loses nothing.
  useEffect(
    () => () => {
      if (Object.keys(pending.current).length > 0) void flush().catch(() => undefined);
    },
    [flush],
  );
  return useMemo(() => ({ add, later, flush }), [add, later, flush]);
}

export function useDraft(loaded: SetupDraft): DraftHandle {
  const [draft, setDraft] = useState(loaded);
  const [check, setCheck] = useState<CheckResult | null>(null);
  const [problem, setProblem] = useState<AppError | null>(null);

  const look = useCallback(() => {
    ask('setup.check', {}).then(setCheck, (error: unknown) => setProblem(toAppError(error)));
  }, []);
  const saving = useSaving((saved, edits) => {
    setDraft(shown(saved, edits));
    setProblem(null);
    look();
  }, setProblem);
  useEffect(look, [look]);

  const edit = useCallback(
    (change: DraftChange) => {
      setDraft((before) => shown(before, change));
      saving.add(change);
      saving.later();
    },
    [saving],
  );
  const commit = useCallback(
    (change: DraftChange = {}) => {
      setDraft((before) => shown(before, change));
      saving.add(change);
      return saving.flush();
    },
    [saving],
  );
  const replace = useCallback(
    (next: SetupDraft) => {
      setDraft(next);
      look();
    },
    [look],
  );
  return { draft, check, problem, edit, commit, replace };
}
