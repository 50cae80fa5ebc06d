/**
 * What keeping sessions costs, by the providers' public price lists. Prices change: the table is dated, and
 * every estimate says so.
 */
import type { CostEstimate } from '../composed-app.ts';
import type { Provider } from '../../shared/settings.ts';

interface PriceList {
  readonly provider: string;
  /** US dollars per GB and month. */
  readonly storage: number;
  /** GB that cost nothing. */
  readonly freeStorage: number;
  /** US dollars per million requests that write or list, and that read. */
  readonly writes: number;
  readonly reads: number;
  readonly freeWrites: number;
  readonly freeReads: number;
  /** US dollars per GB that leaves the provider. */
  readonly egress: number;
  /** GB a month that leave for nothing, of what is stored. */
  readonly freeEgress: (storedGigabytes: number) => number;
  readonly source: string;
}

export const PRICES_AS_OF = '2026-11-22';

/** Lowest class of each provider's standard storage, without taxes. B2's storage price is the customer document's. */
const PRICES: readonly PriceList[] = [
  {
    provider: 'Cloudflare R2',
    storage: 0.015,
    freeStorage: 10,
    writes: 4.5,
    reads: 0.36,
    freeWrites: 1_000_000,
    freeReads: 10_000_000,
    egress: 0,
    freeEgress: () => 0,
    source: 'https://developers.cloudflare.com/r2/pricing/',
  },
  {
    provider: 'AWS S3',
    storage: 0.023,
    freeStorage: 0,
    writes: 5,
    reads: 0.4,
    freeWrites: 0,
    freeReads: 0,
    egress: 0.09,
    freeEgress: () => 100,
    source: 'https://aws.amazon.com/s3/pricing/',
  },
  {
    provider: 'Backblaze B2',
    storage: 0.005,
    freeStorage: 10,
    writes: 0,
    reads: 0.4,
    freeWrites: 0,
    freeReads: 75_000,
    egress: 0.01,
    freeEgress: (stored) => stored * 3,
    source: 'https://www.backblaze.com/cloud-storage/pricing',
  },
];

/** The price list of each provider of the config; a folder and other servers have none. */
export const PROVIDER_NAMES: Readonly<Partial<Record<Provider, string>>> = {
  r2: 'Cloudflare R2',
  s3: 'AWS S3',
  b2: 'Backblaze B2',
};

/** The page a price list was taken from. */
export function sourceOf(name: string | undefined): string | null {
  return PRICES.find((list) => list.provider === name)?.source ?? null;
}

export interface Usage {
  readonly storageBytes: number;
  readonly writesPerMonth: number;
  readonly readsPerMonth: number;
  /** Default: none. */
  readonly bytesDownPerMonth?: number;
}

/** US dollars a month. */
export interface CostParts {
  readonly provider: string;
  readonly source: string;
  readonly storage: number;
  readonly requests: number;
  readonly egress: number;
}

export function costParts(usage: Usage): CostParts[] {
  return PRICES.map((list) => ({ provider: list.provider, source: list.source, ...partsOf(list, usage) }));
}

export function estimateCosts(usage: Usage): CostEstimate[] {
  return PRICES.map((list) => ({
    provider: list.provider,
    perMonth: monthly(list, usage),
    storageBytes: usage.storageBytes,
    requestsPerMonth: usage.writesPerMonth + usage.readsPerMonth,
    source: list.source,
    pricesAsOf: PRICES_AS_OF,
  }));
}

function monthly(list: PriceList, usage: Usage): number {
  const { storage, requests, egress } = partsOf(list, usage);
  return storage + requests + egress;
}

function partsOf(list: PriceList, usage: Usage): Pick<CostParts, 'storage' | 'requests' | 'egress'> {
  const gigabytes = Math.max(0, usage.storageBytes / 1e9 - list.freeStorage);
  const writes = Math.max(0, usage.writesPerMonth - list.freeWrites) / 1e6;
  const reads = Math.max(0, usage.readsPerMonth - list.freeReads) / 1e6;
  const stored = usage.storageBytes / 1e9;
  const out = Math.max(0, (usage.bytesDownPerMonth ?? 0) / 1e9 - list.freeEgress(stored));
  return {
    storage: gigabytes * list.storage,
    requests: writes * list.writes + reads * list.reads,
    egress: out * list.egress,
  };
}
