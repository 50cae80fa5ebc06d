import type { ReactNode } from 'react';
import { Await } from '../../components/await.tsx';
import { Facts } from '../../components/list.tsx';
import { useAnswer } from '../../store/answer.ts';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import { MemoryView } from '../session-detail/memory-view.tsx';
import { fieldName, type MergeChoices } from './decision.ts';

interface MergePreviewProps {
  readonly session: string;
  readonly device: string;
  readonly merged: MergeChoices;
}

/** What the merged memory would say, as the engine puts it together. */
export function MergePreview({ session, device, merged }: MergePreviewProps): ReactNode {
  const { conflicts: words } = useStrings();
  const format = useFormat();
  const answer = useAnswer('conflicts.preview', { session, device, merged: { ...merged } }, 'conflicts');
  return (
    <section className="merge-preview stack" aria-label={words.preview}>
      <h3>{words.preview}</h3>
      <Await answer={answer} label={words.previewLoading}>
        {({ memory, numbers }) => (
          <>
            <strong>{memory.summary || words.untitled}</strong>
            <MemoryView memory={memory} level={4} />
            <Facts
              facts={Object.entries(numbers).map(([name, value]) => [
                fieldName(name, words.fields),
                format.number(value),
              ])}
            />
          </>
        )}
      </Await>
    </section>
  );
}
