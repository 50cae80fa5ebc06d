import type { ReactNode } from 'react';
import { providerGuide } from '../../../shared/provider-guides.ts';
import { ask } from '../../bridge.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Facts } from '../../components/list.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { go, useAppState, type Settings } from '../../store/app-store.ts';
import { useAction } from '../../store/action.ts';
import { useLanguage, useStrings } from '../../text/use-strings.ts';
import { Doctor } from '../connection/doctor.tsx';
import { NotSetUp } from './not-set-up.tsx';

export function ConnectionTab({ settings: { cloud } }: { settings: Settings }): ReactNode {
  const { settings: words } = useStrings();
  const language = useLanguage();
  const place = useAppState((state) => state.place);
  const action = useAction();
  if (!cloud) return <NotSetUp />;
  const edit = (): void =>
    void action.run(async () => {
      await ask('setup.draft.fromSettings', {});
      go('setup');
    });
  const facts: (readonly [string, ReactNode])[] = [
    [words.place, place ?? cloud.bucket],
    [words.provider, providerGuide(cloud.provider, '', language).name],
    [cloud.provider === 'folder' ? words.folder : words.bucket, <span className="mono">{cloud.bucket}</span>],
  ];
  const optional: (readonly [string, string])[] = [
    [words.endpoint, cloud.endpoint],
    [words.region, cloud.region],
    [words.accessKeyId, cloud.accessKeyId],
    [words.prefix, cloud.prefix],
  ];
  for (const [name, value] of optional) {
    if (value !== '') facts.push([name, <span className="mono">{value}</span>]);
  }
  return (
    <>
      <Card title={words.connection} hint={words.connectionHint}>
        <Facts facts={facts} />
        <div className="cluster">
          <Button icon="edit" busy={action.busy} onClick={edit}>
            {words.edit}
          </Button>
          <Button icon="pairing" onClick={() => go('pairing')}>
            {words.addDevice}
          </Button>
        </div>
        <ActionProblem action={action} />
      </Card>
      <Doctor />
    </>
  );
}
