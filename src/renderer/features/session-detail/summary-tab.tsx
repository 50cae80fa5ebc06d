import type { ReactNode } from 'react';
import { Facts } from '../../components/list.tsx';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { MemoryView, Section } from './memory-view.tsx';
import type { ShownSession } from './session-detail.tsx';

/** What the session was about. Its texts are shown as they are, never as Markdown or HTML. */
export function SummaryTab({ session }: { session: ShownSession }): ReactNode {
  return (
    <div className="stack stack--loose">
      <MemoryView memory={session.memory} />
      <Numbers session={session} />
    </div>
  );
}

function Numbers({ session }: { session: ShownSession }): ReactNode {
  const { session: words } = useStrings();
  const format = useFormat();
  const { row, memory, duration, toolCallsCount } = session;
  const files = memory.filesCreated.length + memory.filesModified.length + memory.filesDeleted.length;
  return (
    <Section title={words.metrics}>
      <Facts
        facts={[
          [words.started, format.dateTime(row.startedAt)],
          [words.ended, format.dateTime(row.endedAt)],
          [words.duration, format.duration(duration * 60_000)],
          [words.messages, format.number(row.messagesCount)],
          [words.toolCalls, format.number(toolCallsCount)],
          [words.tokens, format.number(row.tokensUsed)],
          [words.files, format.number(files)],
          [words.id, <span className="mono">{row.id}</span>],
        ]}
      />
    </Section>
  );
}
