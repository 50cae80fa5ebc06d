/** Steps of the connection test as lines, shown one by one as they end. */
import type { Diagnosis, DiagnosisStep } from '../main/composed-app.ts';
import { formatDuration } from '../shared/format.ts';
import { describeError } from '../shared/messages.ts';
import { describeSteps, nextSteps } from './output.ts';
import type { Page } from './page.ts';
import { safeLine } from './terminal-text.ts';

/** Steps of main/bucket/probe.ts. */
const STEP_WORDS: Readonly<Record<string, string>> = {
  put: 'Write an object',
  get: 'Read it back',
  range: 'Read a part of it',
  list: 'List objects',
  delete: 'Delete it',
  gone: 'See that it is gone',
  clock: 'Compare the clocks',
  versioning: 'Look for versioning',
  privilege: 'Look at other rights of the key',
};

function stepWords(step: string): string {
  if (Object.hasOwn(STEP_WORDS, step)) return STEP_WORDS[step] ?? step;
  const words = safeLine(step).replaceAll(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function showStep(page: Page, step: DiagnosisStep): void {
  if (step.state === 'skipped') return;
  const { paint } = page;
  const mark = { ok: paint.green('✓'), failed: paint.red('✗'), noted: paint.yellow('•') }[step.state];
  const failure = step.code ? describeError({ code: step.code, data: step.data }).title : '';
  const time = step.durationMs >= 1 ? paint.dim(formatDuration(step.durationMs)) : '';
  page.line(`  ${mark} ${stepWords(step.step).padEnd(32)} ${failure || time}`.trimEnd());
  const note = step.state === 'noted' ? noteOf(step) : '';
  if (note) page.sentence(note, paint.dim, 4);
}

function noteOf({ step, facts = {} }: DiagnosisStep): string {
  if (step === 'clock' && typeof facts['seconds'] === 'number') {
    const side = facts['seconds'] > 0 ? 'behind' : 'ahead of';
    return `The clock of this computer is ${formatDuration(Math.abs(facts['seconds']) * 1000)} ${side} the server's. At 15 minutes requests are refused.`;
  }
  if (step === 'versioning') {
    return facts['versioning'] === 'off'
      ? 'Versioning is off. With it the provider keeps what is overwritten or deleted by accident.'
      : 'Whether versioning is on, this key may not see.';
  }
  if (step === 'privilege')
    return 'The key can see all your buckets. One for this bucket only would do, and is safer.';
  return '';
}

/** Why sync cannot work, and what to do. */
export function showCause(page: Page, cause: NonNullable<Diagnosis['cause']>): void {
  const { title, sentence } = describeError(cause);
  page.line(`${page.paint.red('✗')} ${page.paint.bold(safeLine(title))}`);
  page.sentence(sentence, String, 2);
  describeSteps(
    page,
    nextSteps(cause).filter(({ command }) => command !== 'cc-sessions test'),
  );
}
