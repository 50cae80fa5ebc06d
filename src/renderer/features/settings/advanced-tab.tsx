import type { ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { CopyField } from '../../components/copy-field.tsx';
import { ActionProblem, Notice } from '../../errors/problem.tsx';
import { go, loadSettings, type Settings } from '../../store/app-store.ts';
import { useAction } from '../../store/action.ts';
import { useStrings } from '../../text/use-strings.ts';

export function AdvancedTab({ settings }: { settings: Settings }): ReactNode {
  const { settings: words } = useStrings();
  const action = useAction();
  const run = (work: () => Promise<unknown>) => (): void => void action.run(work);
  return (
    <>
      {settings.warnings.map((warning) => (
        <Notice key={`${warning.code} ${JSON.stringify(warning.data)}`} warning={warning} />
      ))}
      <Card title={words.configFile} hint={words.configFileHint}>
        <CopyField bare label={words.configFile} text={settings.configFile} />
        <div className="cluster">
          <Button icon="edit" onClick={run(() => ask('settings.openConfigFile', {}))}>
            {words.openConfigFile}
          </Button>
          <Button icon="sync" busy={action.busy} onClick={run(loadSettings)}>
            {words.readAgain}
          </Button>
          <Button icon="folder" onClick={run(() => ask('open.home', {}))}>
            {words.openHome}
          </Button>
        </div>
        <ActionProblem action={action} />
      </Card>
      <Card title={words.whenTrouble} hint={words.whenTroubleHint}>
        <div>
          <Button icon="diagnostics" onClick={() => go('diagnostics')}>
            {words.openDiagnostics}
          </Button>
        </div>
      </Card>
    </>
  );
}
