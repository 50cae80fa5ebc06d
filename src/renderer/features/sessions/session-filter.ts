/** What a person chose to see, and the filter that the engine is asked with. Pure. */
import type { CommandRequest, SessionRow } from '../../../shared/contract.ts';

export type SessionFilter = CommandRequest<'sessions.list'>['filter'];
export type SessionState = SessionRow['state'];

export const DATE_CHOICES = ['any', 'today', 'week', 'month', 'year', 'between'] as const;
export type DateChoice = (typeof DATE_CHOICES)[number];

/** Empty: any. */
export interface FilterChoice {
  readonly device: string;
  readonly project: string;
  readonly agent: string;
  readonly state: SessionState | '';
  readonly date: DateChoice;
  /** Days as `YYYY-MM-DD`, both included; only with `between`, either may be empty. */
  readonly firstDay: string;
  readonly lastDay: string;
}

export type FilterName = 'device' | 'project' | 'agent' | 'state' | 'date';

export const NO_FILTER: FilterChoice = {
  device: '',
  project: '',
  agent: '',
  state: '',
  date: 'any',
  firstDay: '',
  lastDay: '',
};

/** How many days the choices go back, today included. */
const DAYS_BACK = { today: 1, week: 7, month: 30, year: 365 } as const;

/** Midnight of that day in this computer's time zone; `days` later. NaN when it is no day. */
function midnight(day: Date, days = 0): number {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days).getTime();
}

function dayOf(text: string): Date {
  const [, year, month, day] = /^(\d{4,6})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  return new Date(Number(year), Number(month) - 1, Number(day));
}

function datesOf({ date, firstDay, lastDay }: FilterChoice, now: Date): Pick<SessionFilter, 'from' | 'to'> {
  if (date === 'any') return {};
  if (date !== 'between') return { from: midnight(now, 1 - DAYS_BACK[date]) };
  const from = midnight(dayOf(firstDay));
  const to = midnight(dayOf(lastDay), 1);
  return { ...(Number.isNaN(from) ? {} : { from }), ...(Number.isNaN(to) ? {} : { to }) };
}

/** The same for a whole day, so that it can serve as a key. */
export function filterOf(choice: FilterChoice, now: Date): SessionFilter {
  const { device, project, agent, state } = choice;
  return {
    ...(device === '' ? {} : { device }),
    ...(project === '' ? {} : { project }),
    ...(agent === '' ? {} : { agent }),
    ...(state === '' ? {} : { state: [state] }),
    ...datesOf(choice, now),
  };
}

/** The filters that are in force, in the order in which they are shown. */
export function filtersInForce(choice: FilterChoice): FilterName[] {
  const names = (['device', 'project', 'agent', 'state'] as const).filter((name) => choice[name] !== '');
  const dated =
    choice.date === 'between' ? choice.firstDay !== '' || choice.lastDay !== '' : choice.date !== 'any';
  return dated ? [...names, 'date'] : names;
}

export function without(choice: FilterChoice, name: FilterName): FilterChoice {
  if (name === 'date') return { ...choice, date: 'any', firstDay: '', lastDay: '' };
  return { ...choice, [name]: '' };
}
