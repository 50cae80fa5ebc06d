/**
 * Makes texts from a conversation safe to stand in a Markdown document: whatever they hold, they end where they end,
 * and no HTML or remote picture of theirs comes alive. What is in doubt is escaped: a visible `&lt;` is the worst that
 * happens. Rules as in CommonMark 0.31 with the tables of GitHub.
 */

/** A fence longer than any in the text. */
export function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}

/** As a quotation, which nothing inside can leave. */
export function quoted(text: string): string {
  return withoutHtml(text)
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}

const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();

/** Plain words on one line, where HTML is written and Markdown is not read. */
export function htmlWords(text: string): string {
  return oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Plain words on one line of Markdown, but not at its beginning. */
export function plainWords(text: string): string {
  // An underscore within a word means nothing.
  return htmlWords(text).replaceAll(/[\\`*{}[\]()!|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, String.raw`\$&`);
}

const OPENING = /^(`{3,})[^`|]*$|^(~{3,})[^|]*$/;
/** Behind a list item, in a quotation, indented: where such a fence ends is not followed. Bars make tables of some. */
const NESTED = /^[\s>*+\-\d.)]+(?:`{3}|~{3})|^(?:`{3}|~{3}).*\|/;

/** Line by line, with what code is recognised for sure left as it is. */
function withoutHtml(text: string): string {
  let fence = '';
  let doubtful = false;
  let openSpan = false;
  const lines = text.replaceAll(/\r\n?/g, '\n').split('\n');
  return lines
    .map((line) => {
      if (fence !== '') {
        if (closes(line, fence)) fence = '';
        return line;
      }
      doubtful ||= NESTED.test(line);
      if (!doubtful) fence = OPENING.exec(line)?.slice(1).find(Boolean) ?? '';
      if (fence !== '') return escaped(line);
      if (line.trim() === '') openSpan = false;
      const spans = doubtful || openSpan ? null : spansOf(line);
      openSpan ||= spans === null;
      return spans === null ? escaped(line) : escapedOutside(line, spans);
    })
    .join('\n');
}

function closes(line: string, fence: string): boolean {
  const found = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1] ?? '';
  return found.length >= fence.length && found.startsWith(fence.charAt(0));
}

type Span = readonly [start: number, end: number];

/** Code spans of a line; `null` when one may go on in the next line, or it is not clear where they are. */
function spansOf(line: string): readonly Span[] | null {
  // An escaped one begins no span, one that an address runs into may be part of it, and behind what could be a link
  // not all viewers agree.
  if (/\\`|\[|(?:www\.|:\/\/|@)\S*`/i.test(line)) return null;
  const runs = Array.from(line.matchAll(/`+/g), ([run], index) => ({ run, index }));
  const at = Array.from(line.matchAll(/`+/g), ({ index }) => index);
  const spans: Span[] = [];
  for (let index = 0; index < runs.length; index += 1) {
    const closing = runs.findIndex(({ run }, other) => other > index && run === runs[index]?.run);
    const [start, end] = [at[index], at[closing]];
    if (closing < 0 || start === undefined || end === undefined) return null;
    const length = runs[closing]?.run.length ?? 0;
    // The bar ends a cell of a table before it is part of code.
    if (!line.slice(start, end).includes('|')) spans.push([start, end + length]);
    index = closing;
  }
  return spans;
}

function escapedOutside(line: string, spans: readonly Span[]): string {
  let result = '';
  let position = 0;
  for (const [start, end] of spans) {
    result += escaped(line.slice(position, start)) + line.slice(start, end);
    position = end;
  }
  return result + escaped(line.slice(position));
}

/**
 * Tags, comments, declarations; pictures, which a viewer would fetch. As character references: a backslash could be
 * taken for the end of an address before it.
 */
function escaped(text: string): string {
  return text.replaceAll(/<(?=[A-Za-z/!?])/g, '&lt;').replaceAll(/!(?=\[)/g, '&#33;');
}
