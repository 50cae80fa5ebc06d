/** Before this share is done, an estimate would jump about. */
const LEAST_SHARE = 0.02;
const LEAST_ELAPSED_MS = 3_000;

/** How long the rest will take if it goes on as so far, in milliseconds; `null` while that cannot be said. */
export function estimateRemaining({
  done,
  total,
  elapsedMs,
}: {
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
}): number | null {
  if (total <= 0 || done >= total || elapsedMs < LEAST_ELAPSED_MS || done / total < LEAST_SHARE) return null;
  return (elapsedMs / done) * (total - done);
}
