import type { BrakeCode, ComposedApp, Plan, SyncReport } from '../../main/composed-app.ts';
import { formatBytes, formatCount, formatDuration, formatNumber } from '../../shared/format.ts';
import { describeError } from '../../shared/messages.ts';
import type { CommandContext, Invocation, OptionValues } from '../context.ts';
import { EXIT, exitOfSync, type ExitCode } from '../exit-codes.ts';
import { wholeNumber } from '../number-option.ts';
import { withApp } from '../open-app.ts';
import { describeSteps, nextSteps } from '../output.ts';
import type { Page } from '../page.ts';
import { countSteps, plannedSteps, type PlannedStep } from '../plan-words.ts';

export const endsItself = true;

/** Lines of items or failures shown to people; --json has all. */
const MOST_LINES = 20;

export async function run(context: CommandContext, { options }: Invocation): Promise<ExitCode> {
  const seconds = wholeNumber('--wait', options['wait'], { least: 0, most: 86_400 });
  return withApp(
    context,
    (app) => (options['dryRun'] ? preview(app, context, options) : sync(app, context, options)),
    { lockTimeoutMs: seconds * 1000 },
  );
}

async function sync(app: ComposedApp, { io, out }: CommandContext, options: OptionValues): Promise<ExitCode> {
  out.progress.say('Connecting …');
  const report = await app.sync({
    signal: io.signal,
    onProgress: (progress) => {
      out.progress.update(progress);
    },
    accept: acceptedBrakes(options),
    verify: options['verify'] === true,
    capture: options['capture'] !== false,
  });
  out.progress.clear();
  if (!out.json) out.diagnose(`cc-sessions: Using encryption key: ${report.keyFingerprint}\n`);
  out.result(report, (page) => {
    showReport(page, report);
  });
  return exitOfSync(report);
}

function acceptedBrakes(options: OptionValues): BrakeCode[] {
  const names = Array.isArray(options['accept']) ? (options['accept'] as readonly string[]) : [];
  return names.map((name) => (name === 'empty-bucket' ? 'BRAKE_EMPTY_BUCKET' : 'BRAKE_MASS_CHANGE'));
}

export function showReport(page: Page, report: SyncReport): void {
  const { paint } = page;
  page.line(report.cancelled ? paint.yellow(`Interrupted. ${headline(report)}`) : headline(report));
  const { bytesUp, bytesDown, requests, durationMs } = report;
  const traffic = [
    `${formatBytes(bytesUp)} up`,
    `${formatBytes(bytesDown)} down`,
    formatCount(requests, 'request'),
  ];
  page.line(paint.dim(`  ${traffic.join(', ')} in ${formatDuration(durationMs)}`));
  if (report.conflicts > 0) {
    const verb = report.conflicts === 1 ? 'has' : 'have';
    page.line(
      paint.yellow(`${formatCount(report.conflicts, 'session')} ${verb} two versions; both are kept.`),
    );
    describeSteps(page, [{ command: 'cc-sessions conflicts', label: 'See and decide' }]);
  }
  if (report.refusedKeys > 0) {
    page.line(
      paint.dim(`${formatCount(report.refusedKeys, 'object')} in the bucket with foreign names, left alone.`),
    );
  }
  showFailures(page, report);
}

function headline(report: SyncReport): string {
  const { uploaded, downloaded, removed, unchanged, failed, onlyInBucket } = report;
  const moved = [
    ...(uploaded > 0 ? [`${formatNumber(uploaded)} uploaded`] : []),
    ...(downloaded > 0 ? [`${formatNumber(downloaded)} downloaded`] : []),
    ...(removed > 0 ? [`${formatNumber(removed)} removed`] : []),
    ...(failed > 0 ? [`${formatNumber(failed)} failed`] : []),
  ];
  const kept = onlyInBucket > 0 ? ` ${formatNumber(onlyInBucket)} only in the bucket.` : '';
  const rest = unchanged > 0 ? `, ${formatNumber(unchanged)} unchanged` : '';
  if (moved.length > 0) return `${moved.join(', ')}${rest}.${kept}`;
  if (unchanged === 0) return `Nothing to sync yet.${kept}`;
  return `Everything is in step: ${formatCount(unchanged, 'session')}.${kept}`;
}

function showFailures(page: Page, { failures }: Pick<SyncReport, 'failures'>): void {
  if (failures.length === 0) return;
  page.line().line(page.paint.red(`${formatCount(failures.length, 'session')} could not be synced:`));
  const rows = failures.slice(0, MOST_LINES).map(({ session, device, code }) => {
    return [session, device ?? '', describeError({ code }).title];
  });
  page.table([{ title: 'SESSION' }, { title: 'DEVICE' }, { title: 'REASON', flexible: true }], rows);
  if (failures.length > MOST_LINES)
    page.line(page.paint.dim(`… and ${formatNumber(failures.length - MOST_LINES)} more`));
  const [first] = failures;
  if (first)
    page.sentence(describeError({ code: first.code, data: { session: first.session } }).sentence, String, 2);
}

// --- dry run -----------------------------------------------------------------------------------------------

async function preview(
  app: ComposedApp,
  { io, out }: CommandContext,
  options: OptionValues,
): Promise<ExitCode> {
  out.progress.say('Looking into the bucket …');
  const plan = await app.plan({
    signal: io.signal,
    verify: options['verify'] === true,
    capture: options['capture'] !== false,
  });
  const steps = plannedSteps(plan);
  const document = {
    dryRun: true,
    counts: countSteps(steps),
    losing: plan.losing,
    mayLose: plan.mayLose,
    brake: plan.brake,
    items: plan.items.filter(({ decision }) => decision.action !== 'nothing'),
  };
  out.result(document, (page) => {
    showPlan(page, plan, steps);
  });
  return EXIT.ok;
}

function showPlan(page: Page, plan: Plan, steps: readonly PlannedStep[]): void {
  const { paint } = page;
  if (steps.length === 0) {
    page.line('Nothing would be done: this device and the bucket are in step.');
    page.line(paint.dim('  What the agents wrote since the last capture is not counted.'));
    return;
  }
  page.line(`${formatCount(steps.length, 'session')} would be worked on. Nothing was done.`);
  page.line();
  page.table(
    [{ title: 'SESSION' }, { title: 'WHAT', flexible: true }],
    steps.slice(0, MOST_LINES).map(({ session, words }) => [session, words]),
  );
  if (steps.length > MOST_LINES)
    page.line(paint.dim(`… and ${formatNumber(steps.length - MOST_LINES)} more (--json has all)`));
  if (plan.brake) {
    page.line().line(paint.yellow('A sync would stop here and ask:'));
    page.sentence(describeError({ code: plan.brake, data: { losing: plan.losing } }).sentence, String, 2);
    describeSteps(page, nextSteps({ code: plan.brake, data: {} }));
  }
}
