import { useState, type ReactNode } from 'react';
import type { AppState } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { ActionProblem, Notice } from '../../errors/problem.tsx';
import { go } from '../../store/app-store.ts';
import { useAction } from '../../store/action.ts';
import { useStrings } from '../../text/use-strings.ts';

const GNOME_EXTENSION = 'https://extensions.gnome.org/extension/615/appindicator-support/';
const TRAY_NOTE_READ = 'tray-note-read';

/** What is to be known and stops nothing. */
export function Notices({ state }: { state: AppState }): ReactNode {
  const action = useAction();
  return (
    <>
      {state.tray === 'absent' && <TrayNote />}
      {state.setUp && state.recoveryKitKeptAt === null && <KitNote />}
      {state.notices.map((notice) => (
        <Notice
          key={notice.id}
          warning={notice}
          onDismiss={() => void action.run(() => ask('notice.dismiss', { id: notice.id }))}
        />
      ))}
      <ActionProblem action={action} />
    </>
  );
}

function TrayNote(): ReactNode {
  const { shell: words } = useStrings();
  const action = useAction();
  const [read, setRead] = useState(() => localStorage.getItem(TRAY_NOTE_READ) !== null);
  if (read) return null;
  return (
    <Banner
      tone="info"
      title={words.noTrayTitle}
      onDismiss={() => {
        localStorage.setItem(TRAY_NOTE_READ, '1');
        setRead(true);
      }}
      actions={
        <Button
          small
          icon="external"
          onClick={() => void action.run(() => ask('open.external', { url: GNOME_EXTENSION }))}
        >
          {words.noTrayHelp}
        </Button>
      }
    >
      {words.noTray}
    </Banner>
  );
}

function KitNote(): ReactNode {
  const { overview: words } = useStrings();
  return (
    <Banner
      tone="warn"
      title={words.kitTitle}
      actions={
        <Button small onClick={() => go('settings', 'key')}>
          {words.kitSave}
        </Button>
      }
    >
      {words.kitWhy}
    </Banner>
  );
}
