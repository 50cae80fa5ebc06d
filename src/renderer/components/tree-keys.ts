/** Keys of the list, as the ARIA Authoring Practices have them for a tree view. Pure. */

export interface TreeView {
  /** Where the cursor is; -1: nowhere yet. */
  readonly index: number;
  readonly count: number;
  /** Items that fit on the screen. */
  readonly page: number;
}

/** Where the cursor goes; `null`: the key does not move it. */
export function movedTo(key: string, { index, count, page }: TreeView): number | null {
  if (count === 0) return null;
  const at = (next: number): number => Math.min(count - 1, Math.max(0, next));
  switch (key) {
    case 'ArrowDown':
      return at(index + 1);
    case 'ArrowUp':
      return at(index - 1);
    case 'PageDown':
      return at(Math.max(index, 0) + Math.max(1, page - 1));
    case 'PageUp':
      return at(index - Math.max(1, page - 1));
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
