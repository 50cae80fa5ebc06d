import { useState, type ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { say } from '../../store/app-store.ts';
import { useAction } from '../../store/action.ts';
import { useStrings } from '../../text/use-strings.ts';

interface RecoveryKitProps {
  /** The key of the saved settings, or that of the set-up under way. */
  readonly of: 'vault' | 'draft';
  /** It is the next thing to do: saving stands out until it was done. */
  readonly first?: boolean;
  /** It was saved, printed or copied. */
  readonly onTaken?: () => void;
}

/** The three ways to keep the recovery kit. It goes from the main process to file, printer or clipboard directly. */
export function RecoveryKit({ of, first = false, onTaken }: RecoveryKitProps): ReactNode {
  const { key: words } = useStrings();
  const action = useAction();
  const [said, setSaid] = useState('');
  const taken = (sentence: string): void => {
    setSaid(sentence);
    onTaken?.();
  };
  const save = async (): Promise<void> => {
    const { path } = await ask('recovery.save', { of });
    if (path !== null) taken(words.kitSaved(path));
  };
  const print = async (): Promise<void> => {
    const { printed } = await ask('recovery.print', { of });
    if (printed) taken(words.kitPrinted);
  };
  const copy = async (): Promise<void> => {
    const { clearedAfterMs } = await ask('recovery.copy', { of });
    taken(words.kitCopied(Math.round(clearedAfterMs / 1000)));
    say(words.kitCopied(Math.round(clearedAfterMs / 1000)));
  };
  return (
    <div className="stack stack--tight">
      <div className="cluster">
        <Button
          kind={first && said === '' ? 'primary' : 'secondary'}
          icon="save"
          busy={action.busy}
          onClick={() => void action.run(save)}
        >
          {words.kitSave}
        </Button>
        <Button icon="print" busy={action.busy} onClick={() => void action.run(print)}>
          {words.kitPrint}
        </Button>
        <Button icon="copy" busy={action.busy} onClick={() => void action.run(copy)}>
          {words.kitCopy}
        </Button>
      </div>
      <p className="muted small" role="status">
        {said}
      </p>
      <ActionProblem action={action} />
    </div>
  );
}
