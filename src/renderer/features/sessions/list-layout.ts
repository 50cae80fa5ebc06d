/**
 * Where everything stands in the list: projects as headings, their sessions below unless the project is folded.
 * Knows positions only, so it is as quick for sessions that have not been asked for yet. Pure.
 */
import type { CommandResponse } from '../../../shared/contract.ts';

export type Group = CommandResponse<'sessions.list'>['groups'][number];

export type ListItem =
  | { readonly kind: 'group'; readonly group: Group; readonly folded: boolean; readonly place: number }
  | {
      readonly kind: 'session';
      /** Its index among all sessions of the list. */
      readonly session: number;
      readonly group: Group;
      /** Its index in its group. */
      readonly place: number;
    };

interface Placed {
  readonly group: Group;
  readonly folded: boolean;
  /** Index of the heading among the items. */
  readonly heading: number;
  /** Index of its first session among all sessions. */
  readonly first: number;
}

export class ListLayout {
  readonly #groups: readonly Placed[];
  /** Items: headings, and sessions that are not folded away. */
  readonly count: number;
  readonly groupCount: number;

  constructor(groups: readonly Group[], folded: ReadonlySet<string>) {
    const placed: Placed[] = [];
    let heading = 0;
    let first = 0;
    for (const group of groups) {
      const isFolded = folded.has(group.project);
      placed.push({ group, folded: isFolded, heading, first });
      heading += isFolded ? 1 : 1 + group.count;
      first += group.count;
    }
    this.#groups = placed;
    this.count = heading;
    this.groupCount = placed.length;
  }

  itemAt(index: number): ListItem | null {
    if (index < 0 || index >= this.count) return null;
    const place = lastAtOrBefore(this.#groups, (group) => group.heading, index);
    const found = this.#groups[place];
    if (!found) return null;
    const { group, folded, heading, first } = found;
    if (index === heading) return { kind: 'group', group, folded, place };
    const within = index - heading - 1;
    return { kind: 'session', session: first + within, group, place: within };
  }

  /** The item of a session, or of the heading under which it is folded away. */
  indexOfSession(session: number): number {
    const placed = this.#groups[lastAtOrBefore(this.#groups, ({ first }) => first, session)];
    if (!placed || session < placed.first || session >= placed.first + placed.group.count) return -1;
    return placed.folded ? placed.heading : placed.heading + 1 + session - placed.first;
  }

  indexOfGroup(project: string): number {
    return this.#groups.find(({ group }) => group.project === project)?.heading ?? -1;
  }

  /** Sessions that stand between two items, as [from, to) among all sessions; `null`: none. */
  sessionsBetween(firstItem: number, lastItem: number): readonly [number, number] | null {
    let from = -1;
    let to = -1;
    for (let index = Math.max(0, firstItem); index <= Math.min(lastItem, this.count - 1); index++) {
      const item = this.itemAt(index);
      if (item?.kind !== 'session') continue;
      if (from < 0) from = item.session;
      to = item.session + 1;
    }
    return from < 0 ? null : [from, to];
  }
}

/** The last entry whose position is not after `position`; positions never fall. */
function lastAtOrBefore<T>(
  entries: readonly T[],
  positionOf: (entry: T) => number,
  position: number,
): number {
  let low = 0;
  let high = entries.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const entry = entries[middle];
    if (entry !== undefined && positionOf(entry) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
