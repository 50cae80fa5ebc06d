/**
 * Text of sessions and of other devices, made safe and measurable for a terminal. Whatever an agent, a person
 * on another device or a broken object put into it, it moves no cursor, changes no title and reorders nothing.
 */

const ESC = String.fromCharCode(0x1b);
const BEL = String.fromCharCode(0x07);
const C1_CSI = String.fromCharCode(0x9b);

/**
 * CSI and OSC sequences and two-character escapes of ECMA-48. The length of an OSC is bounded: an `ESC ]` that
 * never ends must hide nothing, and is left to `UNSAFE`.
 */
const ESCAPE_SEQUENCE = new RegExp(
  [
    `(?:${ESC}\\[|${C1_CSI})[0-?]*[ -/]*[@-~]`,
    `${ESC}\\][^${BEL}${ESC}\\n]{0,2048}(?:${BEL}|${ESC}\\\\)`,
    `${ESC}[@-Z\\\\^_]`,
  ].join('|'),
  'g',
);
const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/g;
const UNSAFE = /[\p{Cc}\p{Bidi_Control}]/gu;

/** One line without control characters: escape sequences are taken out, white space becomes one blank. */
export function safeLine(text: string): string {
  return safeText(text).replaceAll(/\s+/g, ' ').trim();
}

/** Text that keeps its line breaks and nothing else that a terminal would obey; tabs become blanks. */
export function safeText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(ESCAPE_SEQUENCE, '')
    .replaceAll(LINE_BREAK, '\n')
    .replaceAll('\t', '    ')
    .replaceAll(UNSAFE, (character) => (character === '\n' ? character : '\uFFFD'));
}

/**
 * JSON in which nothing can act on a terminal. `JSON.stringify` escapes C0 controls only; C1 controls and
 * direction marks would pass.
 */
export function safeJson(value: unknown, indent: number): string {
  return JSON.stringify(value, null, indent).replaceAll(
    /[\u007f-\u009f\p{Bidi_Control}\u2028\u2029]/gu,
    (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    },
  );
}

const PLAIN = /^[ -~]*$/;
const MARK_ONLY = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
/** Characters of two columns: emoji, and the blocks that Unicode's EastAsianWidth.txt gives as W or F. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])|\ufe0f/u;

let segmenter: Intl.Segmenter | undefined;

function graphemes(text: string): Iterable<{ readonly segment: string }> {
  return (segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })).segment(text);
}

function widthOf(grapheme: string): number {
  if (MARK_ONLY.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

/** Columns that safe text takes on a terminal. */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes(text)) columns += widthOf(segment);
  return columns;
}

/** Safe text cut to at most `columns`, with `…` where something was left out. Never cuts a character in two. */
export function fit(text: string, columns: number): string {
  if (text.length <= columns && PLAIN.test(text)) return text;
  if (columns <= 0) return '';
  let kept = '';
  let used = 0;
  let keptBeforeDots = '';
  for (const { segment } of graphemes(text)) {
    const width = widthOf(segment);
    if (used + width > columns) return `${keptBeforeDots}…`;
    kept += segment;
    used += width;
    if (used <= columns - 1) keptBeforeDots = kept;
  }
  return kept;
}

/** Breaks one line of safe text into lines of at most `columns`, at blanks where there are any. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && columnsOf(longer) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
