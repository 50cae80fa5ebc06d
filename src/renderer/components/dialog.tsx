import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useStrings } from '../text/use-strings.ts';
import { IconButton } from './button.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons; the one that goes on comes last. */
  readonly actions?: ReactNode;
  readonly wide?: boolean;
}

/** A modal dialog of the browser's own: it keeps the focus, closes by Escape and gives the focus back. */
export function Dialog({ title, onClose, children, actions, wide = false }: DialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const { components: words } = useStrings();
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={wide ? 'dialog dialog--wide' : 'dialog'}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="dialog__head">
        <h2 id={heading}>{title}</h2>
        <IconButton icon="cross" label={words.close} onClick={onClose} />
      </header>
      <div className="dialog__body stack" tabIndex={0}>
        {children}
      </div>
      {actions && <footer className="dialog__actions cluster cluster--end">{actions}</footer>}
    </dialog>
  );
}
