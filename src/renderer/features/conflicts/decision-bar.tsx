import { useId, type ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { useStrings } from '../../text/use-strings.ts';
import { CONFLICT_KEYS } from './conflict-keys.ts';
import { KEEPS, type Difference, type Head, type KeepName } from './decision.ts';

interface DecisionBarProps {
  readonly head: Head;
  readonly differences: readonly Difference[];
  readonly keep: KeepName | null;
  readonly onChoose: (keep: KeepName) => void;
  readonly busy: boolean;
  /** Others wait after this one. */
  readonly more: boolean;
  readonly onDecide: () => void;
}

/** The four ways out and the one press that takes it; stays in sight while the versions scroll. */
export function DecisionBar(props: DecisionBarProps): ReactNode {
  const { head, differences, keep, onChoose, busy, more, onDecide } = props;
  const { conflicts: words } = useStrings();
  const id = useId();
  const label = (name: KeepName): string => {
    if (name === 'local') return words.keeps.local(head.local.name);
    return name === 'remote' ? words.keeps.remote(head.remote.name) : words.keeps[name];
  };
  return (
    <section className="decision-bar" aria-label={words.decision}>
      <fieldset className="decision-bar__ways">
        <legend className="unseen">{words.decision}</legend>
        {waysFor(differences).map((name) => (
          <label key={name} className="way" title={label(name)}>
            <input
              type="radio"
              name={id}
              value={name}
              checked={name === keep}
              onChange={() => onChoose(name)}
            />
            <kbd aria-hidden="true">{CONFLICT_KEYS[name]}</kbd>
            <span className="way__words">{label(name)}</span>
          </label>
        ))}
      </fieldset>
      <p className="decision-bar__hint muted small" id={`${id}-hint`} role="status">
        {keep === null ? words.chooseFirst : words.keepHints[keep]}
      </p>
      <Button
        kind="primary"
        icon="check"
        busy={busy}
        unavailable={keep === null}
        aria-describedby={`${id}-hint`}
        onClick={onDecide}
      >
        {more ? words.applyAndNext : words.apply}
      </Button>
    </section>
  );
}

/** Notes that are the same cannot be put together. */
export function waysFor(differences: readonly Difference[]): readonly KeepName[] {
  return KEEPS.filter((name) => name !== 'merged' || differences.length > 0);
}
