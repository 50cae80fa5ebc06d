import type { CommandResponse } from '../../../shared/contract.ts';

type Line = CommandResponse<'diagnostics.log'>['lines'][number];
export type LogLevel = Line['level'];

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** The lines that matter at least as much as `level`. */
export function linesFrom(lines: readonly Line[], level: LogLevel): Line[] {
  return lines.filter((line) => RANK[line.level] >= RANK[level]);
}
