import type { Bucket } from '../../engine/ports.ts';
import { MemoryBucket } from '../memory.ts';

/** Counts writes, and lets a test act in between, as another device would. */
export class WatchedBucket extends MemoryBucket {
  writes: string[] = [];
  beforePut: (() => Promise<unknown>) | null = null;
  ignoresCreateOnly = false;

  override async put(...[key, body, options]: Parameters<Bucket['put']>): ReturnType<Bucket['put']> {
    const act = this.beforePut;
    this.beforePut = null;
    await act?.();
    this.writes.push(key);
    return super.put(key, body, {
      ...options,
      createOnly: !this.ignoresCreateOnly && (options?.createOnly ?? false),
    });
  }
}
