import type { ComponentProps, ReactNode } from 'react';
import { Field, type FieldNote } from './field.tsx';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'className' | 'id'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly note?: FieldNote | undefined;
  readonly aside?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** For ids, addresses and paths. */
  readonly mono?: boolean;
}

export function TextField({
  label,
  hint,
  note,
  aside,
  value,
  onChange,
  mono = false,
  ...rest
}: TextFieldProps): ReactNode {
  return (
    <Field label={label} hint={hint} note={note} aside={aside}>
      {(control) => (
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          {...rest}
          {...control}
          className={mono ? 'input input--mono' : 'input'}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

interface TextAreaProps extends Omit<ComponentProps<'textarea'>, 'onChange' | 'value' | 'className' | 'id'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly note?: FieldNote | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly mono?: boolean;
}

export function TextArea({
  label,
  hint,
  note,
  value,
  onChange,
  mono = false,
  ...rest
}: TextAreaProps): ReactNode {
  return (
    <Field label={label} hint={hint} note={note}>
      {(control) => (
        <textarea
          spellCheck={false}
          {...rest}
          {...control}
          className={mono ? 'input input--mono' : 'input'}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
