import { useState, type ReactNode } from 'react';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { List, Row } from '../../components/list.tsx';
import { useNow } from '../../store/now.ts';
import { routeHash } from '../../store/route.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { DecideAllDialog } from './decide-all-dialog.tsx';
import { conflictItem, fieldName, type Head, type Kind } from './decision.ts';

interface ConflictListProps {
  readonly conflicts: readonly Head[];
  readonly onChange: () => void;
}

const KINDS: readonly Kind[] = ['memory', 'conversation', 'both'];
/** Rows of a kind until more are asked for. */
const SHOWN = 100;

/** All open conflicts by kind, as those of a kind can often be decided alike. */
export function ConflictList({ conflicts, onChange }: ConflictListProps): ReactNode {
  const { conflicts: words } = useStrings();
  const [deciding, setDeciding] = useState<Kind | null>(null);
  const [leftOpen, setLeftOpen] = useState(0);
  const ofKind = (kind: Kind): readonly Head[] => conflicts.filter((conflict) => conflict.kind === kind);
  return (
    <>
      {leftOpen > 0 && (
        <Banner tone="warn" title={words.leftOpen(leftOpen)} announced onDismiss={() => setLeftOpen(0)}>
          {words.leftOpenHint}
        </Banner>
      )}
      {KINDS.map((kind) => {
        const those = ofKind(kind);
        return (
          those.length > 0 && (
            <KindCard key={kind} kind={kind} conflicts={those} onDecideAll={() => setDeciding(kind)} />
          )
        );
      })}
      {deciding !== null && (
        <DecideAllDialog
          kind={deciding}
          conflicts={ofKind(deciding)}
          onClose={() => setDeciding(null)}
          onDone={(failed) => {
            setDeciding(null);
            setLeftOpen(failed);
            onChange();
          }}
        />
      )}
    </>
  );
}

interface KindCardProps {
  readonly kind: Kind;
  readonly conflicts: readonly Head[];
  readonly onDecideAll: () => void;
}

function KindCard({ kind, conflicts, onDecideAll }: KindCardProps): ReactNode {
  const { conflicts: words } = useStrings();
  const [shown, setShown] = useState(SHOWN);
  const hidden = conflicts.length - shown;
  return (
    <Card
      title={`${words.ofKind[kind]} (${conflicts.length})`}
      hint={words.kindHint[kind]}
      aside={
        <Button small onClick={onDecideAll}>
          {words.decideAll(conflicts.length)}
        </Button>
      }
    >
      <List label={words.ofKind[kind]}>
        {conflicts.slice(0, shown).map((conflict) => (
          <ConflictRow key={conflictItem(conflict)} conflict={conflict} />
        ))}
      </List>
      {hidden > 0 && (
        <Button small onClick={() => setShown(shown + SHOWN)}>
          {words.more(hidden)}
        </Button>
      )}
    </Card>
  );
}

function ConflictRow({ conflict }: { conflict: Head }): ReactNode {
  const { conflicts: words } = useStrings();
  const format = useFormat();
  const now = useNow();
  const { summary, projectName, local, remote, fields, detectedAt } = conflict;
  const devices = words.versions(local.name, remote.name);
  const differs = fields.map((field) => fieldName(field, words.fields)).join(', ');
  return (
    <Row
      icon="conflicts"
      tone="warn"
      title={
        <a href={routeHash({ screen: 'conflicts', item: conflictItem(conflict) })}>
          {summary || words.untitled}
        </a>
      }
      hint={
        <>
          {projectName === '' ? devices : `${projectName}: ${devices}`}
          {differs !== '' && <div>{words.differs(differs)}</div>}
        </>
      }
      aside={words.detected(format.ago(detectedAt, now))}
    />
  );
}
