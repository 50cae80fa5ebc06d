/** How things stand, as one sentence and what to do about it. Pure. */
import type { AppStatus } from '../main/composed-app.ts';
import { formatCount, formatRelativeTime } from '../shared/format.ts';
import { describeError } from '../shared/messages.ts';

export interface Standing {
  readonly tone: 'good' | 'note' | 'bad';
  readonly sentence: string;
  /** What to type next. */
  readonly steps: readonly { readonly command: string; readonly label: string }[];
}

const SETUP = { command: 'cc-sessions setup', label: 'Set up sync' };
const SYNC = { command: 'cc-sessions sync', label: 'Sync now' };
const CONFLICTS = { command: 'cc-sessions conflicts', label: 'See both versions and decide' };
const TEST = { command: 'cc-sessions test', label: 'Test the connection' };
const FAILED = { command: 'cc-sessions list --state failed', label: 'See which' };

/** The most pressing matter first. */
export function standingOf(status: AppStatus, now: number): Standing {
  const { local, waiting, conflicts, failed, onlyInBucket } = status.sessions;
  const place = status.place ?? 'the bucket';
  if (!status.setUp) {
    return { tone: 'note', sentence: `Sync is not set up yet. ${here(local)}`, steps: [SETUP] };
  }
  if (!status.enabled) {
    return {
      tone: 'note',
      sentence: `Sync is switched off in the config file. ${here(local)}`,
      steps: [SETUP],
    };
  }
  if (status.lastError && status.lastError.at >= (status.lastSyncAt ?? 0)) {
    const { title } = describeError(status.lastError);
    const when = formatRelativeTime(status.lastError.at, now);
    return { tone: 'bad', sentence: `The last sync stopped ${when}: ${title}.`, steps: [TEST, SYNC] };
  }
  if (status.lastSyncAt === null) {
    return { tone: 'note', sentence: `Ready to sync with ${place}. ${here(local)}`, steps: [SYNC] };
  }
  const expiring = status.conversations.expiring.filter((conversation) => !conversation.safe).length;
  if (expiring > 0) return { tone: 'bad', sentence: lastChance(expiring), steps: [SYNC] };
  if (failed > 0) {
    const sentence = `${formatCount(failed, 'session')} could not be synced; the others are safe in ${place}.`;
    return { tone: 'bad', sentence, steps: [FAILED, SYNC] };
  }
  if (conflicts > 0) {
    const verb = conflicts === 1 ? 'has' : 'have';
    const sentence = `${formatCount(conflicts, 'session')} ${verb} two versions. Both are kept until you decide.`;
    return { tone: 'note', sentence, steps: [CONFLICTS] };
  }
  if (waiting > 0) {
    const verb = waiting === 1 ? 'waits' : 'wait';
    return {
      tone: 'note',
      sentence: `${formatCount(waiting, 'session')} ${verb} for the next sync.`,
      steps: [SYNC],
    };
  }
  const unsent = status.conversations.waiting.length;
  if (unsent > 0) {
    const sentence = `${formatCount(unsent, 'conversation')} went on since the last sync.`;
    return { tone: 'note', sentence, steps: [SYNC] };
  }
  return { tone: 'good', sentence: safe(local, onlyInBucket, place), steps: [] };
}

function lastChance(expiring: number): string {
  const [verb, them] = expiring === 1 ? ['is', 'it'] : ['are', 'them'];
  const many = formatCount(expiring, 'conversation');
  return `${many} ${verb} not in the bucket yet, and the agent will delete ${them} within 7 days.`;
}

function here(local: number): string {
  if (local === 0) return 'There are no sessions on this device yet.';
  return `${formatCount(local, 'session')} on this device, and only here.`;
}

function safe(local: number, onlyInBucket: number, place: string): string {
  if (local === 0 && onlyInBucket === 0) return `In step with ${place}. There are no sessions yet.`;
  if (local === 0) return `In step with ${place}. It keeps ${formatCount(onlyInBucket, 'session')}.`;
  return local === 1
    ? `Your session is safe in ${place}.`
    : `All ${formatCount(local, 'session')} are safe in ${place}.`;
}
