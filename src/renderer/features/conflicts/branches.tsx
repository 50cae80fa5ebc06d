import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { Loading } from '../../components/spinner.tsx';
import { useNow } from '../../store/now.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import type { ShownConflict } from './conflict-review.tsx';
import type { Head } from './decision.ts';

/** Shares its code with the reader of sessions; loaded when it is first needed. */
const BranchMessages = lazy(async () => ({
  default: (await import('./branch-messages.tsx')).BranchMessages,
}));

interface BranchesProps {
  readonly head: Head;
  readonly branches: ShownConflict['branches'];
}

type Branch = NonNullable<ShownConflict['branches']>['local'];

/** The part of the conversation that both share, and what each side went on to say. */
export function Branches({ head, branches }: BranchesProps): ReactNode {
  const { conflicts: words, conversation } = useStrings();
  const [sharedShown, setSharedShown] = useState(false);
  const messages = (branch: 'shared' | 'local' | 'remote', label: string): ReactNode => (
    <Suspense fallback={<Loading label={conversation.loading} />}>
      <BranchMessages session={head.session} device={head.device} branch={branch} label={label} />
    </Suspense>
  );
  return (
    <section className="stack" aria-labelledby="branches">
      <h2 id="branches">{words.conversation}</h2>
      {branches === null ? (
        <p className="muted">{words.noConversations}</p>
      ) : (
        <>
          <div className="cluster">
            <span>{words.shared(branches.shared)}</span>
            {branches.shared > 0 && !sharedShown && (
              <Button small onClick={() => setSharedShown(true)}>
                {words.showShared}
              </Button>
            )}
          </div>
          {sharedShown && messages('shared', words.shared(branches.shared))}
          <div className="sides">
            {(['local', 'remote'] as const).map((side) => (
              <div key={side} className="side branch">
                <BranchHead name={head[side].name} branch={branches[side]} />
                {branches[side].messages > 0 && messages(side, words.branch(head[side].name))}
              </div>
            ))}
          </div>
        </>
      )}
    </section>
  );
}

function BranchHead({ name, branch }: { name: string; branch: Branch }): ReactNode {
  const { conflicts: words } = useStrings();
  const format = useFormat();
  const now = useNow();
  const { messages, lastAt, opening } = branch;
  const last = Date.parse(lastAt);
  return (
    <div>
      <h3>{words.branch(name)}</h3>
      <p className="muted small">
        {words.branchMessages(messages, Number.isNaN(last) ? '' : format.ago(last, now))}
      </p>
      {opening !== '' && <p className="branch__opening">{words.quoted(opening)}</p>}
    </div>
  );
}
