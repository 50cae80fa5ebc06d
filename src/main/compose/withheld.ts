/** Sessions that stay on this device by a person's choice: one by one, or by a rule of their project. */
import { readOnlyHere } from '../config/only-here.ts';
import { isSynced, type ProjectRule } from '../config/project-rules.ts';
import type { SessionStore } from '../store/sessions.ts';

export interface WithheldDeps {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly rules: readonly ProjectRule[];
  readonly store: Pick<SessionStore, 'list'>;
}

/** Their ids, as things are now. @throws STORE_UNREADABLE when the list of single sessions cannot be read */
export function withheldSessions({ home, env, rules, store }: WithheldDeps): ReadonlySet<string> {
  const withheld = readOnlyHere(home);
  if (rules.every(({ cloudSync }) => cloudSync !== false)) return withheld;
  const synced = new Map<string, boolean>();
  for (const { id, projectPath } of store.list()) {
    const known = synced.get(projectPath) ?? (projectPath === '' || isSynced(rules, projectPath, env));
    synced.set(projectPath, known);
    if (!known) withheld.add(id);
  }
  return withheld;
}
