import type { ReactNode } from 'react';
import { ask } from '../../bridge.ts';
import { Await } from '../../components/await.tsx';
import { Banner } from '../../components/banner.tsx';
import { Facts } from '../../components/list.tsx';
import { ExternalLink } from '../../components/external-link.tsx';
import { useAnswer } from '../../store/answer.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { StepFrame } from './step-frame.tsx';
import { useWizard } from './wizard.ts';

/** What will be synced and what it costs; after this the settings are written. */
export function ScopeStep(): ReactNode {
  const { setup: words } = useStrings();
  const { check, finish, commit, draft } = useWizard();
  const estimate = useAnswer('setup.estimate', {});
  const onNext = async (): Promise<boolean> => {
    await commit();
    finish(await ask('setup.finish', {}));
    // The next step is the first sync, which `finish` has gone to.
    return false;
  };
  return (
    <StepFrame
      title={words.scopeTitle}
      hint={words.scopeHint(check?.label ?? '')}
      onNext={onNext}
      nextLabel={draft.reconfiguring ? words.saveAndSync : words.startSync}
    >
      <Await answer={estimate} label={words.counting}>
        {(value) => <Estimate value={value} />}
      </Await>
      <Banner tone="info" title={words.encryptedTitle}>
        {words.encrypted}
      </Banner>
    </StepFrame>
  );
}

type EstimateValue = Awaited<ReturnType<typeof ask<'setup.estimate'>>>;

function Estimate({ value }: { value: EstimateValue }): ReactNode {
  const { setup: words } = useStrings();
  const format = useFormat();
  const cost = value.perMonth === null ? words.costUnknown : words.perMonth(format.money(value.perMonth));
  return (
    <>
      <Facts
        facts={[
          [words.sessions, words.inProjects(value.sessions, value.projects)],
          [words.conversations, format.number(value.conversations)],
          [words.size, words.compressed(format.bytes(value.bytes), format.bytes(value.storedBytes))],
          [words.cost, cost],
        ]}
      />
      {value.perMonth !== null && (
        <p className="muted small">
          {words.pricesAsOf(format.date(value.pricesAsOf))}{' '}
          {value.source !== null && <ExternalLink url={value.source}>{words.priceSource}</ExternalLink>}
        </p>
      )}
    </>
  );
}
