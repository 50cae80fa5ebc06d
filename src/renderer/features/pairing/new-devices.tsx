import { useEffect, type ReactNode } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { Banner } from '../../components/banner.tsx';
import { useAnswer } from '../../store/answer.ts';
import { routeHash } from '../../store/route.ts';
import { useStrings } from '../../text/use-strings.ts';

type Device = CommandResponse<'devices.list'>['devices'][number];

/** A device that joins writes its card with its first sync; asking costs two or three requests. Milliseconds. */
const LOOK_AGAIN = 20_000;

/** Devices that were not there before. Pure. */
export function cameSince(before: readonly string[], devices: readonly Device[]): readonly Device[] {
  return devices.filter(({ id, thisDevice }) => !thisDevice && !before.includes(id));
}

/** Whether the other device has joined. `before`: ids of the devices that were there when the code was made. */
export function NewDevices({ before }: { before: readonly string[] }): ReactNode {
  const { pairing: words } = useStrings();
  const { reload, ...answer } = useAnswer('devices.list', {}, 'devices');
  useEffect(() => {
    const timer = setInterval(reload, LOOK_AGAIN);
    return () => clearInterval(timer);
  }, [reload]);
  const came = answer.state === 'ready' ? cameSince(before, answer.value.devices) : [];
  const devices = <a href={routeHash({ screen: 'devices', item: null })}>{words.toDevices}</a>;
  if (came.length > 0) {
    return (
      <Banner tone="ok" title={words.joined(came.map(({ name }) => name).join(', '))} announced>
        {devices}
      </Banner>
    );
  }
  return (
    <p className="muted" role="status">
      {words.notJoined} {devices}
    </p>
  );
}
