import { useMemo, useState, type ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { useFormat, useStrings } from '../../text/use-strings.ts';
import type { Difference } from './decision.ts';
import { sideOf, taskText } from './list-diff.ts';
import { diffWords, shortened } from './word-diff.ts';

interface ValueProps {
  readonly difference: Difference;
  readonly side: 'local' | 'remote';
}

/** One side's value, with what the other lacks marked in it. */
export function DifferenceValue({ difference, side }: ValueProps): ReactNode {
  switch (difference.kind) {
    case 'list':
    case 'tasks':
      return <ListValue difference={difference} side={side} />;
    case 'text':
      return <TextValue difference={difference} side={side} />;
    default:
      return <PlainValue difference={difference} side={side} />;
  }
}

function PlainValue({ difference, side }: ValueProps): ReactNode {
  const { conflicts: words } = useStrings();
  const format = useFormat();
  const value = difference[side];
  if (typeof value === 'number') return <p className="numeric">{format.number(value)}</p>;
  if (typeof value === 'boolean') return <p>{value ? words.yes : words.no}</p>;
  if (value === '') return <p className="muted">{words.nothing}</p>;
  return <p>{difference.kind === 'date' ? format.dateTime(String(value)) : String(value)}</p>;
}

/** Characters of a text until the rest is asked for. */
const SHOWN = 1_500;

function TextValue({ difference, side }: ValueProps): ReactNode {
  const { conflicts: words } = useStrings();
  const [whole, setWhole] = useState(false);
  const pieces = useMemo(
    () => diffWords(String(difference.local), String(difference.remote))[side],
    [difference, side],
  );
  if (pieces.length === 0) return <p className="muted">{words.nothing}</p>;
  const shown = whole ? pieces : shortened(pieces, SHOWN);
  const cut = shown !== pieces;
  return (
    <>
      <p className="difference__text">
        {shown.map(({ text, same }, index) => (same ? text : <Marked key={index}>{text}</Marked>))}
        {cut && ' …'}
      </p>
      {cut && (
        <Button small onClick={() => setWhole(true)}>
          {words.showAll}
        </Button>
      )}
    </>
  );
}

function Marked({ children }: { children: ReactNode }): ReactNode {
  return <ins className="difference__mark">{children}</ins>;
}

function ListValue({ difference, side }: ValueProps): ReactNode {
  const { conflicts: words, session } = useStrings();
  const [both, setBoth] = useState(false);
  const written = (text: string): string =>
    difference.kind === 'tasks' ? taskText(text, session.taskStatus) : text;
  const entries = useMemo(() => sideOf(difference, side), [difference, side]);
  const shared = entries.filter(({ where }) => where === 'both').length;
  if (entries.length === 0) return <p className="muted">{words.nothing}</p>;
  const shown = both ? entries : entries.filter(({ where }) => where !== 'both');
  return (
    <>
      {shown.length === 0 ? (
        <p className="muted">{words.nothingMore}</p>
      ) : (
        <ul className="difference__list">
          {shown.map(({ text, where }, index) => (
            <li key={index}>{where === 'both' ? written(text) : <Marked>{written(text)}</Marked>}</li>
          ))}
        </ul>
      )}
      {shared > 0 && !both && (
        <Button small kind="quiet" onClick={() => setBoth(true)}>
          {words.showBoth(shared)}
        </Button>
      )}
    </>
  );
}
