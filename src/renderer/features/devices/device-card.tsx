import { useId, useState, type ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Badge } from '../../components/badge.tsx';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Facts } from '../../components/list.tsx';
import { MenuButton, type MenuItem } from '../../components/menu.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction, type Action } from '../../store/action.ts';
import { go, say } from '../../store/app-store.ts';
import { useNow } from '../../store/now.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { onlyDevice } from '../sessions/list-state.ts';
import { clockSkew, platformOf, type Device } from './device-facts.ts';
import { RemoveDialog } from './remove-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { RetireDialog } from './retire-dialog.tsx';

interface DeviceCardProps {
  readonly device: Device;
  /** Something was done to it. */
  readonly onChange: () => void;
}

type DialogName = 'rename' | 'retire' | 'remove';

export function DeviceCard({ device, onChange }: DeviceCardProps): ReactNode {
  const heading = useId();
  const action = useAction();
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const close = (changed: boolean): void => {
    setDialog(null);
    if (changed) onChange();
  };
  return (
    <article className="card device" aria-labelledby={heading}>
      <Head device={device} heading={heading} action={action} onChange={onChange} onDialog={setDialog} />
      <SkewWarning device={device} />
      <DeviceFacts device={device} />
      <ActionProblem action={action} />
      {dialog === 'rename' && <RenameDialog device={device} onClose={close} />}
      {dialog === 'retire' && <RetireDialog device={device} onClose={close} />}
      {dialog === 'remove' && (
        <RemoveDialog device={device} onClose={close} onRetire={() => setDialog('retire')} />
      )}
    </article>
  );
}

interface HeadProps extends DeviceCardProps {
  readonly heading: string;
  readonly action: Action;
  readonly onDialog: (dialog: DialogName) => void;
}

function Head({ device, heading, action, onChange, onDialog }: HeadProps): ReactNode {
  const { devices: words } = useStrings();
  const format = useFormat();
  const { id, name, thisDevice, retiredAt, behind } = device;
  const showSessions = (): void => {
    onlyDevice(id);
    go('sessions');
  };
  const bringBack = (): void => {
    void action.run(async () => {
      await ask('devices.retire', { device: id, retired: false });
      say(words.unretired(name));
      onChange();
    });
  };
  const items: MenuItem[] = [
    { label: words.rename, run: () => onDialog('rename') },
    { label: words.showSessions, run: showSessions },
  ];
  if (retiredAt !== null) items.push({ label: words.unretire, run: bringBack });
  else if (!thisDevice) items.push({ label: words.retire, run: () => onDialog('retire') });
  if (!thisDevice) items.push({ label: words.remove, run: () => onDialog('remove') });
  return (
    <div className="device__head">
      <Icon name="devices" size={32} />
      <div className="device__name">
        <h2 id={heading}>{name}</h2>
        <Platform device={device} />
      </div>
      <div className="cluster">
        {thisDevice && <Badge tone="ok">{words.thisDevice}</Badge>}
        {retiredAt !== null && <Badge>{words.retiredAt(format.date(retiredAt))}</Badge>}
        {retiredAt === null && !thisDevice && behind > 0 && (
          <Badge tone="warn">{words.behindBadge(behind)}</Badge>
        )}
      </div>
      {retiredAt === null && thisDevice ? (
        <Button small icon="edit" onClick={() => onDialog('rename')}>
          {words.rename}
        </Button>
      ) : (
        <MenuButton small label={words.actionsFor} icon="more" items={items} />
      )}
    </div>
  );
}

function Platform({ device }: { device: Device }): ReactNode {
  const { devices: words } = useStrings();
  const { system, processor } = platformOf(device.platform);
  const name = system === null ? words.unknownPlatform : words.platforms[system];
  return <p className="muted small">{processor === '' ? name : `${name}, ${processor}`}</p>;
}

function SkewWarning({ device }: { device: Device }): ReactNode {
  const { devices: words } = useStrings();
  const format = useFormat();
  const skew = clockSkew(device);
  if (skew === null) return null;
  return (
    <Banner tone="warn" title={words.skewTitle(device.name)}>
      {words.skew(format.duration(Math.abs(skew) * 1_000), skew > 0)}
    </Banner>
  );
}

function DeviceFacts({ device }: { device: Device }): ReactNode {
  const { devices: words } = useStrings();
  const format = useFormat();
  const now = useNow();
  const { id, lastSyncAt, lastSeenAt, sessions, bytes, appVersion, behind } = device;
  const { thisDevice, retiredAt } = device;
  const synced = Date.parse(lastSyncAt);
  const facts: (readonly [string, ReactNode])[] = [
    [words.lastSync, Number.isNaN(synced) ? words.never : format.ago(synced, now)],
  ];
  // Its own clock may be wrong; the server's says when it was really there.
  if (lastSeenAt !== null && !thisDevice) {
    facts.push([words.lastSeen, `${format.ago(lastSeenAt, now)} (${words.lastSeenHint})`]);
  }
  facts.push([words.sessions, `${format.number(sessions)}, ${format.bytes(bytes)}`]);
  if (!thisDevice && retiredAt === null) {
    facts.push([words.behind, behind === 0 ? words.upToDate : words.behindBy(behind)]);
  }
  facts.push(
    [words.version, appVersion || words.unknownVersion],
    [words.id, <span className="mono">{id}</span>],
  );
  return (
    <div className="device__facts">
      <Facts facts={facts} />
    </div>
  );
}
