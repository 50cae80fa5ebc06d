/** Lays out people's text: lines, facts, tables. Every text given is made safe here; colours are put on after. */
import type { Colors } from 'picocolors/types.js';
import { columnsOf, fit, safeLine, safeText, wrap } from './terminal-text.ts';

export type Style = (text: string) => string;

/** A cell of a table: text, or text with a colour. */
export type Cell = string | readonly [text: string, style: Style];

export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** Gives way when the line is too long for the terminal. */
  readonly flexible?: boolean;
}

/** Columns that text is wrapped at when there is no terminal, and at most. */
const READABLE = 100;
/** Columns that a flexible column keeps. */
const LEAST_FLEXIBLE = 16;
/** Characters of a cell that are looked at; a summary may have millions. */
const LONGEST_CELL = 2000;

export class Page {
  readonly paint: Colors;
  /** Columns of the terminal; `null`: no terminal, nothing is cut. */
  readonly #columns: number | null;
  #text = '';

  constructor(paint: Colors, columns: number | null) {
    this.paint = paint;
    this.#columns = columns;
  }

  get text(): string {
    return this.#text;
  }

  /** One line as it is: for text of the program itself, which may hold colours. */
  line(text = ''): this {
    this.#text += `${text}\n`;
    return this;
  }

  /** A sentence, wrapped; further lines are indented like the first one. */
  sentence(text: string, style: Style = String, indent = 0): this {
    const columns = Math.min(this.#columns ?? READABLE, READABLE) - indent;
    for (const line of wrap(safeLine(text), columns)) this.line(' '.repeat(indent) + style(line));
    return this;
  }

  /** Foreign text with its line breaks, indented; wrapped on a terminal. */
  block(text: string, indent = 2): this {
    const lines = safeText(text).replace(/\n+$/, '').split('\n');
    const columns = this.#columns === null ? null : Math.min(this.#columns, READABLE) - indent;
    for (const line of lines.flatMap((each) => (columns === null ? [each] : wrap(each, columns)))) {
      this.line(' '.repeat(indent) + line);
    }
    return this;
  }

  /** `  Label   value` lines; values that are empty or null are left out. */
  facts(facts: readonly (readonly [label: string, value: Cell | null])[]): this {
    const shown = facts.filter((fact): fact is [string, Cell] => fact[1] !== null && textOf(fact[1]) !== '');
    const width = Math.max(0, ...shown.map(([label]) => label.length));
    for (const [label, value] of shown) {
      const lines = safeText(textOf(value)).split('\n');
      lines.forEach((line, index) => {
        const margin = index === 0 ? this.paint.dim(label.padEnd(width)) : ' '.repeat(width);
        this.line(`  ${margin}  ${styleOf(value)(line)}`);
      });
    }
    return this;
  }

  /** Aligned columns under dim titles. */
  table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): this {
    const cells = rows.map((row) => row.map((cell) => safeLine(textOf(cell).slice(0, LONGEST_CELL))));
    const widths = this.#widths(columns, cells);
    const titles = columns.map((column, at) => pad(column.title, widths[at] ?? 0, column.align));
    this.line(this.paint.dim(titles.join('  ').trimEnd()));
    rows.forEach((row, rowAt) => {
      const texts = columns.map((column, at) => {
        const text = fit(cells[rowAt]?.[at] ?? '', widths[at] ?? 0);
        const last = at === columns.length - 1 && column.align !== 'right';
        return styleOf(row[at] ?? '')(last ? text : pad(text, widths[at] ?? 0, column.align));
      });
      this.line(texts.join('  ').trimEnd());
    });
    return this;
  }

  #widths(columns: readonly Column[], cells: readonly (readonly string[])[]): number[] {
    const widths = columns.map((column, at) =>
      cells.reduce((most, row) => Math.max(most, columnsOf(row[at] ?? '')), column.title.length),
    );
    if (this.#columns === null) return widths;
    let excess = widths.reduce((sum, width) => sum + width + 2, -2) - this.#columns;
    for (const at of columns.keys()) {
      if (excess <= 0 || !columns[at]?.flexible) continue;
      const width = widths[at] ?? 0;
      const given = Math.min(excess, Math.max(0, width - LEAST_FLEXIBLE));
      widths[at] = width - given;
      excess -= given;
    }
    return widths;
  }
}

function pad(text: string, width: number, align: 'right' | undefined): string {
  const blanks = ' '.repeat(Math.max(0, width - columnsOf(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell[0];
}

function styleOf(cell: Cell): Style {
  return typeof cell === 'string' ? String : cell[1];
}
