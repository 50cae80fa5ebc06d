import type { ReactNode } from 'react';
import { Await } from '../../components/await.tsx';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { EngineProblem, useEngineFailure } from '../../errors/engine-problem.tsx';
import { Page } from '../../layout/page.tsx';
import { useAnswer } from '../../store/answer.ts';
import { go, useAppState } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import { DeviceCard } from './device-card.tsx';
import { byUse, type Device } from './device-facts.ts';
import './devices.css';

export function DevicesScreen(): ReactNode {
  const { shell, devices: words } = useStrings();
  const setUp = useAppState((state) => state.setUp) ?? false;
  const broken = useEngineFailure() !== null;
  return (
    <Page
      title={shell.screens.devices}
      hint={words.hint}
      actions={
        setUp &&
        !broken && (
          <Button kind="primary" icon="plus" onClick={() => go('pairing')}>
            {words.add}
          </Button>
        )
      }
    >
      {broken ? <EngineProblem /> : setUp ? <Devices /> : <NotSetUp />}
    </Page>
  );
}

function NotSetUp(): ReactNode {
  const { devices: words } = useStrings();
  return (
    <EmptyState
      icon="devices"
      title={words.emptyTitle}
      actions={
        <Button kind="primary" onClick={() => go('setup')}>
          {words.setUp}
        </Button>
      }
    >
      {words.empty}
    </EmptyState>
  );
}

function Devices(): ReactNode {
  const { devices: words } = useStrings();
  const answer = useAnswer('devices.list', {}, 'devices');
  return (
    <Await answer={answer} label={words.loading}>
      {({ devices }) => {
        const { used, retired } = byUse(devices);
        if (devices.length === 0) {
          return (
            <EmptyState icon="devices" title={words.emptyTitle}>
              {words.empty}
            </EmptyState>
          );
        }
        return (
          <>
            <DeviceList label={words.list} devices={used} onChange={answer.reload} />
            {devices.length === 1 && (
              <Banner tone="info" title={words.onlyOne}>
                {words.onlyOneHint}
              </Banner>
            )}
            {retired.length > 0 && (
              <section className="stack" aria-labelledby="retired-devices">
                <div>
                  <h2 id="retired-devices">{words.retiredTitle}</h2>
                  <p className="muted small">{words.retiredHint}</p>
                </div>
                <DeviceList label={words.retiredTitle} devices={retired} onChange={answer.reload} />
              </section>
            )}
          </>
        );
      }}
    </Await>
  );
}

interface DeviceListProps {
  readonly label: string;
  readonly devices: readonly Device[];
  readonly onChange: () => void;
}

function DeviceList({ label, devices, onChange }: DeviceListProps): ReactNode {
  return (
    <ul className="stack" aria-label={label}>
      {devices.map((device) => (
        <li key={device.id}>
          <DeviceCard device={device} onChange={onChange} />
        </li>
      ))}
    </ul>
  );
}
