import { useEffect, useState, type ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import type { FieldNote } from '../../components/field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useStrings } from '../../text/use-strings.ts';

interface CommittedFieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly value: string;
  readonly mono?: boolean;
  readonly inputMode?: 'numeric' | 'decimal';
  /** What is wrong with it; `undefined` when it may be written. */
  readonly problem?: (value: string) => string | undefined;
  readonly onCommit: (value: string) => void;
}

/** A text that is written by Enter or its button, not at each letter. */
export function CommittedField({
  label,
  hint,
  value,
  mono = false,
  inputMode,
  problem,
  onCommit,
}: CommittedFieldProps): ReactNode {
  const { components: words } = useStrings();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const changed = typed !== value;
  const wrong = changed ? problem?.(typed) : undefined;
  const note: FieldNote | undefined = wrong === undefined ? undefined : { text: wrong, severity: 'wrong' };
  return (
    <form
      className="committed"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed && wrong === undefined) onCommit(typed);
      }}
    >
      <TextField
        label={label}
        hint={hint}
        note={note}
        mono={mono}
        inputMode={inputMode}
        value={typed}
        onChange={setTyped}
      />
      {changed && (
        <div className="cluster">
          <Button small type="submit" kind="primary" unavailable={wrong !== undefined}>
            {words.save}
          </Button>
          <Button small onClick={() => setTyped(value)}>
            {words.cancel}
          </Button>
        </div>
      )}
    </form>
  );
}
