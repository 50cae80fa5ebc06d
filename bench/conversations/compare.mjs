/** Whole conversations: this program beside programs that back up the same directory, on the same server. */
import path from 'node:path';
import { takeTurns } from '../side-by-side.mjs';
import { ccSessions } from './cc-sessions.mjs';
import { rclone, restic } from './file-copiers.mjs';
import { measureMemory } from './memory.mjs';
import { ConversationSource } from './source.mjs';
import { STEPS } from './steps.mjs';

export const CONTENDERS = [ccSessions, rclone, restic];

/**
 * @param world {directory, programs, minio, stopwatch, userHome, say}
 * @returns {count, bytes, grown, long, contenders: {id: {title, runs, median}}, memory}
 */
export async function compareConversations(world, sizes, contenders, timedRuns) {
  const { directory, programs, say } = world;
  say(`conversations: writing ${sizes.count} transcripts`);
  const place = path.join(directory, 'conversations');
  const source = await ConversationSource.write(place, sizes, programs.electron);
  const measured = await takeTurns(world, {
    name: 'conversations',
    steps: STEPS,
    delayMs: 0,
    timedRuns,
    contenders,
    before: (instance, step) => instance.before(step),
    options: { source, set: sizes, stopwatch: world.stopwatch },
  });
  const ours = contenders.includes(ccSessions);
  const memory = ours ? await measureMemory(world, sizes.memory) : [];
  const { bytes, grown, long } = source;
  return { count: sizes.count, bytes, grown, long, contenders: measured, memory };
}
