/**
 * What a deleted session was called. Its row is gone from index.db and the bucket holds it sealed, so that the words a
 * person chooses by are kept in sync.db, on this computer only, for as long as the deletion can be undone.
 */
import { z } from 'zod';

export interface SessionTitle {
  /** Empty when it has none. */
  readonly summary: string;
  /** Empty when it has none. */
  readonly projectName: string;
}

const schema = z.object({ summary: z.string(), projectName: z.string() });

const nameOf = (session: string): string => `trash.title/${session}`;

/** For `StateChange.facts`. */
export function keptTitle(session: string, { summary, projectName }: SessionTitle): Record<string, string> {
  return { [nameOf(session)]: JSON.stringify({ summary, projectName }) };
}

/** For `StateChange.facts`: these sessions are back, or gone for good. */
export function forgottenTitles(sessions: readonly string[]): Record<string, null> {
  return Object.fromEntries(sessions.map((session) => [nameOf(session), null]));
}

/** `null`: nothing is kept of it. */
export function readTitle(
  state: { fact(name: string): string | null },
  session: string,
): SessionTitle | null {
  const text = state.fact(nameOf(session));
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
