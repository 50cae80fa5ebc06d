import { useState, type ReactNode } from 'react';
import { useStrings } from '../text/use-strings.ts';
import { IconButton } from './button.tsx';
import { Field, type FieldNote } from './field.tsx';

interface SecretFieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly note?: FieldNote | undefined;
  readonly placeholder?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  readonly autoFocus?: boolean;
}

/** A secret as it is typed: hidden until its owner wants to see it. */
export function SecretField({ label, hint, note, value, onChange, ...rest }: SecretFieldProps): ReactNode {
  const [shown, setShown] = useState(false);
  const { components: words } = useStrings();
  return (
    <Field label={label} hint={hint} note={note}>
      {(control) => (
        <div className="input-row">
          <input
            {...rest}
            {...control}
            type={shown ? 'text' : 'password'}
            className="input input--mono"
            autoComplete="off"
            spellCheck={false}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <IconButton
            icon={shown ? 'eye-off' : 'eye'}
            label={shown ? words.hideSecret(label) : words.showSecret(label)}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          />
        </div>
      )}
    </Field>
  );
}
