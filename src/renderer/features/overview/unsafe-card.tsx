import type { ReactNode } from 'react';
import type { AppState } from '../../../shared/contract.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { List, Row } from '../../components/list.tsx';
import { explainError } from '../../errors/describe.ts';
import { go } from '../../store/app-store.ts';
import { useNow } from '../../store/now.ts';
import { routeHash } from '../../store/route.ts';
import type { Strings } from '../../strings/en.ts';
import { useSessionTitle } from '../../text/use-session-title.ts';
import { useFormat, useLanguage, useStrings } from '../../text/use-strings.ts';
import { groupFailures } from './failures.ts';

/** What is not safe yet, and why. Nothing is drawn while all is. */
export function UnsafeCard({ state }: { state: AppState }): ReactNode {
  const { overview: words } = useStrings();
  const { waiting, conflicts, failed } = state.sessions;
  const conversations = state.conversations.waiting;
  const expiring = state.expiring.filter(({ safe }) => !safe);
  if (waiting + conversations + conflicts + failed + expiring.length === 0) return null;
  return (
    <Card title={words.unsafe}>
      <List label={words.unsafe}>
        <Expiring expiring={expiring} />
        {conflicts > 0 && (
          <Row
            icon="conflicts"
            tone="warn"
            title={words.conflicts(conflicts)}
            hint={words.conflictsHint}
            aside={
              <Button small onClick={() => go('conflicts')}>
                {words.decide}
              </Button>
            }
          />
        )}
        <Failures failures={state.failures} />
        {waiting > 0 && <Row icon="clock" title={words.waiting(waiting)} hint={whyWaiting(state, words)} />}
        {conversations > 0 && <WaitingConversations state={state} />}
      </List>
    </Card>
  );
}

function WaitingConversations({ state }: { state: AppState }): ReactNode {
  const { overview: words } = useStrings();
  const format = useFormat();
  const now = useNow();
  const { waiting, waitingSince } = state.conversations;
  return (
    <Row
      icon="clock"
      title={words.conversations(waiting)}
      hint={whyWaiting(state, words)}
      aside={waitingSince !== null && words.since(format.ago(waitingSince, now))}
    />
  );
}

function whyWaiting(state: AppState, words: Strings['overview']): string {
  if (!state.enabled) return words.why.off;
  if (state.sync.state !== 'idle') return words.why.running;
  if (state.brake) return words.why.brake;
  if (state.pause) return words.why.paused;
  if (state.hold) return words.why[state.hold];
  if (state.lastError) return words.why.trouble;
  return state.syncOnSave || state.syncIntervalMinutes > 0 ? words.why.soon : words.why.byHand;
}

function Expiring({ expiring }: { expiring: AppState['expiring'] }): ReactNode {
  const { overview: words } = useStrings();
  const format = useFormat();
  const now = useNow();
  const titleOf = useSessionTitle();
  return expiring.map(({ session, summary, projectName, expiresAt }) => (
    <Row
      key={session}
      icon="warn"
      tone="danger"
      title={<a href={routeHash({ screen: 'sessions', item: session })}>{titleOf(summary, null)}</a>}
      hint={words.expires(projectName)}
      aside={format.ago(expiresAt, now)}
    />
  ));
}

/** What it is called; of one that could not be read, where it comes from. */
function FailedSession({ failure }: { failure: AppState['failures'][number] }): ReactNode {
  const titleOf = useSessionTitle();
  const { session, summary, storedAt, projectName, deviceName } = failure;
  const about = [projectName, deviceName].filter((name) => name !== '').join(', ');
  return (
    <li>
      <a href={routeHash({ screen: 'sessions', item: session })}>{titleOf(summary, storedAt)}</a>
      {about !== '' && ` (${about})`}
    </li>
  );
}

function Failures({ failures }: { failures: AppState['failures'] }): ReactNode {
  const { overview: words } = useStrings();
  const language = useLanguage();
  return groupFailures(failures).map(({ code, sessions }) => {
    const { title, sentence } = explainError({ code }, language);
    return (
      <Row
        key={code}
        icon="fail"
        tone="danger"
        title={words.failed(sessions.length, title)}
        hint={
          <>
            {sentence}
            <details>
              <summary>{words.which}</summary>
              <ul>
                {sessions.map((failure) => (
                  <FailedSession key={failure.session} failure={failure} />
                ))}
              </ul>
            </details>
          </>
        }
      />
    );
  });
}
