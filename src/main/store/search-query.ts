/** What a person types into search, as terms. Any string is safe: nothing of it reaches FTS5 as syntax. */

/** Words that must follow each other; the last one may be the beginning of a word. */
export interface SearchTerm {
  readonly text: string;
  readonly prefix: boolean;
}

/** More than anyone types; bounds the work of a pasted text. */
const MAX_TERMS = 32;
const MAX_CHARACTERS = 1_000;

/** Letters, digits and private use: what the unicode61 tokenizer makes words of (https://sqlite.org/fts5.html). */
const WORD_CHARACTER = /[\p{L}\p{N}\p{Co}]/u;

/** Begins too many words to be worth looking for. */
const ONE_LETTER = /^[\0-\x7F]$/;

/**
 * Terms of a query: words, all of which must occur, and "quoted phrases". The last word, unless it is quoted,
 * also stands for longer ones. Empty when there is nothing to search for.
 */
export function parseQuery(query: string): SearchTerm[] {
  const terms: SearchTerm[] = [];
  const text = query.slice(0, MAX_CHARACTERS).toWellFormed().replaceAll('\0', ' ');
  for (const [, phrase, word] of text.matchAll(/"([^"]*)"|([^\s"]+)/g)) {
    const term = phrase ?? word ?? '';
    if (WORD_CHARACTER.test(term)) terms.push({ text: term, prefix: phrase === undefined });
  }
  const last = terms.length > MAX_TERMS ? MAX_TERMS : terms.length - 1;
  const isPrefix = ({ text, prefix }: SearchTerm): boolean => prefix && !ONE_LETTER.test(text);
  return terms.slice(0, MAX_TERMS).map((term, at) => ({ ...term, prefix: at === last && isPrefix(term) }));
}

/** An FTS5 expression: every term quoted as a string, all of them required. */
export function matchExpression(terms: readonly SearchTerm[]): string {
  return terms.map(({ text, prefix }) => `"${text}"${prefix ? '*' : ''}`).join(' AND ');
}
