import { useEffect, type ReactNode } from 'react';
import { ConflictsScreen } from './features/conflicts/conflicts-screen.tsx';
import { CostScreen } from './features/cost/cost-screen.tsx';
import { DevicesScreen } from './features/devices/devices-screen.tsx';
import { DiagnosticsScreen } from './features/diagnostics/diagnostics-screen.tsx';
import { OverviewScreen } from './features/overview/overview-screen.tsx';
import { PairingScreen } from './features/pairing/pairing-screen.tsx';
import { SessionsScreen } from './features/sessions/sessions-screen.tsx';
import { SettingsScreen } from './features/settings/settings-screen.tsx';
import { SetupScreen } from './features/setup/setup-screen.tsx';
import { Shell, type Screens } from './layout/shell.tsx';
import { startStore, useApp } from './store/app-store.ts';
import { useLanguage } from './text/use-strings.ts';

const SCREENS: Screens = {
  overview: OverviewScreen,
  sessions: SessionsScreen,
  devices: DevicesScreen,
  conflicts: ConflictsScreen,
  cost: CostScreen,
  settings: SettingsScreen,
  diagnostics: DiagnosticsScreen,
  setup: SetupScreen,
  pairing: PairingScreen,
};

export function App(): ReactNode {
  const theme = useApp(({ settings }) => settings?.desktop.theme ?? 'auto');
  const language = useLanguage();
  useEffect(startStore, []);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <Shell screens={SCREENS} />;
}
