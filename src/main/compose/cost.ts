/** What keeping the sessions costs: measured where this device has measured, else estimated from what there is. */
import type { CostEstimate } from '../composed-app.ts';
import type { SyncStateDb } from '../store/sync-state.ts';
import type { CloudConfig } from '../../shared/settings.ts';
import { estimateCosts, type Usage } from './prices.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MONTH_DAYS = 30;
/** Requests of a pass besides listing: the vault's header, the device cards, the tombstones. */
const REQUESTS_PER_PASS = 3;
const LISTED_AT_ONCE = 1000;

/** Measured by this device, or since it began to measure. */
export interface MeasuredUsage {
  /** Days, `YYYY-MM-DD`; both the same when nothing was measured yet. */
  readonly from: string;
  readonly to: string;
  readonly days: number;
  readonly puts: number;
  readonly gets: number;
  readonly lists: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

export interface Stored {
  readonly bytes: number;
  readonly objects: number;
  /** Written within the last 30 days, by all devices. */
  readonly recent: number;
}

export function storedNow(state: Pick<SyncStateDb, 'remotes'>, now: number): Stored {
  const rows = [...state.remotes().values()];
  return {
    bytes: rows.reduce((sum, row) => sum + row.size, 0),
    objects: rows.length,
    recent: rows.filter((row) => now - row.modifiedAt < MONTH_DAYS * DAY_MS).length,
  };
}

export function measuredUsage(state: Pick<SyncStateDb, 'traffic'>, now: number): MeasuredUsage {
  const today = isoDay(now);
  const days = state.traffic(isoDay(now - (MONTH_DAYS - 1) * DAY_MS));
  const from = days[0]?.day ?? today;
  const sum = (of: 'puts' | 'gets' | 'lists' | 'bytesUp' | 'bytesDown'): number =>
    days.reduce((total, day) => total + day[of], 0);
  return {
    from,
    to: today,
    days: Math.round((Date.parse(today) - Date.parse(from)) / DAY_MS) + 1,
    puts: sum('puts'),
    gets: sum('gets'),
    lists: sum('lists'),
    bytesUp: sum('bytesUp'),
    bytesDown: sum('bytesDown'),
  };
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Days of measuring from which a month can be told. */
const TELLING_DAYS = 7;

/** What all devices do in a month. */
export interface MonthForecast {
  /** Out of the settings and what is stored: too little was measured so far. */
  readonly estimated: boolean;
  readonly puts: number;
  readonly gets: number;
  readonly lists: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/** A month of all devices: what was measured, made a month's and as many devices'; else what the settings come to. */
export function monthForecast(
  stored: Stored,
  measured: MeasuredUsage,
  cloud: Pick<CloudConfig, 'syncIntervalMinutes'>,
  devices: number,
): MonthForecast {
  if (measured.days < TELLING_DAYS) return expectedMonth(stored, cloud.syncIntervalMinutes);
  const month = (MONTH_DAYS / measured.days) * Math.max(1, devices);
  return {
    estimated: false,
    puts: measured.puts * month,
    gets: measured.gets * month,
    lists: measured.lists * month,
    bytesUp: measured.bytesUp * month,
    bytesDown: measured.bytesDown * month,
  };
}

function expectedMonth(stored: Stored, intervalMinutes: number): MonthForecast {
  const passes = intervalMinutes > 0 ? (MONTH_DAYS * 24 * 60) / intervalMinutes : 0;
  const perPass = Math.ceil(stored.objects / LISTED_AT_ONCE) + REQUESTS_PER_PASS;
  const average = stored.objects === 0 ? 0 : stored.bytes / stored.objects;
  return {
    estimated: true,
    puts: stored.recent,
    gets: stored.recent,
    lists: passes * perPass,
    bytesUp: stored.recent * average,
    bytesDown: stored.recent * average,
  };
}

/** As the price table takes it: providers bill listing as writing, and uploads by the request alone. */
export function billedUsage(storageBytes: number, month: MonthForecast): Usage {
  return {
    storageBytes,
    writesPerMonth: month.puts + month.lists,
    readsPerMonth: month.gets,
    bytesDownPerMonth: month.bytesDown,
  };
}

/** For the command line and the public API. */
export function costEstimates(
  state: Pick<SyncStateDb, 'remotes' | 'traffic'>,
  cloud: Pick<CloudConfig, 'syncIntervalMinutes'>,
  now: number,
): CostEstimate[] {
  const stored = storedNow(state, now);
  return estimateCosts(billedUsage(stored.bytes, monthForecast(stored, measuredUsage(state, now), cloud, 1)));
}

/** The customer document's table of sessions a month, in its own words, and their size. */
export const DOCUMENT_TABLE = [
  { sessions: 100, bytes: 50e6, document: { r2: 'Free', s3: '~$0.01', b2: '~$0.01' } },
  { sessions: 500, bytes: 250e6, document: { r2: 'Free', s3: '~$0.05', b2: '~$0.01' } },
  { sessions: 2000, bytes: 1e9, document: { r2: 'Free', s3: '~$0.02', b2: '~$0.01' } },
] as const;

/** What such a month comes to with the interval that is the default. */
export function documentUsage({ sessions, bytes }: { sessions: number; bytes: number }): Usage {
  return billedUsage(bytes, expectedMonth({ bytes, objects: sessions, recent: sessions }, 30));
}
