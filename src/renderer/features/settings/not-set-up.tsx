import type { ReactNode } from 'react';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { useEngineFailure } from '../../errors/engine-problem.tsx';
import { go } from '../../store/app-store.ts';
import { useStrings } from '../../text/use-strings.ts';

/** In place of settings that are not there: no set-up yet, or one that cannot be read, which is told above the tabs. */
export function NotSetUp(): ReactNode {
  const { settings: words, overview } = useStrings();
  if (useEngineFailure()) return <p className="muted">{words.unknownYet}</p>;
  return (
    <Banner
      tone="info"
      title={words.notSetUp}
      actions={
        <Button small onClick={() => go('setup')}>
          {overview.setUp}
        </Button>
      }
    />
  );
}
