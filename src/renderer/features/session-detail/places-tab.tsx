import type { ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Badge } from '../../components/badge.tsx';
import { Facts, List, Row } from '../../components/list.tsx';
import { Switch } from '../../components/switch.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { say } from '../../store/app-store.ts';
import { useNow } from '../../store/now.ts';
import { routeHash } from '../../store/route.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { projectItem } from '../sessions/session-item-route.ts';
import type { ShownSession } from './session-detail.tsx';

interface PlacesTabProps {
  readonly session: ShownSession;
  readonly reload: () => void;
}

/** Where the session is safe, in which versions, and the choice to keep it here only. */
export function PlacesTab({ session, reload }: PlacesTabProps): ReactNode {
  return (
    <div className="stack stack--loose">
      <Places session={session} />
      <ConversationPlace conversation={session.conversation} />
      <Revisions session={session} />
      <KeepHere session={session} reload={reload} />
    </div>
  );
}

function Places({ session: { places, onlyHere, row } }: { session: ShownSession }): ReactNode {
  const { session: words } = useStrings();
  const format = useFormat();
  const now = useNow();
  if (places.length === 0) {
    const text = onlyHere === null ? words.notInBucket : words.keptHere;
    return <p className={row.state === 'not-uploaded' ? 'strong' : undefined}>{text}</p>;
  }
  return (
    <section className="stack stack--tight">
      <h3>{words.tab.places}</h3>
      <p className="muted small">{words.placesHint}</p>
      <List label={words.tab.places}>
        {places.map((place) => (
          <Row
            key={place.device}
            icon="devices"
            title={
              <>
                {place.name} {place.thisDevice && <Badge tone="info">{words.thisDevice}</Badge>}
              </>
            }
            hint={words.uploaded(format.ago(place.uploadedAt, now), format.bytes(place.bytes))}
            aside={words.revision[place.revision]}
          />
        ))}
      </List>
    </section>
  );
}

function ConversationPlace({ conversation }: Pick<ShownSession, 'conversation'>): ReactNode {
  const { session: words } = useStrings();
  const format = useFormat();
  return (
    <section className="stack stack--tight">
      <h3>{words.conversationTitle}</h3>
      <p>
        {conversation
          ? `${words.conversationFiles(conversation.files, format.bytes(conversation.bytes))}; ${words.conversationWhere[whereOf(conversation)]}`
          : words.noConversation}
      </p>
    </section>
  );
}

type Conversation = NonNullable<ShownSession['conversation']>;

function whereOf({ here, inBucket }: Conversation): 'both' | 'here' | 'bucket' | 'nowhere' {
  if (here) return inBucket ? 'both' : 'here';
  return inBucket ? 'bucket' : 'nowhere';
}

function Revisions({ session: { revisions } }: { session: ShownSession }): ReactNode {
  const { session: words } = useStrings();
  if (revisions.length === 0) return null;
  return (
    <section className="stack stack--tight">
      <h3>{words.revisions}</h3>
      <p className="muted small">{words.revisionsHint}</p>
      <Facts facts={revisions.map(({ name, edits }) => [name, words.edits(edits)])} />
    </section>
  );
}

function KeepHere({ session, reload }: PlacesTabProps): ReactNode {
  const { session: words } = useStrings();
  const action = useAction();
  const { row, onlyHere } = session;
  const byProject = onlyHere === 'project';
  const notHere = row.state === 'only-in-bucket';
  const keep = (on: boolean): void => {
    void action.run(async () => {
      const { stillInBucket } = await ask('sessions.keepHere', { of: { session: row.id }, on });
      const left = on && stillInBucket > 0 ? ` ${words.stillInBucket(stillInBucket)}` : '';
      say(`${on ? words.kept : words.shared}${left}`);
      reload();
    });
  };
  const project = (
    <>
      {words.keepByProject}{' '}
      <a href={routeHash({ screen: 'sessions', item: projectItem(row.projectPath) })}>{words.toProject}</a>
    </>
  );
  let hint: ReactNode = words.keepHint;
  if (notHere) hint = words.keepNotHere;
  if (byProject) hint = project;
  return (
    <>
      <Switch
        label={words.keep}
        hint={hint}
        on={onlyHere !== null}
        unavailable={byProject || notHere}
        onChange={keep}
      />
      <ActionProblem action={action} />
    </>
  );
}
