import { useEffect, useState, type ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { ChoiceList } from '../../components/choice-list.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { SecretField } from '../../components/secret-field.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { say } from '../../store/app-store.ts';
import { useAction } from '../../store/action.ts';
import { useStrings } from '../../text/use-strings.ts';
import { keyNote } from '../key/key-form.ts';
import { NewPassphrase, useNewPassphrase } from '../key/new-passphrase.tsx';

/** A key that was left on the screen is taken off it. */
const SHOWN_MS = 60_000;

export function RevealedKey({ hex, onClose }: { hex: string; onClose: () => void }): ReactNode {
  const { key: words, components } = useStrings();
  useEffect(() => {
    const timer = setTimeout(onClose, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [onClose]);
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      actions={<Button onClick={onClose}>{components.close}</Button>}
    >
      <p>{words.revealHint}</p>
      <pre className="copy-field__text revealed" tabIndex={0} role="group" aria-label={words.key}>
        {hex}
      </pre>
    </Dialog>
  );
}

interface ChangeProps {
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

export function ChangePassphrase({ onClose, onChanged }: ChangeProps): ReactNode {
  const { key: words, components } = useStrings();
  const passphrase = useNewPassphrase();
  const action = useAction();
  const change = (): void =>
    void action.run(async () => {
      await ask('key.changePassphrase', { passphrase: passphrase.value });
      say(words.passphraseChanged);
      onChanged();
    });
  return (
    <Dialog
      title={words.newPassphrase}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{components.cancel}</Button>
          <Button
            kind="primary"
            busy={action.busy}
            unavailable={passphrase.notYet !== undefined}
            onClick={change}
          >
            {components.save}
          </Button>
        </>
      }
    >
      <p className="muted">{words.newPassphraseHint}</p>
      <NewPassphrase handle={passphrase} />
      <ActionProblem action={action} />
    </Dialog>
  );
}

type Way = 'hex' | 'passphrase';

/** Another key, or the same once more: checked against the vault before it is kept. */
export function EnterKey({ onClose, onChanged }: ChangeProps): ReactNode {
  const { key: words, components } = useStrings();
  const [way, setWay] = useState<Way>('hex');
  const [typed, setTyped] = useState('');
  const action = useAction();
  const note = way === 'hex' ? keyNote(typed, words) : undefined;
  const enter = (): void =>
    void action.run(async () => {
      await ask('key.import', way === 'hex' ? { hex: typed.trim() } : { passphrase: typed });
      say(words.entered);
      onChanged();
    });
  return (
    <Dialog
      title={words.enter}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{components.cancel}</Button>
          <Button
            kind="primary"
            busy={action.busy}
            unavailable={typed === '' || note !== undefined}
            onClick={enter}
          >
            {words.useKey}
          </Button>
        </>
      }
    >
      <p className="muted">{words.enterHint}</p>
      <ChoiceList<Way>
        legend={words.enterBy}
        value={way}
        choices={[
          { value: 'hex', title: words.key },
          { value: 'passphrase', title: words.passphrase },
        ]}
        onChange={(chosen) => {
          setWay(chosen);
          setTyped('');
        }}
      />
      <SecretField
        key={way}
        label={way === 'hex' ? words.key : words.passphrase}
        note={note}
        value={typed}
        onChange={setTyped}
      />
      <ActionProblem action={action} without={['import-key', 'enter-passphrase']} />
    </Dialog>
  );
}
