import type { ReactNode } from 'react';
import { Loading } from '../../components/spinner.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { EngineProblem, useEngineFailure } from '../../errors/engine-problem.tsx';
import { Problem } from '../../errors/problem.tsx';
import { Page } from '../../layout/page.tsx';
import { go, loadSettings, useApp, type Settings } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import { AdvancedTab } from './advanced-tab.tsx';
import { ConnectionTab } from './connection-tab.tsx';
import { GeneralTab } from './general-tab.tsx';
import { KeyTab } from './key-tab.tsx';
import { ProjectsTab } from './projects-tab.tsx';
import './settings.css';
import { SyncTab } from './sync-tab.tsx';

const TABS = ['general', 'sync', 'projects', 'key', 'connection', 'advanced'] as const;
type TabId = (typeof TABS)[number];

/** `settings/key` opens a tab; what is no tab is a part of the first. */
function tabOf(item: string | null): TabId {
  return TABS.find((tab) => tab === item) ?? 'general';
}

export function SettingsScreen(): ReactNode {
  const { settings: words } = useStrings();
  const settings = useApp((app) => app.settings);
  const failure = useApp((app) => app.settingsFailure);
  return (
    <Page title={words.title}>
      {failure && <Problem error={failure} onRetry={loadSettings} />}
      {settings ? <AllSettings settings={settings} /> : !failure && <Loading label={words.loading} />}
    </Page>
  );
}

function AllSettings({ settings }: { settings: Settings }): ReactNode {
  const { settings: words } = useStrings();
  const selected = useApp(({ route }) => tabOf(route.item));
  const failure = useEngineFailure();
  return (
    <>
      {settings.configProblem && !failure && (
        <Problem error={settings.configProblem} onRetry={loadSettings} />
      )}
      <EngineProblem />
      <Tabs<TabId>
        label={words.title}
        tabs={TABS.map((id) => ({ id, label: words.tabs[id] }))}
        selected={selected}
        onSelect={(id) => go('settings', id)}
      >
        <div className="stack">
          <TabContent tab={selected} settings={settings} />
        </div>
      </Tabs>
    </>
  );
}

function TabContent({ tab, settings }: { tab: TabId; settings: Settings }): ReactNode {
  switch (tab) {
    case 'general':
      return <GeneralTab settings={settings} />;
    case 'sync':
      return <SyncTab settings={settings} />;
    case 'projects':
      return <ProjectsTab settings={settings} />;
    case 'key':
      return <KeyTab settings={settings} />;
    case 'connection':
      return <ConnectionTab settings={settings} />;
    case 'advanced':
      return <AdvancedTab settings={settings} />;
  }
}
