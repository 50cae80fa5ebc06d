import type { AppState } from '../../../shared/contract.ts';

type Failure = AppState['failures'][number];

export interface FailureGroup {
  readonly code: Failure['code'];
  readonly sessions: readonly Failure[];
}

/** Failures that have the same cause are told once; the most frequent first. */
export function groupFailures(failures: readonly Failure[]): FailureGroup[] {
  const groups = new Map<Failure['code'], Failure[]>();
  for (const failure of failures) {
    const { code, session } = failure;
    const sessions = groups.get(code) ?? [];
    if (!sessions.some((other) => other.session === session)) sessions.push(failure);
    groups.set(code, sessions);
  }
  return [...groups]
    .map(([code, sessions]) => ({ code, sessions }))
    .sort((a, b) => b.sessions.length - a.sessions.length || a.code.localeCompare(b.code));
}
