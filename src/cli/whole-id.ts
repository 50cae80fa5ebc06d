import type { ComposedApp } from '../main/composed-app.ts';
import { toAppError } from '../shared/errors.ts';
import { UsageError } from './usage-error.ts';

/**
 * The session that the beginning of an id means, with its title when it can be read. A session that is there
 * but cannot be read keeps the id as typed.
 * @throws AppError SESSION_UNKNOWN
 */
export async function wholeId(app: ComposedApp, typed: string): Promise<{ id: string; title: string }> {
  try {
    const { summary } = await app.show(typed);
    return { id: summary.id, title: summary.summary };
  } catch (error) {
    const failure = toAppError(error);
    if (failure.code === 'SESSION_UNKNOWN' || failure.code === 'CANCELLED') throw failure;
    return { id: typed, title: '' };
  }
}

/** The one of `items` whose id is `typed` or begins with it. @throws UsageError when several do; `null` for none */
export function byBeginning<T>(items: readonly T[], idOf: (item: T) => string, typed: string): T | null {
  const exact = items.find((item) => idOf(item) === typed);
  if (exact) return exact;
  const ids = new Set(items.map(idOf).filter((id) => id.startsWith(typed)));
  if (ids.size > 1) throw new UsageError(`Several sessions begin with ${typed}.`, 'Type more of the id.');
  return items.find((item) => ids.has(idOf(item))) ?? null;
}
