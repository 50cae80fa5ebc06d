import { useId, type ReactNode } from 'react';
import { Icon } from './icon.tsx';

export interface FieldNote {
  readonly text: string;
  /** `unlikely`: it may be right. */
  readonly severity: 'wrong' | 'unlikely';
}

interface FieldProps {
  readonly label: string;
  /** Shown below the label, at all times. */
  readonly hint?: ReactNode;
  readonly note?: FieldNote | undefined;
  /** `(optional)` beside the label, in the language of the window. */
  readonly aside?: string | undefined;
  readonly children: (control: FieldControl) => ReactNode;
}

/** What a control must carry so that label, hint and note belong to it. */
export interface FieldControl {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

/** A control with its label, a hint, and what is wrong with it. */
export function Field({ label, hint, note, aside, children }: FieldProps): ReactNode {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', note ? `${id}-note` : ''].filter(Boolean).join(' ');
  return (
    <div className="field">
      <div className="field__head">
        <label htmlFor={id}>{label}</label>
        {aside && <span className="muted small">{aside}</span>}
      </div>
      {hint && (
        <div className="field__hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': note?.severity === 'wrong' ? true : undefined,
      })}
      <div aria-live="polite">
        {note && (
          <div className={`field__note field__note--${note.severity}`} id={`${id}-note`}>
            <Icon name={note.severity === 'wrong' ? 'fail' : 'warn'} size={16} />
            <span>{note.text}</span>
          </div>
        )}
      </div>
    </div>
  );
}
