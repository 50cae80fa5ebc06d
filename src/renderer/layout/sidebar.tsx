import type { KeyboardEvent, ReactNode } from 'react';
import type { Screen } from '../../shared/contract.ts';
import { Badge } from '../components/badge.tsx';
import { IconButton } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { showShortcuts, useApp, useAppState } from '../store/app-store.ts';
import { routeHash } from '../store/route.ts';
import { useStrings } from '../text/use-strings.ts';

const ENTRIES = ['overview', 'sessions', 'devices', 'conflicts', 'cost', 'diagnostics', 'settings'] as const;

/** Which entry is marked; screens without an entry belong to one that has. */
function entryOf(screen: Screen): Screen {
  if (screen === 'setup') return 'overview';
  return screen === 'pairing' ? 'devices' : screen;
}

/** Up and down go from entry to entry. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const links = [...event.currentTarget.querySelectorAll('a')];
  const index = links.findIndex((link) => link === document.activeElement);
  event.preventDefault();
  links[(index + step + links.length) % links.length]?.focus();
}

export function Sidebar(): ReactNode {
  const { shell: words } = useStrings();
  const current = entryOf(useApp((app) => app.route.screen));
  const conflicts = useAppState((state) => state.sessions.conflicts) ?? 0;
  return (
    <nav className="sidebar" aria-label={words.navigation} onKeyDown={moveFocus}>
      <ul>
        {ENTRIES.map((screen) => (
          <li key={screen}>
            <a
              className="sidebar__link"
              href={routeHash({ screen, item: null })}
              aria-current={screen === current ? 'page' : undefined}
              title={words.screens[screen]}
            >
              <Icon name={screen} />
              <span className="sidebar__name">{words.screens[screen]}</span>
              {screen === 'conflicts' && conflicts > 0 && (
                <Badge tone="warn">
                  <span aria-hidden="true">{conflicts}</span>
                  <span className="unseen">{words.openConflicts(conflicts)}</span>
                </Badge>
              )}
            </a>
          </li>
        ))}
      </ul>
      <IconButton icon="keyboard" label={words.keyboard} onClick={() => showShortcuts(true)} />
    </nav>
  );
}
