import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { Select } from '../../components/select.tsx';
import { Switch } from '../../components/switch.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import type { Settings } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import { CommittedField } from './committed-field.tsx';
import { NotSetUp } from './not-set-up.tsx';
import { parseRate, writeRate } from './rates.ts';
import { useChange } from './use-change.ts';

const AGENTS = ['claude-code', 'codex'] as const;
const INTERVALS = [0, 5, 15, 30, 60, 180, 720, 1440];

export function SyncTab({ settings }: { settings: Settings }): ReactNode {
  return (
    <>
      {settings.cloud ? <When cloud={settings.cloud} /> : <NotSetUp />}
      <HoldBack settings={settings} />
      <What settings={settings} />
    </>
  );
}

type Cloud = NonNullable<Settings['cloud']>;

function When({ cloud }: { cloud: Cloud }): ReactNode {
  const { settings: words } = useStrings();
  const { action, change } = useChange();
  const intervals = [...new Set([...INTERVALS, cloud.syncIntervalMinutes])].sort((a, b) => a - b);
  return (
    <Card title={words.when}>
      <Switch
        label={words.enabled}
        hint={words.enabledHint}
        on={cloud.enabled}
        onChange={(enabled) => void change({ cloud: { enabled } })}
      />
      <Switch
        label={words.syncOnSave}
        hint={words.syncOnSaveHint}
        on={cloud.syncOnSave}
        onChange={(syncOnSave) => void change({ cloud: { syncOnSave } })}
      />
      <div className="fields">
        <Select
          label={words.interval}
          hint={words.intervalHint}
          value={String(cloud.syncIntervalMinutes)}
          options={intervals.map((minutes) => ({ value: String(minutes), label: words.every(minutes) }))}
          onChange={(minutes) => void change({ cloud: { syncIntervalMinutes: Number(minutes) } })}
        />
        <CommittedField
          label={words.bandwidth}
          hint={words.bandwidthHint}
          inputMode="decimal"
          value={writeRate(cloud.bandwidthLimit)}
          problem={(typed) => (parseRate(typed) === null ? words.noRate : undefined)}
          onCommit={(typed) => void change({ cloud: { bandwidthLimit: parseRate(typed) ?? 0 } })}
        />
      </div>
      <ActionProblem action={action} />
    </Card>
  );
}

function HoldBack({ settings: { desktop, supports } }: { settings: Settings }): ReactNode {
  const { settings: words } = useStrings();
  const { action, change } = useChange();
  return (
    <Card title={words.holdBack} hint={words.holdBackHint}>
      <Switch
        label={words.onMetered}
        hint={supports.metered ? undefined : words.notSupported}
        unavailable={!supports.metered}
        on={desktop.onMetered === 'wait'}
        onChange={(wait) => void change({ desktop: { onMetered: wait ? 'wait' : 'sync' } })}
      />
      <Switch
        label={words.onBattery}
        hint={supports.battery ? undefined : words.notSupported}
        unavailable={!supports.battery}
        on={desktop.onBattery === 'wait'}
        onChange={(wait) => void change({ desktop: { onBattery: wait ? 'wait' : 'sync' } })}
      />
      <ActionProblem action={action} />
    </Card>
  );
}

function What({ settings: { cloud, desktop } }: { settings: Settings }): ReactNode {
  const { settings: words } = useStrings();
  const { action, change } = useChange();
  return (
    <Card title={words.what} hint={words.whatHint}>
      {AGENTS.map((agent) => (
        <Switch
          key={agent}
          label={words.agents[agent]}
          on={desktop.capture[agent]}
          onChange={(on) => void change({ desktop: { capture: { [agent]: on } } })}
        />
      ))}
      {cloud && (
        <Select
          label={words.transcripts}
          hint={words.transcriptsHint}
          value={cloud.transcripts}
          options={[
            { value: 'on-demand', label: words.transcriptKinds['on-demand'] },
            { value: 'all', label: words.transcriptKinds.all },
          ]}
          onChange={(transcripts) => void change({ cloud: { transcripts } })}
        />
      )}
      <ActionProblem action={action} />
    </Card>
  );
}
