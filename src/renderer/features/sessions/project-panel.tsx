import type { ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Facts } from '../../components/list.tsx';
import { Switch } from '../../components/switch.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { useAnswer } from '../../store/answer.ts';
import { go, say } from '../../store/app-store.ts';
import { Await } from '../../components/await.tsx';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import type { Group } from './list-layout.ts';

/** What holds for all sessions of a project. */
export function ProjectPanel({ path }: { path: string }): ReactNode {
  const { sessions: words } = useStrings();
  const answer = useAnswer('sessions.list', { filter: { project: path }, offset: 0, limit: 1 }, 'sessions');
  return (
    <Await answer={answer}>
      {({ groups }) => {
        const group = groups.find(({ project }) => project === path);
        if (group) return <Project group={group} onChange={answer.reload} />;
        return (
          <EmptyState
            icon="folder"
            title={words.projectUnknown}
            actions={<Button onClick={() => go('sessions')}>{words.back}</Button>}
          />
        );
      }}
    </Await>
  );
}

function Project({ group, onChange }: { group: Group; onChange: () => void }): ReactNode {
  const { sessions: words, session } = useStrings();
  const format = useFormat();
  const action = useAction();
  const name = group.name || words.noProject;
  const keep = (on: boolean): void => {
    void action.run(async () => {
      const { stillInBucket } = await ask('sessions.keepHere', { of: { project: group.project }, on });
      const left = on && stillInBucket > 0 ? ` ${session.stillInBucket(stillInBucket)}` : '';
      say(`${on ? words.projectKept(name) : words.projectShared(name)}${left}`);
      onChange();
    });
  };
  return (
    <div className="stack">
      <h2>{name}</h2>
      <Facts
        facts={[
          [words.projectPath, <span className="mono">{group.project || '—'}</span>],
          [words.projectSessions, format.number(group.count)],
          [words.projectNewest, format.dateTime(group.newestAt)],
        ]}
      />
      {group.project !== '' && (
        <Switch label={words.projectKeep} hint={words.projectKeepHint} on={group.onlyHere} onChange={keep} />
      )}
      <ActionProblem action={action} />
    </div>
  );
}
