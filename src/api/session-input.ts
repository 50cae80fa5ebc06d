import { parseMemory, type SessionMemory, type Task } from '../shared/session.ts';

type Dates<T, K extends keyof T> = { readonly [P in K]: string | Date };

/** A task as programs write it: dates as ISO 8601 strings or `Date`. */
export type TaskInput = Pick<Task, 'id' | 'description' | 'status'> &
  Dates<Task, 'createdAt'> & {
    readonly completedAt?: string | Date;
    readonly relatedFiles?: readonly string[];
    readonly notes?: string;
  };

/**
 * A session as programs write it: dates as ISO 8601 strings or `Date`; whatever is left out is empty. Keys beyond
 * those of a session are kept and synced.
 */
export type SessionInput = { readonly id: string } & Dates<SessionMemory, 'startedAt' | 'endedAt'> & {
    readonly archivedAt?: string | Date;
    readonly tasks?: readonly TaskInput[];
  } & Readonly<
    Partial<
      Omit<
        SessionMemory,
        'id' | 'startedAt' | 'endedAt' | 'archivedAt' | 'tasks' | 'synced' | 'syncedAt' | 'extra'
      >
    >
  >;

/** @throws AppError MEMORY_INVALID {field, problem} */
export function readSession(session: SessionInput | SessionMemory): SessionMemory {
  const { extra, ...rest } = session as SessionMemory;
  return parseMemory({ ...extra, ...rest });
}
