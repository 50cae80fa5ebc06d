/** What the sessions screen shows beside the list: a session, or a project. Pure. */
export type ShownItem =
  { readonly kind: 'session'; readonly id: string } | { readonly kind: 'project'; readonly path: string };

/** No id of a session holds a colon. */
const PROJECT = 'project:';

export function shownItem(item: string | null): ShownItem | null {
  if (item === null || item === '') return null;
  if (item.startsWith(PROJECT)) return { kind: 'project', path: item.slice(PROJECT.length) };
  return { kind: 'session', id: item };
}

export const projectItem = (path: string): string => `${PROJECT}${path}`;
