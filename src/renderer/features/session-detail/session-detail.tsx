import { lazy, Suspense, useState, type ReactNode, type RefObject } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';
import { Await } from '../../components/await.tsx';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Loading } from '../../components/spinner.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { useAnswer } from '../../store/answer.ts';
import { go } from '../../store/app-store.ts';
import { useNow } from '../../store/now.ts';
import { routeHash } from '../../store/route.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { projectItem } from '../sessions/session-item-route.ts';
import { StateBadge } from '../sessions/state-badge.tsx';
import { FilesTab } from './files-tab.tsx';
import { PlacesTab } from './places-tab.tsx';
import { SessionActions } from './session-actions.tsx';
import './session-detail.css';
import { SummaryTab } from './summary-tab.tsx';

/** Reading Markdown is a third of all code of the window: loaded when a conversation is first read. */
const SessionConversation = lazy(async () => ({
  default: (await import('../conversation/session-conversation.tsx')).SessionConversation,
}));

export type ShownSession = CommandResponse<'sessions.show'>;

interface SessionDetailProps {
  readonly id: string;
  /** What the detail scrolls in. */
  readonly scroller: RefObject<HTMLElement | null>;
}

export function SessionDetail({ id, scroller }: SessionDetailProps): ReactNode {
  const { session: words } = useStrings();
  const answer = useAnswer('sessions.show', { id }, 'sessions');
  return (
    <Await answer={answer} label={words.loading}>
      {(session) => <Shown session={session} scroller={scroller} reload={answer.reload} />}
    </Await>
  );
}

const AGENTS: Readonly<Record<string, string>> = { 'claude-code': 'Claude Code', codex: 'Codex' };

const TABS = ['summary', 'conversation', 'files', 'places'] as const;
type TabId = (typeof TABS)[number];

interface ShownProps {
  readonly session: ShownSession;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly reload: () => void;
}

function Shown({ session, scroller, reload }: ShownProps): ReactNode {
  const { session: words, conversation } = useStrings();
  const [tab, setTab] = useState<TabId>('summary');
  const { memory, row } = session;
  const files = memory.filesCreated.length + memory.filesModified.length + memory.filesDeleted.length;
  const labels = { ...words.tab, files: files === 0 ? words.tab.files : words.filesTab(files) };
  return (
    <article className="session-detail stack">
      <Heading session={session} />
      <SessionActions session={session} />
      <Warnings session={session} />
      <Tabs
        label={words.tabs}
        tabs={TABS.map((id) => ({ id, label: labels[id] }))}
        selected={tab}
        onSelect={setTab}
      >
        {tab === 'summary' && <SummaryTab session={session} />}
        {tab === 'conversation' && (
          <Suspense fallback={<Loading label={conversation.loading} />}>
            <SessionConversation id={row.id} scroller={scroller} />
          </Suspense>
        )}
        {tab === 'files' && <FilesTab memory={memory} />}
        {tab === 'places' && <PlacesTab session={session} reload={reload} />}
      </Tabs>
    </article>
  );
}

function Heading({ session: { row } }: { session: ShownSession }): ReactNode {
  const { session: words, sessions } = useStrings();
  const format = useFormat();
  return (
    <header className="stack stack--tight">
      <h2 className="session-detail__title">{row.summary || sessions.untitled}</h2>
      <div className="session-detail__facts cluster muted">
        <span>{AGENTS[row.agent] ?? (row.agent || words.unknownAgent)}</span>
        {row.projectPath !== '' && (
          <a
            href={routeHash({ screen: 'sessions', item: projectItem(row.projectPath) })}
            title={row.projectPath}
          >
            {row.projectName || row.projectPath}
          </a>
        )}
        <time dateTime={row.startedAt}>{format.dateTime(row.startedAt)}</time>
        <StateBadge state={row.state} />
      </div>
    </header>
  );
}

function Warnings({ session: { row } }: { session: ShownSession }): ReactNode {
  const { session: words } = useStrings();
  const format = useFormat();
  const now = useNow();
  const action = useAction();
  return (
    <>
      {row.state === 'conflict' && (
        <Banner
          tone="warn"
          title={words.conflict}
          actions={
            <Button small onClick={() => go('conflicts', row.id)}>
              {words.decide}
            </Button>
          }
        >
          {words.conflictHint}
        </Banner>
      )}
      {row.expiresAt !== null && (
        <Banner
          tone="warn"
          title={words.expires(format.ago(row.expiresAt, now))}
          actions={
            <Button small busy={action.busy} onClick={() => void action.run(() => ask('sync.now', {}))}>
              {words.syncNow}
            </Button>
          }
        >
          {words.expiresHint}
        </Banner>
      )}
      <ActionProblem action={action} />
    </>
  );
}
