/** Sessions as a table. */
import type { SessionState, SessionSummary } from '../main/composed-app.ts';
import { formatRelativeTime } from '../shared/format.ts';
import type { Cell, Page } from './page.ts';

export const STATE_WORDS: Readonly<Record<SessionState, string>> = {
  synced: 'in step',
  'not-uploaded': 'waiting',
  changed: 'changed',
  conflict: 'two versions',
  'only-in-bucket': 'in the bucket',
  'only-here': 'only here',
  failed: 'failed',
};

export function stateCell(page: Page, state: SessionState): Cell {
  const { paint } = page;
  const words = STATE_WORDS[state];
  if (state === 'synced') return [words, paint.green];
  if (state === 'conflict') return [words, paint.yellow];
  return state === 'failed' ? [words, paint.red] : words;
}

export function showSessions(page: Page, sessions: readonly SessionSummary[], now: number): void {
  const columns = [
    { title: 'ID' },
    { title: 'ENDED' },
    { title: 'STATE' },
    { title: 'PROJECT', flexible: true },
    { title: 'SUMMARY', flexible: true },
  ];
  const rows = sessions.map((session): Cell[] => [
    [session.id, page.paint.cyan],
    session.endedAt === '' ? '' : formatRelativeTime(Date.parse(session.endedAt), now),
    stateCell(page, session.state),
    session.projectName,
    session.summary,
  ]);
  page.table(columns, rows);
}
