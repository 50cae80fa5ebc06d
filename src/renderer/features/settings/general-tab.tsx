import { useState, type ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { Facts } from '../../components/list.tsx';
import { Select } from '../../components/select.tsx';
import { Switch } from '../../components/switch.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { setTextSize, TEXT_SIZES, textSize } from '../../layout/text-size.ts';
import { useApp, useAppState, type Settings } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import { CommittedField } from './committed-field.tsx';
import { useChange } from './use-change.ts';

const NOTIFICATIONS = ['conflict', 'trouble', 'firstBackup'] as const;

export function GeneralTab({ settings }: { settings: Settings }): ReactNode {
  return (
    <>
      <Appearance settings={settings} />
      <ThisDevice settings={settings} />
      <Notifications settings={settings} />
      <About />
    </>
  );
}

function Appearance({ settings: { desktop } }: { settings: Settings }): ReactNode {
  const { settings: words } = useStrings();
  const { action, change } = useChange();
  const [size, setSize] = useState(textSize);
  return (
    <Card title={words.appearance}>
      <div className="fields">
        <Select
          label={words.theme}
          value={desktop.theme}
          options={[
            { value: 'auto', label: words.themes.auto },
            { value: 'light', label: words.themes.light },
            { value: 'dark', label: words.themes.dark },
          ]}
          onChange={(theme) => void change({ desktop: { theme } })}
        />
        <Select
          label={words.language}
          value={desktop.language}
          options={[
            { value: 'auto', label: words.languageAuto },
            { value: 'en', label: 'English' },
            { value: 'de', label: 'Deutsch' },
          ]}
          onChange={(language) => void change({ desktop: { language } })}
        />
        <Select
          label={words.textSize}
          value={String(size)}
          options={TEXT_SIZES.map((percent) => ({ value: String(percent), label: `${percent} %` }))}
          onChange={(percent) => {
            setTextSize(Number(percent));
            setSize(Number(percent));
          }}
        />
      </div>
      <ActionProblem action={action} />
    </Card>
  );
}

function ThisDevice({ settings: { desktop, supports } }: { settings: Settings }): ReactNode {
  const { settings: words } = useStrings();
  const { action, change } = useChange();
  const device = useAppState((state) => state.device);
  return (
    <Card title={words.thisDevice}>
      {device && (
        <CommittedField
          label={words.deviceName}
          hint={words.deviceNameHint(device.id)}
          value={device.name}
          problem={(name) => (name.trim() === '' ? words.nameNeeded : undefined)}
          onCommit={(name) => void change({ deviceName: name.trim() })}
        />
      )}
      <Switch
        label={words.startAtLogin}
        hint={supports.startAtLogin ? words.startAtLoginHint : words.notSupported}
        on={desktop.startAtLogin}
        unavailable={!supports.startAtLogin}
        onChange={(startAtLogin) => void change({ desktop: { startAtLogin } })}
      />
      <ActionProblem action={action} />
    </Card>
  );
}

function Notifications({ settings: { desktop } }: { settings: Settings }): ReactNode {
  const { settings: words } = useStrings();
  const { action, change } = useChange();
  return (
    <Card title={words.notifications} hint={words.notificationsHint}>
      {NOTIFICATIONS.map((kind) => (
        <Switch
          key={kind}
          label={words.notificationKinds[kind]}
          on={desktop.notifications[kind]}
          onChange={(on) => void change({ desktop: { notifications: { [kind]: on } } })}
        />
      ))}
      <ActionProblem action={action} />
    </Card>
  );
}

function About(): ReactNode {
  const { settings: words, shell } = useStrings();
  const info = useApp((app) => app.info);
  if (!info) return null;
  return (
    <Card title={words.about}>
      <Facts
        facts={[
          [words.version, `${shell.app} ${info.version}`],
          [words.runtime, `Electron ${info.electron}, Chromium ${info.chrome}, Node ${info.node}`],
          [words.platform, info.platform],
          [words.licence, info.licence],
        ]}
      />
    </Card>
  );
}
