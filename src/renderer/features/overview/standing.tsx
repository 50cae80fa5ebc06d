import type { ReactNode } from 'react';
import type { Mood } from '../../../shared/app-state.ts';
import type { AppState } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { MenuButton } from '../../components/menu.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { isMac, shortcutName } from '../../layout/shortcuts.ts';
import { acceptSettings } from '../../store/app-store.ts';
import { useAction, type Action } from '../../store/action.ts';
import { useNow } from '../../store/now.ts';
import { useStanding } from '../../text/use-standing.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { minutesUntilTomorrow } from './pause-time.ts';

const ICONS: Readonly<Record<Mood, IconName>> = {
  idle: 'overview',
  syncing: 'sync',
  'needs-you': 'warn',
  trouble: 'fail',
  paused: 'pause',
  offline: 'offline',
  'not-set-up': 'info',
};

/** One sentence on how things stand, and the one thing to press. */
export function Standing({ state }: { state: AppState }): ReactNode {
  const view = useStanding();
  const action = useAction();
  if (!view) return null;
  return (
    <section className="standing">
      <span className={`standing__icon standing__icon--${view.mood}`}>
        <Icon name={ICONS[view.mood]} size={32} />
      </span>
      <div className="standing__words">
        <p className="standing__sentence">{view.sentence}</p>
        <Where state={state} />
      </div>
      <div className="cluster">
        <Buttons state={state} action={action} />
      </div>
      <div className="standing__problem">
        <PressProblem state={state} action={action} />
      </div>
    </section>
  );
}

/** A pass that failed is said by the state already, with more to it. */
function PressProblem({ state, action }: { state: AppState; action: Action }): ReactNode {
  const said = action.error?.code === (state.brake ?? state.lastError)?.code;
  return said ? null : <ActionProblem action={action} />;
}

function Where({ state }: { state: AppState }): ReactNode {
  const { overview: words } = useStrings();
  const format = useFormat();
  const now = useNow();
  if (!state.place) return null;
  const next =
    state.nextSyncAt !== null && state.sync.state === 'idle' && !state.pause && state.nextSyncAt > now
      ? words.nextSync(format.ago(state.nextSyncAt, now))
      : '';
  return (
    <p className="muted">
      {state.place}
      {next && ` · ${next}`}
    </p>
  );
}

function Buttons({ state, action }: { state: AppState; action: Action }): ReactNode {
  const { overview: words, shell } = useStrings();
  if (!state.enabled) {
    return (
      <Button
        kind="primary"
        busy={action.busy}
        onClick={() =>
          void action.run(async () => acceptSettings(await ask('settings.set', { cloud: { enabled: true } })))
        }
      >
        {words.turnOn}
      </Button>
    );
  }
  const running = state.sync.state !== 'idle';
  return (
    <>
      {state.pause ? (
        <Button icon="play" onClick={() => void action.run(() => ask('sync.resume', {}))}>
          {words.resume}
        </Button>
      ) : (
        <PauseMenu action={action} />
      )}
      <Button
        kind="primary"
        icon="sync"
        busy={running}
        title={shortcutName('sync-now', isMac(), shell.ctrl)}
        onClick={() => void action.run(() => ask('sync.now', {}))}
      >
        {running ? words.syncing : words.syncNow}
      </Button>
    </>
  );
}

function PauseMenu({ action }: { action: Action }): ReactNode {
  const { overview: words } = useStrings();
  const pause = (minutes: number | null) => (): void => void action.run(() => ask('sync.pause', { minutes }));
  return (
    <MenuButton
      label={words.pause}
      icon="pause"
      items={[
        { label: words.pauseHour, run: pause(60) },
        { label: words.pauseTomorrow, run: () => pause(minutesUntilTomorrow(new Date()))() },
        { label: words.pauseOpen, run: pause(null) },
      ]}
    />
  );
}
