import { useId, type ReactNode } from 'react';
import { CONFLICT_KEYS, type ConflictKey } from '../features/conflicts/conflict-keys.ts';
import { useStrings } from '../text/use-strings.ts';

/** What keys do in parts of the window only; handled there. */
const LIST_KEYS = {
  search: ['/'],
  move: ['↑', '↓', 'Home', 'End'],
  open: ['Enter'],
  fold: ['←', '→'],
  clear: ['Escape'],
} as const;
type ListKey = keyof typeof LIST_KEYS;

/** @param names the keys of a stroke as they are called on this computer */
export function LocalShortcuts({ names }: { names: (stroke: string) => readonly string[] }): ReactNode {
  const { conflicts: words, sessions } = useStrings();
  const lists = Object.entries(LIST_KEYS) as [ListKey, readonly string[]][];
  const strokes = Object.entries(CONFLICT_KEYS) as [ConflictKey, string][];
  return (
    <>
      <Part title={sessions.keysTitle} keys={lists.map(([id, keys]) => [sessions.keys[id], keys])} />
      <Part title={words.keysTitle} keys={strokes.map(([id, stroke]) => [words.keys[id], names(stroke)])} />
    </>
  );
}

interface PartProps {
  readonly title: string;
  readonly keys: readonly (readonly [what: string, keys: readonly string[]])[];
}

function Part({ title, keys }: PartProps): ReactNode {
  const heading = useId();
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading}>{title}</h3>
      <dl className="shortcuts">
        {keys.map(([what, strokes]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              <span className="shortcuts__stroke">
                {strokes.map((name) => (
                  <kbd key={name}>{name}</kbd>
                ))}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
