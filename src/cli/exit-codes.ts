/** Exit codes of results; those of errors stand with the errors (shared/errors.ts). */
import type { Diagnosis, SyncReport } from '../main/composed-app.ts';
import { ERROR_TRAITS, EXIT, type ExitCode } from '../shared/errors.ts';

export { EXIT, type ExitCode } from '../shared/errors.ts';

export function exitOfSync(report: Pick<SyncReport, 'cancelled' | 'failed'>): ExitCode {
  if (report.cancelled) return EXIT.interrupted;
  return report.failed > 0 ? EXIT.someFailed : EXIT.ok;
}

export function exitOfDiagnosis({ cause }: Pick<Diagnosis, 'cause'>): ExitCode {
  return cause ? ERROR_TRAITS[cause.code].exit : EXIT.ok;
}

/** For the help. */
export const EXIT_CODE_WORDS: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [EXIT.ok, 'done'],
  [EXIT.someFailed, 'some sessions failed, the others are done'],
  [EXIT.usage, 'the command line was not understood'],
  [EXIT.configuration, 'something is wrong with the configuration'],
  [EXIT.connection, 'no connection, or access refused'],
  [EXIT.key, 'encryption key wrong or missing'],
  [EXIT.brake, 'stopped, to be safe: very many changes, or an empty bucket'],
  [EXIT.locked, 'another process is syncing'],
  [EXIT.interrupted, 'interrupted'],
];
