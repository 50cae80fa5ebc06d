import type { ReactNode } from 'react';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Facts } from '../../components/list.tsx';
import { go } from '../../store/app-store.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { StepFrame } from './step-frame.tsx';
import { useWizard } from './wizard.ts';

export function DoneStep(): ReactNode {
  const { setup: words } = useStrings();
  const format = useFormat();
  const { finished, firstSync, draft } = useWizard();
  return (
    <StepFrame
      title={words.doneTitle}
      hint={words.doneHint}
      withoutNext
      aside={
        <>
          <Button icon="pairing" onClick={() => go('pairing')}>
            {words.addDevice}
          </Button>
          <Button kind="primary" onClick={() => go('overview')}>
            {words.toOverview}
          </Button>
        </>
      }
    >
      {firstSync && firstSync.failed > 0 && (
        <Banner tone="warn" title={words.someFailed(firstSync.failed)}>
          {words.someFailedHint}
        </Banner>
      )}
      <Facts
        facts={[
          ...(firstSync
            ? ([
                [
                  words.transferred,
                  words.upAndDown(firstSync.uploaded, firstSync.downloaded, format.bytes(firstSync.bytesUp)),
                ],
              ] as const)
            : []),
          ...(finished
            ? ([
                [words.place, finished.place],
                [words.device, draft.deviceName.trim() || finished.deviceId],
                [words.fingerprint, <span className="mono">{finished.keyFingerprint}</span>],
                [words.secretsIn, finished.secretsIn === 'keychain' ? words.keychain : words.configFile],
              ] as const)
            : []),
        ]}
      />
      {finished?.vault === 'created' && !draft.kitKept && (
        <Banner
          tone="warn"
          title={words.kitStillOpen}
          actions={
            <Button small onClick={() => go('settings', 'key')}>
              {words.kitTitle}
            </Button>
          }
        >
          {words.kitHint}
        </Banner>
      )}
    </StepFrame>
  );
}
