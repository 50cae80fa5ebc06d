/** A session whose project moved leaves a file in two places; the one written last continues it. */
import type { SourceFile } from './adapter.ts';

export function isNewer(file: SourceFile, other: SourceFile): boolean {
  return file.mtimeMs === other.mtimeMs ? file.path > other.path : file.mtimeMs > other.mtimeMs;
}

/** One file for each agent session, newest first. @param onSuperseded told for each file that is left out */
export async function newestOfEach(
  files: AsyncIterable<SourceFile>,
  onSuperseded: (file: SourceFile) => void = () => undefined,
): Promise<SourceFile[]> {
  const newest = new Map<string, SourceFile>();
  for await (const file of files) {
    const other = newest.get(file.agentSession);
    const takes = !other || isNewer(file, other);
    if (other) onSuperseded(takes ? other : file);
    if (takes) newest.set(file.agentSession, file);
  }
  return [...newest.values()].sort((a, b) => (isNewer(a, b) ? -1 : 1));
}
