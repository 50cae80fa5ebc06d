/** The modules of a QR code as one SVG path. Pure. */

/** Light modules that must surround the code, else readers do not find it (ISO/IEC 18004, 6.3.8). */
export const QUIET_ZONE = 4;

/** @param modules row by row, `1` is dark. @returns a path in module units, runs of dark modules as one rectangle each. */
export function qrPath(side: number, modules: string): string {
  const parts: string[] = [];
  for (let row = 0; row < side; row += 1) {
    const line = modules.slice(row * side, (row + 1) * side);
    for (const run of line.matchAll(/1+/g)) {
      const length = run[0].length;
      parts.push(`M${run.index + QUIET_ZONE} ${row + QUIET_ZONE}h${length}v1h-${length}z`);
    }
  }
  return parts.join('');
}
