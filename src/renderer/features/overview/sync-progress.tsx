import type { ReactNode } from 'react';
import type { SyncProgressView } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Progress } from '../../components/progress.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { estimateRemaining } from './remaining.ts';

const START: SyncProgressView = {
  phase: 'listing',
  done: 0,
  total: 0,
  bytesUp: 0,
  bytesDown: 0,
  rate: 0,
  current: null,
};

/** The pass that runs: how far, how fast, at what; and a way to stop it. */
export function SyncProgress({
  progress,
  since,
}: {
  progress: SyncProgressView | null;
  since?: number;
}): ReactNode {
  const { overview: words } = useStrings();
  const format = useFormat();
  const action = useAction();
  const { phase, done, total, bytesUp, bytesDown, rate, current } = progress ?? START;
  const left = since === undefined ? null : estimateRemaining({ done, total, elapsedMs: Date.now() - since });
  return (
    <section className="sync-progress card" aria-label={words.progress}>
      <div className="sync-progress__head">
        <strong>{words.phases[phase]}</strong>
        <span className="numeric">{total > 0 && words.items(done, total)}</span>
      </div>
      <Progress label={words.progress} done={done} total={total} />
      <div className="sync-progress__foot">
        <span className="numeric muted small">
          {words.transferred(format.bytes(bytesUp), format.bytes(bytesDown))}
          {rate > 0 && ` · ${format.rate(rate)}`}
          {left !== null && ` · ${words.left(format.duration(left))}`}
        </span>
        <span className="sync-progress__current muted small">{current}</span>
        <Button
          small
          icon="stop"
          busy={action.busy}
          onClick={() => void action.run(() => ask('sync.cancel', {}))}
        >
          {words.stop}
        </Button>
      </div>
      <ActionProblem action={action} />
    </section>
  );
}
