import type { ReactNode } from 'react';

export interface Column {
  readonly title: string;
  /** Numbers stand at the right, below each other. */
  readonly number?: boolean;
}

export interface TableRow {
  readonly key: string;
  /** The first names the row. */
  readonly cells: readonly ReactNode[];
  readonly chosen?: boolean;
}

interface TableProps {
  /** Read aloud; a heading above says the same. */
  readonly label: string;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}

/** Wider than the window, it scrolls by itself. */
export function Table({ label, columns, rows }: TableProps): ReactNode {
  const kind = (index: number): string | undefined => (columns[index]?.number ? 'number' : undefined);
  return (
    <div className="table-frame scroll-x" role="group" aria-label={label} tabIndex={0}>
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ title }, index) => (
              <th key={title} scope="col" className={kind(index)}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells, chosen }) => (
            <tr key={key} className={chosen ? 'chosen' : undefined}>
              {cells.map((cell, index) =>
                index === 0 ? (
                  <th key={index} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={index} className={kind(index)}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
