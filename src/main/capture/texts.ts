/** Texts cut to what a memory shows of them. */

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
  return cutText(text.replace(/[\s\p{Cc}]+/gu, ' ').trim(), limit);
}
