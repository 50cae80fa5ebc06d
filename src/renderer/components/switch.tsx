import { useId, type ReactNode } from 'react';

interface SwitchProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  /** Cannot be changed here; the hint says why. */
  readonly unavailable?: boolean;
}

export function Switch({ label, hint, on, onChange, unavailable = false }: SwitchProps): ReactNode {
  const id = useId();
  return (
    <div className="switch">
      <div>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <div className="field__hint" id={`${id}-hint`}>
            {hint}
          </div>
        )}
      </div>
      <button
        id={id}
        type="button"
        role="switch"
        className="switch__control"
        aria-checked={on}
        aria-disabled={unavailable || undefined}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onClick={() => {
          if (!unavailable) onChange(!on);
        }}
      />
    </div>
  );
}
