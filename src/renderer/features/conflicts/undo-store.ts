/** The decision that can still be taken back: known to the whole window, also after another screen was shown. */
import { create } from 'zustand';
import type { KeepName } from './decision.ts';

export interface LastDecision {
  readonly keep: KeepName;
  readonly count: number;
  /** Milliseconds since 1970; `null`: it cannot be taken back. */
  readonly undoUntil: number | null;
  /** The session that the second version became. */
  readonly fork: string | null;
}

interface UndoStore {
  readonly last: LastDecision | null;
}

export const useUndo = create<UndoStore>()(() => ({ last: null }));

export const rememberDecision = (last: LastDecision): void => useUndo.setState({ last });
export const forgetDecision = (): void => useUndo.setState({ last: null });
