/** Texts as memories hold them: well-formed, without NUL, of bounded length. */

/** Text that every store keeps exactly: no lone surrogates (UTF-8 has none), no NUL (SQLite ends texts there). */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

/** The first `limit` code points, with `…` as the last of them when something was cut. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let count = 0;
  let end = 0;
  let beforeLast = 0;
  for (const character of text) {
    if (count === limit) return `${text.slice(0, beforeLast)}…`;
    beforeLast = end;
    end += character.length;
    count++;
  }
  return text;
}

/** White space and control characters as single spaces; trimmed and cut to `limit` code points. */
export function oneLine(text: string, limit: number): string {
  return cutText(
    storableText(text)
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim(),
    limit,
  );
}
