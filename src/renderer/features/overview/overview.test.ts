import { describe, expect, it } from 'vitest';
import { minutesUntilTomorrow } from './pause-time.ts';
import { estimateRemaining } from './remaining.ts';

describe('pause until tomorrow', () => {
  it('ends at eight in the morning of the next day', () => {
    expect(minutesUntilTomorrow(new Date(2026, 10, 22, 20, 0))).toBe(12 * 60);
    expect(minutesUntilTomorrow(new Date(2026, 10, 22, 0, 30))).toBe(31 * 60 + 30);
    expect(minutesUntilTomorrow(new Date(2026, 11, 31, 23, 59))).toBe(8 * 60 + 1);
  });
});

describe('time that is left', () => {
  it('follows from what was done so far', () => {
    expect(estimateRemaining({ done: 100, total: 400, elapsedMs: 10_000 })).toBe(30_000);
  });

  it('is not said too early, nor at the end', () => {
    for (const state of [
      { done: 1, total: 400, elapsedMs: 10_000 },
      { done: 100, total: 400, elapsedMs: 500 },
      { done: 400, total: 400, elapsedMs: 10_000 },
      { done: 0, total: 0, elapsedMs: 10_000 },
    ]) {
      expect(estimateRemaining(state)).toBeNull();
    }
  });
});
