import { useId, useState, type ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/text-field.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { say } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import type { Device } from './device-facts.ts';

interface RenameDialogProps {
  readonly device: Device;
  readonly onClose: (changed: boolean) => void;
}

/** The dialog looks for this when it opens; React's own `autoFocus` comes too early for it. */
function focusFirst(input: HTMLInputElement | null): void {
  input?.setAttribute('autofocus', '');
}

export function RenameDialog({ device, onClose }: RenameDialogProps): ReactNode {
  const { devices: words, components } = useStrings();
  const [name, setName] = useState(device.name);
  const action = useAction();
  const form = useId();
  const wanted = name.trim();
  const rename = async (): Promise<void> => {
    const done = await action.run(() => ask('devices.rename', { device: device.id, name: wanted }));
    if (!done) return;
    say(words.renamed(wanted));
    onClose(true);
  };
  return (
    <Dialog
      title={words.renameTitle(device.name)}
      onClose={() => onClose(false)}
      actions={
        <>
          <Button onClick={() => onClose(false)}>{components.cancel}</Button>
          <Button kind="primary" type="submit" form={form} busy={action.busy} unavailable={wanted === ''}>
            {words.rename}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted !== '') void rename();
        }}
      >
        <TextField
          label={words.renameLabel}
          hint={words.renameHint}
          value={name}
          onChange={setName}
          maxLength={100}
          ref={focusFirst}
        />
      </form>
      <ActionProblem action={action} />
    </Dialog>
  );
}
