import type { ReactNode } from 'react';
import { toAppError } from '../../../shared/errors.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { explainError } from '../../errors/describe.ts';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { say } from '../../store/app-store.ts';
import { useLanguage, useStrings } from '../../text/use-strings.ts';
import type { Device } from './device-facts.ts';

interface RetireDialogProps {
  readonly device: Device;
  readonly onClose: (changed: boolean) => void;
}

export function RetireDialog({ device, onClose }: RetireDialogProps): ReactNode {
  const { devices: words, components } = useStrings();
  const language = useLanguage();
  const action = useAction();
  const retire = async (retired: boolean): Promise<void> => {
    await ask('devices.retire', { device: device.id, retired });
  };
  const undo = (): void => {
    retire(false).then(
      () => say(words.unretired(device.name)),
      (error: unknown) => say(explainError(toAppError(error), language).title),
    );
  };
  const run = async (): Promise<void> => {
    if (!(await action.run(() => retire(true)))) return;
    say(words.retired(device.name), { label: words.undo, run: undo });
    onClose(true);
  };
  return (
    <Dialog
      title={words.retireTitle(device.name)}
      onClose={() => onClose(false)}
      actions={
        <>
          <Button onClick={() => onClose(false)}>{components.cancel}</Button>
          <Button kind="primary" busy={action.busy} onClick={() => void run()}>
            {words.retire}
          </Button>
        </>
      }
    >
      <p>{words.retireWhat}</p>
      <ActionProblem action={action} />
    </Dialog>
  );
}
