import { useState, type ReactNode } from 'react';
import { RELEASES_PAGE } from '../../../shared/web-pages.ts';
import { ask } from '../../bridge.ts';
import { Await } from '../../components/await.tsx';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ExternalLink } from '../../components/external-link.tsx';
import { Facts } from '../../components/list.tsx';
import { Switch } from '../../components/switch.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { Page } from '../../layout/page.tsx';
import { say, useApp } from '../../store/app-store.ts';
import { useAction } from '../../store/action.ts';
import { useAnswer } from '../../store/answer.ts';
import { useStrings } from '../../text/use-strings.ts';
import { Doctor } from '../connection/doctor.tsx';
import { useChange } from '../settings/use-change.ts';
import './diagnostics.css';
import { LogCard } from './log-card.tsx';

export function DiagnosticsScreen(): ReactNode {
  const { diagnostics: words } = useStrings();
  const atOnce = useApp(({ route }) => route.item === 'doctor');
  return (
    <Page title={words.title} hint={words.hint}>
      <Doctor atOnce={atOnce} />
      <LogCard />
      <DebugCard />
      <BundleCard />
      <AboutThisComputer />
    </Page>
  );
}

function DebugCard(): ReactNode {
  const { diagnostics: words } = useStrings();
  const debug = useApp(({ settings }) => settings?.desktop.debug ?? null);
  const { action, change } = useChange();
  if (debug === null) return null;
  return (
    <Card title={words.debugTitle}>
      <Switch
        label={words.debug}
        hint={words.debugHint}
        on={debug}
        onChange={(on) => void change({ desktop: { debug: on } })}
      />
      <ActionProblem action={action} />
    </Card>
  );
}

function BundleCard(): ReactNode {
  const { diagnostics: words } = useStrings();
  const [shown, setShown] = useState(false);
  return (
    <Card title={words.bundle} hint={words.bundleHint}>
      <div>
        <Button icon="eye" onClick={() => setShown(true)}>
          {words.lookAtBundle}
        </Button>
      </div>
      {shown && <Bundle onClose={() => setShown(false)} />}
    </Card>
  );
}

/** Nothing leaves this computer before its owner has seen all of it. */
function Bundle({ onClose }: { onClose: () => void }): ReactNode {
  const { diagnostics: words, components } = useStrings();
  const preview = useAnswer('diagnostics.previewBundle', {});
  const action = useAction();
  const save = (): void =>
    void action.run(async () => {
      const { path } = await ask('diagnostics.supportBundle', {});
      if (path === null) return;
      say(words.saved(path));
      onClose();
    });
  return (
    <Dialog
      wide
      title={words.bundle}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{components.cancel}</Button>
          <Button kind="primary" icon="save" busy={action.busy} onClick={save}>
            {words.saveBundle}
          </Button>
        </>
      }
    >
      <p>{words.bundleRead}</p>
      <ActionProblem action={action} />
      <Await answer={preview}>
        {({ files }) =>
          files.map(({ name, text }, index) => (
            <details key={name} open={index === 0}>
              <summary className="mono">{name}</summary>
              <pre className="copy-field__text bundle-file" tabIndex={0} role="group" aria-label={name}>
                {text}
              </pre>
            </details>
          ))
        }
      </Await>
    </Dialog>
  );
}

function AboutThisComputer(): ReactNode {
  const { diagnostics: words } = useStrings();
  const info = useApp((app) => app.info);
  const action = useAction();
  if (!info) return null;
  return (
    <Card title={words.about}>
      <Facts
        facts={[
          [
            words.version,
            <>
              {info.version} <ExternalLink url={RELEASES_PAGE}>{words.newer}</ExternalLink>
            </>,
          ],
          [words.platform, info.platform],
          [words.home, <span className="mono">{info.home}</span>],
          [words.configFile, <span className="mono">{info.configFile}</span>],
        ]}
      />
      <div>
        <Button icon="folder" busy={action.busy} onClick={() => void action.run(() => ask('open.home', {}))}>
          {words.openHome}
        </Button>
      </div>
      <ActionProblem action={action} />
    </Card>
  );
}
