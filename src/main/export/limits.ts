/** How much of a part is shown. */

/** Characters of what was said; a text that long is a file somebody pasted. */
export const TEXT_LENGTH = 200_000;
/** Characters of what came back from a tool. */
export const RESULT_LENGTH = 4000;
/** Characters of a tool's input. */
export const INPUT_LENGTH = 1000;

/** The beginning of a text, not ending within a character. */
export function shortened(text: string, limit: number): { text: string; cut: boolean } {
  if (text.length <= limit) return { text, cut: false };
  const end = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  return { text: text.slice(0, end), cut: true };
}
