import type { ReactNode } from 'react';
import { ask } from '../bridge.ts';
import { ActionProblem } from '../errors/problem.tsx';
import { useAction } from '../store/action.ts';
import { useStrings } from '../text/use-strings.ts';
import { Icon } from './icon.tsx';

/** A link to a web page, opened in the system's browser. */
export function ExternalLink({ url, children }: { url: string; children: ReactNode }): ReactNode {
  const { components: words } = useStrings();
  const action = useAction();
  return (
    <>
      <a
        className="external-link"
        href={url}
        onClick={(event) => {
          event.preventDefault();
          void action.run(() => ask('open.external', { url }));
        }}
      >
        {children}
        <Icon name="external" size={16} />
        <span className="unseen">{words.opensBrowser}</span>
      </a>
      <ActionProblem action={action} />
    </>
  );
}
