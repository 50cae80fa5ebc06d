import type { ReactNode } from 'react';
import { Dialog } from '../components/dialog.tsx';
import { showShortcuts, useApp } from '../store/app-store.ts';
import { useStrings } from '../text/use-strings.ts';
import { LocalShortcuts } from './local-shortcuts.tsx';
import { isMac, keyNames, SHORTCUTS } from './shortcuts.ts';

export function ShortcutsDialog(): ReactNode {
  const shown = useApp((app) => app.shortcutsShown);
  const { shell: words } = useStrings();
  if (!shown) return null;
  const mac = isMac();
  return (
    <Dialog title={words.keyboard} onClose={() => showShortcuts(false)}>
      <p className="muted">{words.keyboardHint}</p>
      <dl className="shortcuts">
        {SHORTCUTS.map(([id, strokes]) => (
          <div key={id}>
            <dt>{words.shortcuts[id]}</dt>
            <dd>
              {strokes.map((keys) => (
                <span key={keys} className="shortcuts__stroke">
                  {keyNames(keys, mac, words.ctrl).map((name) => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <LocalShortcuts names={(stroke) => keyNames(stroke, mac, words.ctrl)} />
    </Dialog>
  );
}
