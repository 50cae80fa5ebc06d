import { Suspense, type ComponentType, type ReactNode } from 'react';
import type { Screen } from '../../shared/contract.ts';
import { Loading } from '../components/spinner.tsx';
import { Toasts } from '../components/toasts.tsx';
import { Problem } from '../errors/problem.tsx';
import { useApp } from '../store/app-store.ts';
import { useStrings } from '../text/use-strings.ts';
import { Page } from './page.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { useShortcuts } from './shortcuts.ts';
import { Sidebar } from './sidebar.tsx';
import { StatusBar } from './status-bar.tsx';

export type Screens = Readonly<Record<Screen, ComponentType>>;

/** The frame of the window: navigation, the screen of the route, and how things stand. */
export function Shell({ screens }: { screens: Screens }): ReactNode {
  const { shell: words } = useStrings();
  const screen = useApp((app) => app.route.screen);
  useShortcuts();
  return (
    <div className="shell">
      <div className="shell__grid">
        <a
          className="skip"
          href="#content"
          onClick={(event) => {
            event.preventDefault();
            document.getElementById('content')?.focus();
          }}
        >
          {words.skip}
        </a>
        <Sidebar />
        <main className="shell__main" id="content" tabIndex={-1}>
          <ScreenBoundary key={screen} words={words}>
            <Content screens={screens} screen={screen} />
          </ScreenBoundary>
        </main>
        <StatusBar />
      </div>
      <Toasts />
      <ShortcutsDialog />
    </div>
  );
}

function Content({ screens, screen }: { screens: Screens; screen: Screen }): ReactNode {
  const { shell: words } = useStrings();
  const waiting = useApp(({ replica }) => replica === null);
  const failure = useApp((app) => app.failure);
  if (waiting && failure) {
    return (
      <Page title={words.cannotOpen}>
        <Problem error={failure} onRetry={() => window.location.reload()} />
      </Page>
    );
  }
  if (waiting) return <Loading label={words.opening} />;
  const Shown = screens[screen];
  // A screen is read in a few milliseconds: a spinner would only flash.
  return (
    <Suspense fallback={null}>
      <Shown />
    </Suspense>
  );
}
