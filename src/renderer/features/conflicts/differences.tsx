import { useEffect, useId, useRef, type ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { useStrings } from '../../text/use-strings.ts';
import {
  allOf,
  choicesFor,
  fieldName,
  type Difference,
  type FieldChoice,
  type Head,
  type MergeChoices,
} from './decision.ts';
import { DifferenceValue } from './difference-value.tsx';

/** Choosing by field; `null`: the fields are only compared. */
interface Choosing {
  readonly choices: MergeChoices;
  readonly onChange: (choices: MergeChoices) => void;
}

interface DifferencesProps {
  readonly head: Head;
  readonly differences: readonly Difference[];
  readonly choosing: Choosing | null;
}

const SIDES = ['local', 'remote'] as const;

/** What differs field by field, both sides beside each other, and for a merge which of them is taken. */
export function Differences({ head, differences, choosing }: DifferencesProps): ReactNode {
  const { conflicts: words } = useStrings();
  const section = useRef<HTMLElement>(null);
  const merging = choosing !== null;
  useEffect(() => {
    if (merging) section.current?.scrollIntoView({ block: 'start' });
  }, [merging]);
  const hint = merging ? words.mergeHint : words.differencesHint;
  return (
    <section className="stack" aria-labelledby="differences" ref={section}>
      <div>
        <h2 id="differences">{words.differences}</h2>
        <p className="muted small">{differences.length === 0 ? words.noDifferences : hint}</p>
      </div>
      {choosing && <TakeAll head={head} differences={differences} choosing={choosing} />}
      {differences.map((difference) => (
        <FieldDifference key={difference.field} head={head} difference={difference} choosing={choosing} />
      ))}
    </section>
  );
}

function TakeAll({ head, differences, choosing }: DifferencesProps & { choosing: Choosing }): ReactNode {
  const { conflicts: words } = useStrings();
  const labels = { local: head.local.name, remote: head.remote.name, union: words.takeUnion };
  return (
    <div className="cluster">
      <span className="small">{words.takeAll}</span>
      {([...SIDES, 'union'] as const).map((side) => (
        <Button key={side} small onClick={() => choosing.onChange(allOf(side, differences))}>
          {labels[side]}
        </Button>
      ))}
    </div>
  );
}

interface FieldProps {
  readonly head: Head;
  readonly difference: Difference;
  readonly choosing: Choosing | null;
}

function FieldDifference({ head, difference, choosing }: FieldProps): ReactNode {
  const { conflicts: words } = useStrings();
  const { field } = difference;
  const name = fieldName(field, words.fields);
  const group = useId();
  const chosen = choosing?.choices[field] ?? 'local';
  const radio = (choice: FieldChoice, label: string): ReactNode => (
    <label className="check">
      <input
        type="radio"
        name={group}
        value={choice}
        checked={choice === chosen}
        onChange={() => choosing?.onChange({ ...choosing.choices, [field]: choice })}
      />
      <span>{label}</span>
    </label>
  );
  const sides = (
    <div className="sides">
      {SIDES.map((side) => (
        <div
          key={side}
          className={
            choosing && (chosen === side || chosen === 'union')
              ? 'side version version--taken'
              : 'side version'
          }
        >
          <div className="small version__name">
            {choosing ? radio(side, head[side].name) : head[side].name}
          </div>
          <DifferenceValue difference={difference} side={side} />
        </div>
      ))}
    </div>
  );
  if (!choosing) {
    return (
      <section className="difference" aria-label={name}>
        <h3>{name}</h3>
        {sides}
      </section>
    );
  }
  return (
    <fieldset className="difference">
      <legend>{name}</legend>
      {sides}
      {choicesFor(difference).includes('union') && radio('union', words.takeUnion)}
    </fieldset>
  );
}
