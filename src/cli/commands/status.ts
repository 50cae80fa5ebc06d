import type { ActivityEntry, AppStatus } from '../../main/composed-app.ts';
import { formatNumber, formatRelativeTime } from '../../shared/format.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';
import { describeSteps } from '../output.ts';
import type { Page } from '../page.ts';
import { standingOf } from '../standing.ts';
import { safeLine } from '../terminal-text.ts';

/** Entries of the activity list that are shown. */
const RECENT = 5;

export async function run(context: CommandContext): Promise<ExitCode> {
  const { io, out } = context;
  const onNotice = out.notice.bind(out);
  return withApp(
    context,
    async (app) => {
      const status = await app.status();
      out.result(status, (page) => {
        showStatus(page, status, io.now());
      });
      return EXIT.ok;
    },
    { onNotice },
  );
}

function showStatus(page: Page, status: AppStatus, now: number): void {
  const { paint } = page;
  const standing = standingOf(status, now);
  const mark = { good: paint.green('✓'), note: paint.yellow('•'), bad: paint.red('✗') }[standing.tone];
  page.line(`${mark} ${paint.bold(standing.sentence)}`).line();
  page.facts([
    ['Place', status.place],
    ['Last sync', status.lastSyncAt === null ? 'never' : formatRelativeTime(status.lastSyncAt, now)],
    ['Now', status.running ? `${holderWords(status.running.holder)} is syncing` : null],
    ['By itself', automation(status)],
    ['Sessions', sessionWords(status.sessions)],
    ['Conversations', conversationWords(status.conversations, now)],
    ['Device', status.deviceId],
    ['Key', status.keyFingerprint],
    ['Files', status.home],
  ]);
  if (status.activity.length > 0) {
    page.line();
    for (const { at, kind, session, detail } of status.activity.slice(0, RECENT)) {
      const what = ACTIVITY_WORDS[kind].padEnd(12);
      const when = formatRelativeTime(at, now).padEnd(14);
      page.line(
        `  ${paint.dim(when)}  ${what}  ${paint.dim(safeLine([session, detail].filter(Boolean).join('  ')))}`,
      );
    }
  }
  if (standing.steps.length > 0) {
    page.line();
    describeSteps(page, standing.steps);
  }
}

const ACTIVITY_WORDS: Readonly<Record<ActivityEntry['kind'], string>> = {
  sync: 'synced',
  upload: 'uploaded',
  download: 'downloaded',
  conflict: 'two versions',
  resolved: 'resolved',
  deleted: 'deleted',
  restored: 'brought back',
  failed: 'failed',
};

function holderWords(holder: string): string {
  return holder === 'app' ? 'the app' : 'another command';
}

function automation({ enabled, syncOnSave, syncIntervalMinutes }: AppStatus): string {
  if (!enabled) return 'off';
  const ways = [
    ...(syncOnSave ? ['on every save'] : []),
    ...(syncIntervalMinutes > 0 ? [`every ${syncIntervalMinutes} minutes`] : []),
  ];
  return ways.length > 0
    ? `${ways.join(' and ')}, while the app or cc-sessions watch runs`
    : 'only when told to';
}

function conversationWords(conversations: AppStatus['conversations'], now: number): string | null {
  const { total, safe, onlyInBucket, waiting, expiring } = conversations;
  if (total + onlyInBucket === 0) return null;
  const parts = [`${formatNumber(safe)} safe`];
  const [oldest] = waiting;
  if (oldest) {
    const since = formatRelativeTime(oldest.since, now);
    parts.push(`${formatNumber(waiting.length)} not yet (the oldest: ${since})`);
  }
  if (onlyInBucket > 0) parts.push(`${formatNumber(onlyInBucket)} only in the bucket`);
  if (expiring.length > 0)
    parts.push(`${formatNumber(expiring.length)} that the agent deletes within 7 days`);
  return parts.join(', ');
}

function sessionWords(sessions: AppStatus['sessions']): string {
  const { local, synced, waiting, conflicts, onlyInBucket, failed } = sessions;
  const parts: [number, string][] = [
    [local, 'here'],
    [synced, 'in step'],
    [waiting, 'waiting'],
    [conflicts, 'in conflict'],
    [failed, 'failed'],
    [onlyInBucket, 'only in the bucket'],
  ];
  return parts
    .filter(([count], at) => at === 0 || count > 0)
    .map(([count, words]) => `${formatNumber(count)} ${words}`)
    .join(', ');
}
