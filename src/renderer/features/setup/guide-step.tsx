import { useState, type ReactNode } from 'react';
import type { CommandResponse } from '../../../shared/contract.ts';
import { ask } from '../../bridge.ts';
import { Await } from '../../components/await.tsx';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { CopyField } from '../../components/copy-field.tsx';
import { ExternalLink } from '../../components/external-link.tsx';
import { ActionProblem } from '../../errors/problem.tsx';
import { useAction } from '../../store/action.ts';
import { useAnswer } from '../../store/answer.ts';
import { useStrings } from '../../text/use-strings.ts';
import { GuideFields } from './guide-fields.tsx';
import { StepFrame } from './step-frame.tsx';
import { useWizard } from './wizard.ts';

export type Guide = CommandResponse<'setup.providers'>['providers'][number];

/** How to get a bucket and a key at the provider, beside exactly the fields it needs. */
export function GuideStep(): ReactNode {
  const { setup: words } = useStrings();
  const { draft, commit } = useWizard();
  const guides = useAnswer('setup.providers', { bucket: draft.bucket });
  const [pressed, setPressed] = useState(false);
  const guide = guides.state === 'ready' ? guides.value.providers.find(isOf(draft.provider)) : undefined;

  const onNext = async (): Promise<boolean> => {
    setPressed(true);
    await commit();
    const { problems, missing } = await ask('setup.check', {});
    return missing.length === 0 && problems.every(({ severity }) => severity !== 'wrong');
  };
  return (
    <StepFrame title={words.guideTitle(guide?.name ?? '')} hint={words.guideHint} onNext={onNext}>
      <Await answer={guides}>
        {() =>
          guide && (
            <div className={guide.steps.length > 2 ? 'guide' : 'guide guide--short'}>
              <Instructions guide={guide} />
              <div className="stack">
                <GuideFields guide={guide} pressed={pressed} />
                <Swapped />
                <MadeOf />
              </div>
            </div>
          )
        }
      </Await>
    </StepFrame>
  );
}

function isOf(provider: string | null) {
  return (guide: Guide): boolean => guide.provider === provider;
}

function Instructions({ guide }: { guide: Guide }): ReactNode {
  const { setup: words } = useStrings();
  return (
    <section className="instructions" aria-label={words.instructions}>
      <ol className="instructions__steps">
        {guide.steps.map(({ text, link }) => (
          <li key={text}>
            {text}
            {link !== null && (
              <div>
                <ExternalLink url={link}>{words.openPage}</ExternalLink>
              </div>
            )}
          </li>
        ))}
      </ol>
      {guide.policy && <CopyField block label={guide.policy.title} text={guide.policy.text} />}
      {guide.links.length > 0 && (
        <ul className="instructions__links small">
          {guide.links.map(({ label, url }) => (
            <li key={url}>
              <ExternalLink url={url}>{label}</ExternalLink>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Key id and secret stand in each other's place. */
function Swapped(): ReactNode {
  const { setup: words } = useStrings();
  const { check, commit, replace } = useWizard();
  const action = useAction();
  if (!check?.swapped) return null;
  const swap = (): void =>
    void action.run(async () => {
      await commit();
      replace((await ask('setup.swapKeys', {})).draft);
    });
  return (
    <Banner
      tone="warn"
      title={words.swappedTitle}
      announced
      actions={
        <Button small busy={action.busy} onClick={swap}>
          {words.swap}
        </Button>
      }
    >
      {words.swappedHint}
      <ActionProblem action={action} />
    </Banner>
  );
}

/** The address that follows from the answers, so that nobody wonders where requests go. */
function MadeOf(): ReactNode {
  const { setup: words } = useStrings();
  const { check, draft } = useWizard();
  if (!check?.endpoint || draft.provider === 'folder') return null;
  return (
    <p className="muted small" role="status">
      {words.address} <span className="mono">{check.endpoint}</span>
      {check.region && (
        <>
          , {words.region} <span className="mono">{check.region}</span>
        </>
      )}
    </p>
  );
}
