import type { ReactNode } from 'react';
import { unsay, useApp } from '../store/app-store.ts';
import { useStrings } from '../text/use-strings.ts';
import { Button, IconButton } from './button.tsx';

/** What was just said by `say`; read aloud without interrupting. */
export function Toasts(): ReactNode {
  const toasts = useApp((app) => app.toasts);
  const { components: words } = useStrings();
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text, action }) => (
        <div key={id} className="toast">
          <span>{text}</span>
          {action && (
            <Button
              small
              onClick={() => {
                unsay(id);
                action.run();
              }}
            >
              {action.label}
            </Button>
          )}
          <IconButton icon="cross" label={words.dismiss(text)} onClick={() => unsay(id)} />
        </div>
      ))}
    </div>
  );
}
