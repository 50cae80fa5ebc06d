import { useEffect, useRef, type ReactNode } from 'react';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { EngineProblem, useEngineFailure } from '../../errors/engine-problem.tsx';
import { Problem } from '../../errors/problem.tsx';
import { useAppState } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';
import { TestSteps } from './test-steps.tsx';
import { useTestRun } from './use-test-run.ts';

/** The connection test with the saved settings. */
export function Doctor({ atOnce = false }: { atOnce?: boolean }): ReactNode {
  const { connection: words } = useStrings();
  const setUp = useAppState((state) => state.setUp) ?? false;
  const broken = useEngineFailure() !== null;
  const { running, steps, diagnosis, error, start } = useTestRun('diagnostics.run', 'diagnostics.cancel');
  const begun = useRef(false);
  useEffect(() => {
    if (!atOnce || !setUp || broken || begun.current) return;
    begun.current = true;
    start();
  }, [atOnce, setUp, broken, start]);
  const failure = error ?? diagnosis?.cause ?? null;
  return (
    <Card title={words.title} hint={words.hint}>
      {(running || steps.length > 0) && <TestSteps steps={steps} running={running} />}
      {diagnosis?.ok && <Banner tone="ok" title={words.passed} announced />}
      {failure && <Problem error={failure} onRetry={start} without={['run-test']} />}
      {broken ? (
        <EngineProblem />
      ) : setUp ? (
        <div>
          <Button icon="diagnostics" busy={running} onClick={start}>
            {running ? words.running : words.start}
          </Button>
        </div>
      ) : (
        <p className="muted">{words.notSetUp}</p>
      )}
    </Card>
  );
}
