import { useEffect, useState, type ReactNode } from 'react';
import { ask } from '../bridge.ts';
import { useAction } from '../store/action.ts';
import { useStrings } from '../text/use-strings.ts';
import { Button } from './button.tsx';

/** How long the button says that it was done. */
const SAID_MS = 2_000;

interface CopyFieldProps {
  /** What is shown; names it for those who cannot see it, and stands above it unless `bare`. */
  readonly label: string;
  readonly text: string;
  /** Several lines, as they are. */
  readonly block?: boolean;
  readonly bare?: boolean;
}

/** Text that is there to be copied. Public things only: secrets are copied by commands of their own. */
export function CopyField({ label, text, block = false, bare = false }: CopyFieldProps): ReactNode {
  return (
    <figure className="copy-field">
      {!bare && <figcaption>{label}</figcaption>}
      <div className={block ? 'copy-field__block' : 'input-row'}>
        <pre className="copy-field__text" tabIndex={0} role="group" aria-label={label}>
          {text}
        </pre>
        <CopyButton label={label} text={text} />
      </div>
    </figure>
  );
}

export function CopyButton({ label, text }: { label: string; text: string }): ReactNode {
  const { components: words } = useStrings();
  const [copied, setCopied] = useState(false);
  const action = useAction();
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    void action.run(async () => {
      await ask('clipboard.copy', { text });
      setCopied(true);
    });
  };
  return (
    <Button small icon={copied ? 'check' : 'copy'} aria-label={words.copyOf(label)} onClick={copy}>
      <span aria-live="polite">{copied ? words.copied : words.copy}</span>
    </Button>
  );
}
