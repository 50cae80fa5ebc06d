import { useState, type ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { List, Row } from '../../components/list.tsx';
import { TextField } from '../../components/text-field.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import type { Settings } from '../../store/app-store.ts';
import { useAction } from '../../store/action.ts';
import { useStrings } from '../../text/use-strings.ts';
import { useChange } from './use-change.ts';

export function ProjectsTab({ settings }: { settings: Settings }): ReactNode {
  return (
    <>
      <Rules projects={settings.projects} />
      {settings.cloud && <PathMap pathMap={settings.cloud.pathMap} />}
    </>
  );
}

function Rules({ projects }: { projects: Settings['projects'] }): ReactNode {
  const { settings: words } = useStrings();
  const { action, change } = useChange();
  const choosing = useAction();
  const add = (): void =>
    void choosing.run(async () => {
      const { path } = await ask('settings.chooseDirectory', {});
      if (path !== null) await change({ project: { path, cloudSync: false } });
    });
  return (
    <Card title={words.rules} hint={words.rulesHint}>
      {projects.length === 0 ? (
        <p className="muted">{words.noRules}</p>
      ) : (
        <List label={words.rules}>
          {projects.map(({ path, cloudSync, others, sessions }) => (
            <Row
              key={path}
              icon="folder"
              title={<span className="mono">{path}</span>}
              hint={words.ruleHint(sessions, others)}
              aside={
                <>
                  <label className="inline-select">
                    <span className="unseen">{words.ruleOf(path)}</span>
                    <select
                      className="input select"
                      value={cloudSync === null ? 'unset' : cloudSync ? 'sync' : 'keep'}
                      onChange={({ target: { value } }) =>
                        void change({
                          project: { path, cloudSync: value === 'unset' ? null : value === 'sync' },
                        })
                      }
                    >
                      <option value="unset">{words.ruleKinds.unset}</option>
                      <option value="sync">{words.ruleKinds.sync}</option>
                      <option value="keep">{words.ruleKinds.keep}</option>
                    </select>
                  </label>
                </>
              }
            />
          ))}
        </List>
      )}
      <div>
        <Button icon="plus" busy={choosing.busy} onClick={add}>
          {words.addRule}
        </Button>
      </div>
      <ActionProblem action={choosing} />
      <ActionProblem action={action} />
    </Card>
  );
}

type PathMapValue = NonNullable<Settings['cloud']>['pathMap'];

function PathMap({ pathMap }: { pathMap: PathMapValue }): ReactNode {
  const { settings: words } = useStrings();
  const { action, change } = useChange();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const entries = Object.entries(pathMap);
  const ready = from.trim() !== '' && to.trim() !== '';
  const add = async (): Promise<void> => {
    const done = await change({ cloud: { pathMap: { ...pathMap, [from.trim()]: to.trim() } } });
    if (!done) return;
    setFrom('');
    setTo('');
  };
  const remove = (path: string): void =>
    void change({ cloud: { pathMap: Object.fromEntries(entries.filter(([key]) => key !== path)) } });
  return (
    <Card title={words.pathMap} hint={words.pathMapHint}>
      {entries.length > 0 && (
        <List label={words.pathMap}>
          {entries.map(([theirs, ours]) => (
            <Row
              key={theirs}
              title={<span className="mono">{theirs}</span>}
              hint={<span className="mono">→ {ours}</span>}
              aside={
                <IconButton icon="trash" label={words.removePath(theirs)} onClick={() => remove(theirs)} />
              }
            />
          ))}
        </List>
      )}
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void add();
        }}
      >
        <TextField
          label={words.pathThere}
          mono
          placeholder="/home/ada/work"
          value={from}
          onChange={setFrom}
        />
        <TextField label={words.pathHere} mono placeholder="/Users/ada/work" value={to} onChange={setTo} />
        <div>
          <Button type="submit" icon="plus" unavailable={!ready}>
            {words.addPath}
          </Button>
        </div>
      </form>
      <ActionProblem action={action} />
    </Card>
  );
}
