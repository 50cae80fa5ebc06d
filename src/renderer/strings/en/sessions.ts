import type { SessionRow } from '../../../shared/contract.ts';
import { english } from '../count.ts';

const states: Record<SessionRow['state'], string> = {
  synced: 'Safe',
  'not-uploaded': 'Not in the bucket yet',
  changed: 'Changed since the last sync',
  conflict: 'Two versions',
  'only-in-bucket': 'Only in the bucket',
  'only-here': 'Kept on this device only',
  failed: 'Could not be synced',
};

/** For a narrow row; `states` says it in full. */
const shortStates: Record<SessionRow['state'], string> = {
  synced: 'Safe',
  'not-uploaded': 'Not safe yet',
  changed: 'Changed',
  conflict: 'Two versions',
  'only-in-bucket': 'In the bucket',
  'only-here': 'Only here',
  failed: 'Failed',
};

const counted = (count: number): string => english(count, 'session');

export const sessions = {
  states,
  shortStates,
  list: 'Sessions by project',
  results: 'Matching sessions',
  search: 'Search all sessions',
  searchHint: 'Words of a summary, task, file or message',
  clearSearch: 'Clear the search',
  count: (count: number, projects: number) => `${counted(count)} in ${english(projects, 'project')}`,
  matches: (count: number) => (count === 1 ? '1 match' : english(count, 'match', 'matches')),
  manyMatches: (count: number) => `The best ${english(count, 'match', 'matches')}`,
  messages: (count: number) => english(count, 'message'),
  untitled: 'Without a summary',
  noProject: 'Without a project',
  onlyHere: 'kept on this device only',
  archived: 'Archived',
  expires: (when: string) => `The agent deletes its conversation ${when}, and it is not safe yet`,
  rowLoading: 'Loading …',
  loading: 'Looking for your sessions …',
  searching: 'Searching …',
  renewFailed: 'This list may be out of date',

  filters: 'Filters',
  filtersOn: (count: number) => `Filters (${count})`,
  clearFilters: 'Clear filters',
  removeFilter: (what: string) => `Remove filter: ${what}`,
  filter: { device: 'Device', project: 'Project', agent: 'Agent', state: 'State', date: 'Date' },
  any: 'Any',
  withCount: (label: string, count: number) => `${label} (${count})`,
  dates: {
    any: 'Any time',
    today: 'Today',
    week: 'The last 7 days',
    month: 'The last 30 days',
    year: 'The last 365 days',
    between: 'Between two days',
  },
  firstDay: 'From',
  lastDay: 'Until',
  betweenDays: (from: string, to: string) => `${from || '…'} – ${to || '…'}`,

  emptyTitle: 'No sessions yet',
  empty:
    'Work with your coding agent, and its sessions appear here by themselves, together with those of your other devices.',
  emptyNotSetUp: 'Sessions of your other devices come once sync is set up.',
  setUp: 'Set up sync',
  noMatchTitle: 'Nothing matches',
  noMatch:
    'All words have to occur; the last one may be unfinished. Put "words in quotes" to find them together.',
  noMatchFilters: 'No session passes these filters.',
  clearAll: 'Show all sessions',

  detail: 'What is chosen',
  chooseTitle: 'Choose a session',
  choose: 'Arrow keys move through the list, Enter opens. Press / to search.',
  back: 'Back to the list',

  trash: 'Recently deleted',
  trashHint: 'Deleted sessions stay in the bucket for a while and can be brought back until then.',
  trashEmpty: 'Nothing was deleted lately.',
  trashRow: (when: string, device: string, until: string) =>
    `deleted ${when}${device === '' ? '' : ` on ${device}`}; can be brought back until ${until}`,
  restore: 'Bring back',
  restoreOf: (title: string) => `Bring back: ${title}`,
  restored: 'The session is back.',

  projectSessions: 'Sessions',
  projectPath: 'Folder',
  projectNewest: 'Newest session',
  projectKeep: 'Keep this project on this device only',
  projectKeepHint:
    'Its sessions are not uploaded any more, now and in future. Other devices do not see them, and nobody can bring them back if this computer is lost.',
  projectKept: (name: string) => `${name} is kept on this device only.`,
  projectShared: (name: string) => `${name} takes part in sync again.`,
  projectUnknown: 'No session of this project is in the list.',

  keysTitle: 'In the list of sessions',
  keys: {
    search: 'Search',
    move: 'Up and down, to the beginning, to the end',
    open: 'Open; once more: go to it',
    fold: 'Fold and unfold a project',
    clear: 'Clear the search; from a session back to the list',
  },
};
