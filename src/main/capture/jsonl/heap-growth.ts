/**
 * While a long transcript is read, JSON of its lines dies young and old; V8 would let the heap double before it looks.
 * Measured on 1 GB: 57 MB of heap without this, and no less processor time.
 */
import { setFlagsFromString } from 'node:v8';

/** Bytes of a file from which memory counts more than time. */
const LONG_BYTES = 64 * 1024 * 1024;
/** Per cent by which the heap may grow until it is looked through. 0: as V8 thinks best, its default. */
const SLOWLY = 10;

let readers = 0;

/** Runs `work`, with a heap that is kept small when it reads as much as `bytes` says. */
export async function withSmallHeap<T>(bytes: number, work: () => Promise<T>): Promise<T> {
  if (bytes < LONG_BYTES) return work();
  readers += 1;
  if (readers === 1) setFlagsFromString(`--heap-growing-percent=${SLOWLY}`);
  try {
    return await work();
  } finally {
    readers -= 1;
    if (readers === 0) setFlagsFromString('--heap-growing-percent=0');
  }
}
