/** Counted nouns. */
import { formatFor } from '../text/format.ts';

/** `1 session`, `12,000 sessions`; `many` when it is not `one` with an s. */
export function english(count: number, one: string, many = `${one}s`): string {
  return `${formatFor('en').number(count)} ${count === 1 ? one : many}`;
}

/** `1 Sitzung`, `12.000 Sitzungen` */
export function german(count: number, one: string, many: string): string {
  return `${formatFor('de').number(count)} ${count === 1 ? one : many}`;
}
