/** The entries of two lists, told apart by where they occur. Pure. */
import type { Difference } from './decision.ts';

export interface ListEntry {
  readonly text: string;
  readonly where: 'both' | 'local' | 'remote';
}

/** Values as entries; a text that is no list is one entry. */
function entriesOf(value: Difference['local']): readonly string[] {
  if (typeof value === 'object') return value;
  return value === '' ? [] : [String(value)];
}

/** What one side has, in its own order, and whether the other has it too; each entry as often as it occurs. */
export function sideOf(difference: Difference, side: 'local' | 'remote'): ListEntry[] {
  const other = [...entriesOf(difference[side === 'local' ? 'remote' : 'local'])];
  return entriesOf(difference[side]).map((text) => {
    const place = other.indexOf(text);
    if (place < 0) return { text, where: side };
    other.splice(place, 1);
    return { text, where: 'both' };
  });
}

/** `[in_progress] Write it down` in words: `In progress: Write it down`. What is no such text stays as it is. */
export function taskText(entry: string, names: Readonly<Record<string, string>>): string {
  const [, status = '', description = ''] = /^\[([a-z_]+)\] (.*)$/s.exec(entry) ?? [];
  return Object.hasOwn(names, status) ? `${names[status] ?? status}: ${description}` : entry;
}
