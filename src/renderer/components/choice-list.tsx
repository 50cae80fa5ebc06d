import { useId, type ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

export interface Choice<T extends string> {
  readonly value: T;
  readonly title: string;
  readonly hint?: string | undefined;
  readonly icon?: IconName;
}

interface ChoiceListProps<T extends string> {
  readonly legend: string;
  /** The legend is read aloud only: a heading above says the same. */
  readonly quietLegend?: boolean;
  readonly value: T | null;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
}

/** One of a few, each explained: a radio group. */
export function ChoiceList<T extends string>({
  legend,
  quietLegend = false,
  value,
  choices,
  onChange,
}: ChoiceListProps<T>): ReactNode {
  const name = useId();
  return (
    <fieldset className="choice-list">
      <legend className={quietLegend ? 'unseen' : undefined}>{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="choice">
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          {choice.icon && <Icon name={choice.icon} />}
          <span className="choice__words">
            <strong>{choice.title}</strong>
            {choice.hint && <span className="muted">{choice.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface CheckProps {
  readonly label: ReactNode;
  /** Stands below; why it cannot be ticked yet, for instance. */
  readonly hint?: string | undefined;
  readonly unavailable?: boolean;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

export function Check({ label, hint, unavailable = false, on, onChange }: CheckProps): ReactNode {
  return (
    <label className={unavailable ? 'check check--unavailable' : 'check'}>
      <input
        type="checkbox"
        checked={on}
        disabled={unavailable}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        {label}
        {hint && <span className="check__hint">{hint}</span>}
      </span>
    </label>
  );
}
