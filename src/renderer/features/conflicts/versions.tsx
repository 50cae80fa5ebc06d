import { useState, type ReactNode } from 'react';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { useNow } from '../../store/now.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { MemoryView } from '../session-detail/memory-view.tsx';
import type { ShownConflict } from './conflict-review.tsx';
import type { Head } from './decision.ts';

type Version = Head['local'];

/** Both versions side by side: whose, how new, how much. */
export function Versions({ shown }: { shown: ShownConflict }): ReactNode {
  const { local, remote } = shown.head;
  const later = laterOf(local, remote);
  return (
    <div className="sides">
      <VersionCard version={local} memory={shown.local} later={later === local} />
      <VersionCard version={remote} memory={shown.remote} later={later === remote} />
    </div>
  );
}

/** By their own clocks, which decide nothing; `null`: at the same time, or not known. */
function laterOf(local: Version, remote: Version): Version | null {
  const [a, b] = [Date.parse(local.endedAt), Date.parse(remote.endedAt)];
  if (Number.isNaN(a) || Number.isNaN(b) || a === b) return null;
  return a > b ? local : remote;
}

interface VersionCardProps {
  readonly version: Version;
  readonly memory: ShownConflict['local'];
  readonly later: boolean;
}

function VersionCard({ version, memory, later }: VersionCardProps): ReactNode {
  const { conflicts: words } = useStrings();
  const format = useFormat();
  const now = useNow();
  const [whole, setWhole] = useState(false);
  const ended = Date.parse(version.endedAt);
  const title = words.versionOf(version.name);
  return (
    <section className="card side" aria-label={title}>
      <div className="cluster">
        <h3>{version.name}</h3>
        {version.thisDevice && <Badge tone="info">{words.thisDevice}</Badge>}
        {later && <Badge>{words.later}</Badge>}
      </div>
      <p className="muted small">
        {!Number.isNaN(ended) && `${words.lastActive(format.ago(ended, now))}, `}
        {words.messages(version.messagesCount)}, {words.edits(version.edits)}
      </p>
      <div>
        <Button small onClick={() => setWhole(true)}>
          {words.showWhole}
        </Button>
      </div>
      {whole && (
        <Dialog wide title={title} onClose={() => setWhole(false)}>
          <h3>{memory.summary || words.untitled}</h3>
          <MemoryView memory={memory} />
        </Dialog>
      )}
    </section>
  );
}
