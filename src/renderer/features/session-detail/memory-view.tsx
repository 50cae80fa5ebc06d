import { createContext, useContext, type ReactNode } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { Badge } from '../../components/badge.tsx';
import type { Tone } from '../../components/banner.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { useStrings } from '../../text/use-strings.ts';

type Memory = CommandResponse<'sessions.show'>['memory'];
type Task = Memory['tasks'][number];

/** A memory as text; also what a merge of two would be. */
interface MemoryViewProps {
  readonly memory: Memory;
  /** Of its headings. */
  readonly level?: 3 | 4;
}

const HeadingLevel = createContext<3 | 4>(3);

export function MemoryView({ memory, level = 3 }: MemoryViewProps): ReactNode {
  const { session: words } = useStrings();
  const sections = [
    memory.description !== '' && (
      <Section key="description" title={words.description}>
        <p className="session-detail__text">{memory.description}</p>
      </Section>
    ),
    memory.tasks.length > 0 && <Tasks key="tasks" tasks={memory.tasks} />,
    <Points key="next" title={words.nextSteps} points={memory.nextSteps} />,
    <Points key="decisions" title={words.keyDecisions} points={memory.keyDecisions} />,
    <Points key="blockers" title={words.blockers} points={memory.blockers} />,
    <LastMessages key="last" memory={memory} />,
    memory.tags.length > 0 && (
      <Section key="tags" title={words.tags}>
        <div className="cluster">
          {memory.tags.map((tag) => (
            <Badge key={tag}>{tag}</Badge>
          ))}
        </div>
      </Section>
    ),
  ];
  if (isEmpty(memory)) return <p className="muted">{words.nothing}</p>;
  return <HeadingLevel value={level}>{sections}</HeadingLevel>;
}

function isEmpty({ tasks, description, nextSteps, keyDecisions, blockers, tags, ...rest }: Memory): boolean {
  const lists = [tasks, nextSteps, keyDecisions, blockers, tags];
  const texts = [description, rest.lastUserMessage, rest.lastAssistantMessage];
  return lists.every((list) => list.length === 0) && texts.every((text) => text === '');
}

export function Section({ title, children }: { title: string; children: ReactNode }): ReactNode {
  const Heading = useContext(HeadingLevel) === 3 ? 'h3' : 'h4';
  return (
    <section className="stack stack--tight">
      <Heading>{title}</Heading>
      {children}
    </section>
  );
}

const TASK_TONES: Readonly<Record<Task['status'], { tone: Tone; icon: IconName }>> = {
  pending: { tone: 'info', icon: 'skip' },
  in_progress: { tone: 'info', icon: 'play' },
  completed: { tone: 'ok', icon: 'done' },
  blocked: { tone: 'danger', icon: 'fail' },
};

function Tasks({ tasks }: { tasks: Memory['tasks'] }): ReactNode {
  const { session: words } = useStrings();
  const done = tasks.filter(({ status }) => status === 'completed').length;
  return (
    <Section title={words.tasks}>
      <p className="muted small">{words.tasksDone(done, tasks.length)}</p>
      <ul className="task-list">
        {tasks.map((task, index) => (
          <li key={`${task.id} ${index}`}>
            <Badge tone={TASK_TONES[task.status].tone}>
              <Icon name={TASK_TONES[task.status].icon} size={16} />
              {words.taskStatus[task.status]}
            </Badge>
            <div className="task-list__words">
              <span className="session-detail__text">{task.description}</span>
              {task.notes && <p className="session-detail__text muted small">{task.notes}</p>}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Points({ title, points }: { title: string; points: readonly string[] }): ReactNode {
  if (points.length === 0) return null;
  return (
    <Section title={title}>
      <ul className="memory-points">
        {points.map((point, index) => (
          <li key={index} className="session-detail__text">
            {point}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function LastMessages({ memory }: { memory: Memory }): ReactNode {
  const { session: words } = useStrings();
  const messages = [
    [words.lastUser, memory.lastUserMessage],
    [words.lastAssistant, memory.lastAssistantMessage],
  ].filter(([, text]) => text !== '');
  if (messages.length === 0) return null;
  return (
    <Section title={words.lastMessages}>
      {messages.map(([who, text]) => (
        <blockquote key={who} className="last-message">
          <div className="muted small">{who}</div>
          <p className="session-detail__text">{text}</p>
        </blockquote>
      ))}
    </Section>
  );
}
