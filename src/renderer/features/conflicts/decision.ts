/** What a person is about to decide on one conflict, and what is sent of it. Pure. */
import type { CommandRequest, CommandResponse } from '../../../shared/contract.ts';

type Shown = CommandResponse<'conflicts.show'>;
export type Difference = Shown['differences'][number];
export type Head = Shown['head'];
export type Kind = Head['kind'];
export type Keep = CommandRequest<'conflicts.resolve'>['keep'];
export type FieldChoice = 'local' | 'remote' | 'union';
export type MergeChoices = Readonly<Record<string, FieldChoice>>;

export const KEEPS = ['local', 'remote', 'both', 'merged'] as const;
export type KeepName = (typeof KEEPS)[number];

export interface Decision {
  readonly keep: KeepName | null;
  readonly merged: MergeChoices;
}

export const UNDECIDED: Decision = { keep: null, merged: {} };

/** What can be taken for a field: lists may be put together. */
export function choicesFor({ kind }: Difference): readonly FieldChoice[] {
  return kind === 'list' || kind === 'tasks' ? ['union', 'local', 'remote'] : ['local', 'remote'];
}

/** Lists together, as nothing is lost by that; of the others this device's. */
export function startingChoices(differences: readonly Difference[]): MergeChoices {
  return Object.fromEntries(
    differences.map((difference) => [difference.field, choicesFor(difference)[0] ?? 'local']),
  );
}

/** All fields of one side at once. */
export function allOf(side: FieldChoice, differences: readonly Difference[]): MergeChoices {
  return Object.fromEntries(
    differences.map((difference) => [
      difference.field,
      choicesFor(difference).includes(side) ? side : 'local',
    ]),
  );
}

/**
 * What was chosen before the versions changed, as far as it still means something: a field that differs no more needs
 * no choice, a new one gets the usual one.
 */
export function carriedOver(before: MergeChoices, differences: readonly Difference[]): MergeChoices {
  const usual = startingChoices(differences);
  return Object.fromEntries(
    differences.map((difference) => {
      const chosen = before[difference.field];
      const possible = chosen !== undefined && choicesFor(difference).includes(chosen);
      return [difference.field, possible ? chosen : (usual[difference.field] ?? 'local')];
    }),
  );
}

/** `null` while nothing is chosen. */
export function keepOf({ keep, merged }: Decision): Keep | null {
  return keep === 'merged' ? { merged: { ...merged } } : keep;
}

export function seenOf({ local, remote }: Pick<Head, 'local' | 'remote'>): { local: string; remote: string } {
  return { local: local.contentHash, remote: remote.contentHash };
}

/** One conflict in the address of the window; ids hold no slash. */
export function conflictItem({ session, device }: Pick<Head, 'session' | 'device'>): string {
  return `${session}/${device}`;
}

/** The conflict of an item: a session alone, as notifications name it, means its first. */
export function conflictOf<T extends Pick<Head, 'session' | 'device'>>(
  item: string,
  conflicts: readonly T[],
): T | undefined {
  const [session, device] = item.split('/');
  return conflicts.find(
    (conflict) => conflict.session === session && (device === undefined || conflict.device === device),
  );
}

/** Where it goes from a conflict that is gone: to the one that took its place, else to the last. */
export function nextAfter<T>(conflicts: readonly T[], place: number): T | undefined {
  return conflicts[Math.min(Math.max(place, 0), conflicts.length - 1)];
}

export function countByKind(conflicts: readonly Pick<Head, 'kind'>[]): Readonly<Record<Kind, number>> {
  const counts = { memory: 0, conversation: 0, both: 0 };
  for (const { kind } of conflicts) counts[kind] += 1;
  return counts;
}

/** What people call a field; one that this version does not know keeps its own name. */
export function fieldName(field: string, names: Readonly<Record<string, string>>): string {
  return (Object.hasOwn(names, field) ? names[field] : undefined) ?? field;
}
