import { describe, expect, it } from 'vitest';
import { movedTo } from './tree-keys.ts';

const VIEW = { index: 5, count: 100, page: 10 };

describe('keys of the list', () => {
  it('move the cursor and stop at the ends', () => {
    expect(movedTo('ArrowDown', VIEW)).toBe(6);
    expect(movedTo('ArrowUp', VIEW)).toBe(4);
    expect(movedTo('PageDown', VIEW)).toBe(14);
    expect(movedTo('PageUp', VIEW)).toBe(0);
    expect(movedTo('Home', VIEW)).toBe(0);
    expect(movedTo('End', VIEW)).toBe(99);
    expect(movedTo('ArrowDown', { ...VIEW, index: 99 })).toBe(99);
  });

  it('begin at the first item when there was no cursor', () => {
    for (const key of ['ArrowDown', 'ArrowUp', 'PageUp'])
      expect(movedTo(key, { ...VIEW, index: -1 })).toBe(0);
  });

  it('do nothing in an empty list, and leave other keys alone', () => {
    expect(movedTo('End', { ...VIEW, count: 0 })).toBeNull();
    expect(movedTo('a', VIEW)).toBeNull();
  });
});
