/** Keys while two versions are compared. The list under `?` shows this table. */
import { useEffect, useRef } from 'react';
import { isMac, strokeName } from '../../layout/shortcuts.ts';
import type { KeepName } from './decision.ts';

export const CONFLICT_KEYS = {
  local: '1',
  remote: '2',
  both: '3',
  merged: '4',
  apply: 'mod+Enter',
  undo: 'mod+z',
  next: 'alt+ArrowDown',
  previous: 'alt+ArrowUp',
  list: 'Escape',
} as const;
export type ConflictKey = keyof typeof CONFLICT_KEYS;

interface ConflictActions {
  /** Only chooses: nothing is decided by a single key. */
  readonly choose: (keep: KeepName) => void;
  readonly decide: () => void;
  readonly undo: () => void;
  readonly next: () => void;
  readonly previous: () => void;
  readonly list: () => void;
}

function run(key: ConflictKey, actions: ConflictActions): void {
  switch (key) {
    case 'local':
    case 'remote':
    case 'both':
    case 'merged':
      return actions.choose(key);
    case 'apply':
      return actions.decide();
    case 'undo':
    case 'next':
    case 'previous':
    case 'list':
      return actions[key]();
  }
}

const KEYS = Object.entries(CONFLICT_KEYS) as readonly [ConflictKey, string][];

export function useConflictKeys(actions: ConflictActions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { target } = event;
      const typing =
        target instanceof HTMLElement &&
        target.matches('textarea, select, [role=menuitem], input:not([type=radio], [type=checkbox])');
      if (event.defaultPrevented || typing || document.querySelector('dialog[open]')) return;
      const name = strokeName(event, isMac());
      const found = KEYS.find(([, key]) => key === name);
      if (!found) return;
      event.preventDefault();
      run(found[0], latest.current);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
