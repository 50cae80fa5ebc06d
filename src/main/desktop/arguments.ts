/** What the app takes on its command line. */

/** Start without a window: at login. */
export const HIDDEN_FLAG = '--hidden';

export function isHiddenStart(argv: readonly string[]): boolean {
  return argv.includes(HIDDEN_FLAG);
}
