import { lazy, useEffect, type ReactNode } from 'react';
import { OverviewScreen } from './features/overview/overview-screen.tsx';
import { Shell, type Screens } from './layout/shell.tsx';
import { applyTheme } from './layout/theme.ts';
import { startStore, useApp } from './store/app-store.ts';
import { useLanguage } from './text/use-strings.ts';

/** What the window opens with is part of it; the other screens are read when they are first shown. */
const SCREENS: Screens = {
  overview: OverviewScreen,
  sessions: lazy(async () => ({
    default: (await import('./features/sessions/sessions-screen.tsx')).SessionsScreen,
  })),
  devices: lazy(async () => ({
    default: (await import('./features/devices/devices-screen.tsx')).DevicesScreen,
  })),
  conflicts: lazy(async () => ({
    default: (await import('./features/conflicts/conflicts-screen.tsx')).ConflictsScreen,
  })),
  cost: lazy(async () => ({ default: (await import('./features/cost/cost-screen.tsx')).CostScreen })),
  settings: lazy(async () => ({
    default: (await import('./features/settings/settings-screen.tsx')).SettingsScreen,
  })),
  diagnostics: lazy(async () => ({
    default: (await import('./features/diagnostics/diagnostics-screen.tsx')).DiagnosticsScreen,
  })),
  setup: lazy(async () => ({ default: (await import('./features/setup/setup-screen.tsx')).SetupScreen })),
  pairing: lazy(async () => ({
    default: (await import('./features/pairing/pairing-screen.tsx')).PairingScreen,
  })),
};

export function App(): ReactNode {
  const theme = useApp(({ settings }) => settings?.desktop.theme);
  const language = useLanguage();
  useEffect(startStore, []);
  useEffect(() => applyTheme(theme), [theme]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <Shell screens={SCREENS} />;
}
