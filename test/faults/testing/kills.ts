/** Processes of the command line that are killed (`kill -9`) in the middle of a sync, at random moments. */
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { TestDevice } from './device.ts';

/** In failures, so that a run can be repeated with CC_TEST_SEED. */
export const SEED = Number(process.env['CC_TEST_SEED'] ?? randomInt(2 ** 31));

/** Numbers in [0, 1) from a seed: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Starts a sync and kills it: now and then while it starts, mostly after some of its requests have ended and
 * others are under way. Counted in requests, so that a slow machine kills at the same points as a fast one.
 */
export async function killDuringSync(
  device: TestDevice,
  random: () => number,
  mostRequests: number,
): Promise<void> {
  const { child, ended, said } = device.start(['sync', '--json'], { CC_MEMORY_DEBUG: 'true' });
  if (random() < 0.1) await delay(random() * 300);
  else {
    const requests = 1 + Math.floor(random() * mostRequests);
    await said('\n', requests);
    await delay(random() * 20);
  }
  child.kill('SIGKILL');
  const { code, signal, err } = await ended;
  // One that ended by itself before the signal had little to do, and nothing may have gone wrong.
  expect(signal ?? code, err).toSatisfy((end) => end === 'SIGKILL' || end === 0);
}
