import type { AppState } from '../../../shared/contract.ts';

type Failure = AppState['failures'][number];

export interface FailureGroup {
  readonly code: Failure['code'];
  readonly sessions: readonly string[];
}

/** Failures that have the same cause are told once; the most frequent first. */
export function groupFailures(failures: readonly Failure[]): FailureGroup[] {
  const groups = new Map<Failure['code'], string[]>();
  for (const { code, session } of failures) {
    const sessions = groups.get(code) ?? [];
    if (!sessions.includes(session)) sessions.push(session);
    groups.set(code, sessions);
  }
  return [...groups]
    .map(([code, sessions]) => ({ code, sessions }))
    .sort((a, b) => b.sessions.length - a.sessions.length || a.code.localeCompare(b.code));
}
