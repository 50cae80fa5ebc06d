/**
 * Names of parts: `<capture>-<number>-<level>-<random>`. They carry what the next capture has to know of the last ones,
 * so that a transcript out of the bucket is all it takes to go on.
 */

export interface PartName {
  /** Which writing of this session's parts it is of, from 1. */
  readonly capture: number;
  /** The parts of one capture are numbered, from 0. */
  readonly number: number;
  /** How often its bytes were at most written before, as parts of other parts. */
  readonly level: number;
}

const PATTERN = /^([0-9a-z]{1,9})-([0-9a-z]{1,9})-(\d{1,3})-[0-9a-f]{8}$/;

/** `null` for a name that another program gave. */
export function parsePartName(name: string): PartName | null {
  const [, capture, number, level] = PATTERN.exec(name) ?? [];
  if (capture === undefined || number === undefined) return null;
  return { capture: parseInt(capture, 36), number: parseInt(number, 36), level: Number(level) };
}

/**
 * `random`: 8 hex digits, new for every capture. Without them a device that lost its memory of a capture might give
 * the same name to other bytes.
 */
export function partName({ capture, number, level }: PartName, random: string): string {
  return `${capture.toString(36).padStart(5, '0')}-${number.toString(36)}-${level}-${random}`;
}
