import type { CommandResponse } from '../shared/contract.ts';

const sessions = (count: number): string => (count === 1 ? '1 session' : `${count} sessions`);

/** The engine's standing in one sentence. */
export function statusSentence(status: CommandResponse<'status'>): string {
  const { local, waiting, conflicts } = status.sessions;
  if (!status.setUp) return `Cloud Sync is not set up on this device yet. ${sessions(local)} kept here.`;
  if (!status.enabled) return `Cloud Sync is turned off. ${sessions(local)} kept here.`;
  if (conflicts > 0) return `${sessions(conflicts)} in conflict: both versions are kept until you choose.`;
  if (waiting > 0) return `${sessions(waiting)} not in the bucket yet.`;
  return `${sessions(local)} in step with ${status.place ?? 'the bucket'}.`;
}
