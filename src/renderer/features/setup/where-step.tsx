import type { ReactNode } from 'react';
import type { Provider } from '../../../shared/settings.ts';
import { Await } from '../../components/await.tsx';
import { Banner } from '../../components/banner.tsx';
import { ChoiceList } from '../../components/choice-list.tsx';
import type { IconName } from '../../components/icon.tsx';
import { useAnswer } from '../../store/answer.ts';
import { useStrings } from '../../text/use-strings.ts';
import { StepFrame } from './step-frame.tsx';
import { useWizard } from './wizard.ts';

const ICONS: Readonly<Record<Provider, IconName>> = {
  r2: 'cloud',
  s3: 'cloud',
  b2: 'cloud',
  's3-compatible': 'server',
  folder: 'folder',
};

export function WhereStep(): ReactNode {
  const { setup: words } = useStrings();
  const { draft, edit } = useWizard();
  const guides = useAnswer('setup.providers', {});
  return (
    <StepFrame
      title={words.whereTitle}
      hint={words.whereHint}
      notYet={draft.provider === null ? words.choosePlace : undefined}
    >
      {draft.key?.mode === 'join' && !draft.reconfiguring && (
        <Banner tone="ok" title={words.keyBrought}>
          {words.keyBroughtHint} {words.fingerprint} <span className="mono">{draft.key.fingerprint}</span>
        </Banner>
      )}
      <Await answer={guides}>
        {({ providers }) => (
          <ChoiceList
            legend={words.whereTitle}
            quietLegend
            value={draft.provider}
            choices={providers.map(({ provider, name, hint }) => ({
              value: provider,
              title: name,
              hint,
              icon: ICONS[provider],
            }))}
            onChange={(provider) => edit({ provider })}
          />
        )}
      </Await>
      {draft.reconfiguring && <p className="muted">{words.whereReconfigure}</p>}
    </StepFrame>
  );
}
