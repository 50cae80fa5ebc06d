import { useState, type ReactNode } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { CopyField } from '../../components/copy-field.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { EngineProblem, useEngineFailure } from '../../errors/engine-problem.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { Page } from '../../layout/page.tsx';
import { go, useAppState } from '../../store/app-store.ts';
import { useAction } from '../../store/action.ts';
import { useNow } from '../../store/now.ts';
import { useStrings } from '../../text/use-strings.ts';
import { NewDevices } from './new-devices.tsx';
import './pairing.css';
import { QUIET_ZONE, qrPath } from './qr-path.ts';

type Pairing = CommandResponse<'pairing.create'>;

export function PairingScreen(): ReactNode {
  const { pairing: words } = useStrings();
  const setUp = useAppState((state) => state.setUp);
  const broken = useEngineFailure() !== null;
  return (
    <Page title={words.title} hint={words.hint}>
      {broken ? <EngineProblem /> : setUp === false ? <NotYet /> : <AddDevice />}
    </Page>
  );
}

function NotYet(): ReactNode {
  const { pairing: words, overview } = useStrings();
  return (
    <EmptyState
      icon="pairing"
      title={words.notSetUpTitle}
      actions={
        <>
          <Button kind="primary" onClick={() => go('setup')}>
            {overview.setUp}
          </Button>
          <Button onClick={() => go('setup', 'join')}>{overview.join}</Button>
        </>
      }
    >
      {words.notSetUp}
    </EmptyState>
  );
}

function AddDevice(): ReactNode {
  const { pairing: words } = useStrings();
  const [pairing, setPairing] = useState<Pairing | null>(null);
  /** Ids of the devices that were there before the code; `null`: not known. */
  const [before, setBefore] = useState<readonly string[] | null>(null);
  const action = useAction();
  const now = useNow(1_000);
  const create = (): void =>
    void action.run(async () => {
      const [made, known] = await Promise.all([ask('pairing.create', {}), deviceIds()]);
      setBefore(known);
      setPairing(made);
    });
  const expired = pairing !== null && pairing.expiresAt <= now;
  return (
    <>
      <ActionProblem action={action} onRetry={create} />
      {(pairing === null || expired) && (
        <>
          {before && <NewDevices before={before} />}
          {expired && <Banner tone="info" title={words.expired} announced />}
          <ol className="numbered reading">
            {words.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          <Banner tone="info" title={words.whatTitle}>
            {words.what}
          </Banner>
          <div>
            <Button kind="primary" icon="pairing" busy={action.busy} onClick={create}>
              {words.create}
            </Button>
          </div>
        </>
      )}
      {pairing !== null && !expired && (
        <Codes pairing={pairing} now={now} onDone={() => setPairing(null)}>
          {before && <NewDevices before={before} />}
        </Codes>
      )}
    </>
  );
}

/** A place that cannot be asked keeps nobody from making a code. */
async function deviceIds(): Promise<readonly string[] | null> {
  try {
    return (await ask('devices.list', {})).devices.map(({ id }) => id);
  } catch {
    return null;
  }
}

interface CodesProps {
  readonly pairing: Pairing;
  readonly now: number;
  readonly onDone: () => void;
  readonly children: ReactNode;
}

function Codes({ pairing, now, onDone, children }: CodesProps): ReactNode {
  const { pairing: words } = useStrings();
  const left = Math.max(0, Math.round((pairing.expiresAt - now) / 1000));
  return (
    <div className="pairing">
      <Card title={words.firstTitle} hint={words.firstHint}>
        <QrCode side={pairing.qr.side} modules={pairing.qr.modules} />
        <CopyField block label={words.text} text={pairing.text} />
      </Card>
      <div className="stack">
        <Card title={words.codeTitle} hint={words.codeHint}>
          <Code code={pairing.code} />
        </Card>
        <p className="muted numeric">{words.left(Math.floor(left / 60), left % 60)}</p>
        {children}
        <div>
          <Button onClick={onDone}>{words.done}</Button>
        </div>
      </div>
    </div>
  );
}

/** Hidden at first: whoever films the QR code over a shoulder does not have it yet. */
function Code({ code }: { code: string }): ReactNode {
  const { pairing: words } = useStrings();
  const [shown, setShown] = useState(false);
  return (
    <div className="cluster">
      {shown && <output className="pairing__code mono">{code}</output>}
      <Button icon={shown ? 'eye-off' : 'eye'} aria-pressed={shown} onClick={() => setShown(!shown)}>
        {shown ? words.hideCode : words.showCode}
      </Button>
    </div>
  );
}

function QrCode({ side, modules }: { side: number; modules: string }): ReactNode {
  const { pairing: words } = useStrings();
  const size = side + 2 * QUIET_ZONE;
  return (
    <svg
      className="pairing__qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={words.qr}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#ffffff" />
      <path d={qrPath(side, modules)} fill="#000000" />
    </svg>
  );
}
