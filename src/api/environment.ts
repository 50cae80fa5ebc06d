/** Where a program that uses the API keeps its things. */
export interface PlaceOptions {
  /** Directory in place of `~/.cc-sessions` and `$CC_SESSIONS_HOME`. */
  readonly home?: string;
  /** In place of `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
}

export function environmentOf({ home, env = process.env }: PlaceOptions): NodeJS.ProcessEnv {
  return home === undefined ? env : { ...env, CC_SESSIONS_HOME: home };
}
