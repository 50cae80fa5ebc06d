import type { ReactNode } from 'react';
import type { AppState } from '../../../shared/contract.ts';
import { Card } from '../../components/card.tsx';
import { Facts } from '../../components/list.tsx';
import { routeHash } from '../../store/route.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';

export function StorageCard({ state }: { state: AppState }): ReactNode {
  const { overview: words } = useStrings();
  const format = useFormat();
  const { bytes, objects, perMonth } = state.storage;
  const { local, onlyInBucket } = state.sessions;
  const { total, safe } = state.conversations;
  return (
    <Card
      title={words.storage}
      aside={
        <a className="small" href={routeHash({ screen: 'cost', item: null })}>
          {words.costLink}
        </a>
      }
    >
      <Facts
        facts={[
          [words.used, words.usedBy(format.bytes(bytes), objects)],
          [words.cost, perMonth === null ? words.costUnknown : words.perMonth(format.money(perMonth))],
          [words.here, format.number(local)],
          ...(total > 0 ? [[words.conversationsSafe, words.ofAll(safe, total)] as const] : []),
          [words.elsewhere, format.number(onlyInBucket)],
        ]}
      />
    </Card>
  );
}
