/** Which folds are open: kept beside them, as what is scrolled out of sight is no more. */
import { createContext, useContext, useState } from 'react';

export const Folds = createContext<Set<string>>(new Set());

/** @param key the same for the same fold whenever it is drawn */
export function useFold(key: string): readonly [open: boolean, toggle: (open: boolean) => void] {
  const folds = useContext(Folds);
  const [open, setOpen] = useState(() => folds.has(key));
  const toggle = (next: boolean): void => {
    if (next) folds.add(key);
    else folds.delete(key);
    setOpen(next);
  };
  return [open, toggle];
}
