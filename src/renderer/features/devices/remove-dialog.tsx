import { useId, useState, type ReactNode } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';
import { Await } from '../../components/await.tsx';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/text-field.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { useAnswer } from '../../store/answer.ts';
import { say } from '../../store/app-store.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { isTyped, type Device } from './device-facts.ts';

type Removal = CommandResponse<'devices.removal'>;

interface RemoveDialogProps {
  readonly device: Device;
  readonly onClose: (changed: boolean) => void;
  readonly onRetire: () => void;
}

/** Deleting what cannot be brought back: first what it is, then the name typed. */
export function RemoveDialog({ device, onClose, onRetire }: RemoveDialogProps): ReactNode {
  const { devices: words, components } = useStrings();
  const { id, name } = device;
  const [typed, setTyped] = useState('');
  const removal = useAnswer('devices.removal', { device: id }, 'devices');
  const action = useAction();
  const form = useId();
  const ready = removal.state === 'ready' && isTyped(typed, name);
  const remove = (): void => {
    void action.run(async () => {
      const { objects } = await ask('devices.remove', { device: id, typed: typed.trim() });
      say(words.removed(name, objects));
      onClose(true);
    });
  };
  const mismatch = typed !== '' && !name.startsWith(typed.trim()) && !isTyped(typed, name);
  return (
    <Dialog
      wide
      title={words.removeTitle(name)}
      onClose={() => onClose(false)}
      actions={
        <>
          <Button onClick={() => onClose(false)}>{components.cancel}</Button>
          <Button kind="danger" type="submit" form={form} busy={action.busy} unavailable={!ready}>
            {words.remove}
          </Button>
        </>
      }
    >
      <Await answer={removal} label={words.removeChecking}>
        {(what) => <WhatIsLost removal={what} />}
      </Await>
      {device.retiredAt === null && (
        <p>
          {words.removeRetireInstead}{' '}
          <Button small onClick={onRetire}>
            {words.retire}
          </Button>
        </p>
      )}
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) remove();
        }}
      >
        <TextField
          label={words.removeType(name)}
          value={typed}
          onChange={setTyped}
          note={mismatch ? { text: words.removeMismatch(name), severity: 'wrong' } : undefined}
        />
      </form>
      <ActionProblem action={action} />
    </Dialog>
  );
}

function WhatIsLost({ removal: { objects, bytes, onlyThere, sessions } }: { removal: Removal }): ReactNode {
  const { devices: words } = useStrings();
  const format = useFormat();
  const unnamed = onlyThere - sessions.length;
  return (
    <>
      <p>{objects === 0 ? words.removeNothing : words.removeWhat(objects, format.bytes(bytes))}</p>
      {objects > 0 && onlyThere === 0 && <Banner tone="ok" title={words.removeSafe} />}
      {onlyThere > 0 && (
        <Banner tone="danger" title={words.removeLoses(onlyThere)}>
          <ul className="device__lost" tabIndex={0} aria-label={words.removeLoses(onlyThere)}>
            {sessions.map((session) => (
              <li key={session.id}>{session.summary || words.untitled}</li>
            ))}
            {unnamed > 0 && <li>{words.removeMore(unnamed)}</li>}
          </ul>
        </Banner>
      )}
    </>
  );
}
