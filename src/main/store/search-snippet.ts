/**
 * Where a search matched, for people. The index keeps no texts, so the few sessions that are shown are looked
 * through again, in the way the unicode61 tokenizer compares: whole words, case and accents left out.
 */
import type { SearchTerm } from './search-query.ts';

export interface Snippet {
  readonly snippet: string;
  /** Matches as [start, end) in UTF-16 units of `snippet`, ascending, not overlapping. */
  readonly ranges: readonly (readonly [number, number])[];
}

/** Characters of a snippet, and those before its first match. */
const LENGTH = 160;
const LEAD = 40;

const WORD = /[\p{L}\p{N}\p{Co}]/u;
const WORDS = /[\p{L}\p{N}\p{Co}]+/gu;

/** Case and accents left out, each UTF-16 unit staying where it is. */
function fold(text: string): string {
  return text.replaceAll(/[^\0-\x7F]/g, foldUnit).toLowerCase();
}

const folded = new Map<string, string>();

function foldUnit(unit: string): string {
  let plain = folded.get(unit);
  if (plain === undefined) {
    const base = unit.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
    plain = base.length === 1 ? base : unit;
    folded.set(unit, plain);
  }
  return plain;
}

/** A term as a pattern over folded text: its words in a row, whatever stands between them. */
function patternOf(term: SearchTerm): string {
  const words = fold(term.text).match(WORDS) ?? [];
  return words.join('[^\\p{L}\\p{N}\\p{Co}]+');
}

type Range = readonly [start: number, end: number];

export class Highlighter {
  readonly #terms: readonly { readonly pattern: RegExp; readonly prefix: boolean }[];

  constructor(terms: readonly SearchTerm[]) {
    this.#terms = terms.map((term) => ({ pattern: new RegExp(patternOf(term), 'gu'), prefix: term.prefix }));
  }

  /** The text in which most terms occur, cut to the first match; texts that come earlier win ties. */
  snippet(texts: readonly string[]): Snippet {
    let best = { terms: 0, at: 0, text: texts.find((text) => text !== '') ?? '', folded: '' };
    for (const text of texts) {
      const plain = fold(text);
      const firsts = this.#terms.map((term) => this.#matches(term, plain).next().value?.[0]);
      const found = firsts.filter((first) => first !== undefined);
      if (found.length > best.terms)
        best = { terms: found.length, at: Math.min(...found), text, folded: plain };
      if (found.length === this.#terms.length) break;
    }
    return this.#cut(best.text, best.folded, best.terms > 0 ? best.at : 0);
  }

  *#matches(term: { pattern: RegExp; prefix: boolean }, plain: string): Generator<Range, undefined> {
    for (const { index, 0: match } of plain.matchAll(term.pattern)) {
      let end = index + match.length;
      if (index > 0 && WORD.test(plain.charAt(index - 1))) continue;
      if (!term.prefix && WORD.test(plain.charAt(end))) continue;
      while (term.prefix && WORD.test(plain.charAt(end))) end += 1;
      yield [index, end];
    }
  }

  #cut(text: string, plain: string, at: number): Snippet {
    const start = wordStart(text, Math.max(0, at - LEAD), at);
    const end = Math.min(text.length, start + LENGTH);
    const cutEnd = end < text.length && isHighSurrogate(text, end - 1) ? end - 1 : end;
    const before = start > 0 ? '…' : '';
    const after = cutEnd < text.length ? '…' : '';
    const shift = before.length - start;
    const inside = plain.slice(start, cutEnd);
    const ranges = this.#terms.flatMap((term) => [...this.#matches(term, inside)]);
    return {
      snippet: before + text.slice(start, cutEnd).replaceAll(/\s/g, ' ') + after,
      ranges: joined(ranges).map(([from, to]) => [from + start + shift, to + start + shift]),
    };
  }
}

/** The first beginning of a word at or after `from`, but not after `at`. */
function wordStart(text: string, from: number, at: number): number {
  if (from === 0) return 0;
  const space = text.slice(from - 1, at).search(/\s\S/);
  const start = space === -1 ? from : from + space;
  return isHighSurrogate(text, start - 1) ? start + 1 : start;
}

function isHighSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdbff;
}

function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && range[0] <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], range[1])];
    else result.push(range);
  }
  return result;
}
