import { describe, expect, it } from 'vitest';
import type { TrafficDay } from '../store/sync-ledgers.ts';
import {
  billedUsage,
  DOCUMENT_TABLE,
  documentUsage,
  measuredUsage,
  monthForecast,
  type Stored,
} from './cost.ts';
import { costParts, estimateCosts } from './prices.ts';

const NOW = Date.UTC(2026, 10, 22, 15);
const day = (date: string, puts: number): TrafficDay => ({
  day: date,
  requests: puts * 2,
  bytesUp: 1e6,
  bytesDown: 2e6,
  puts,
  gets: 0,
  lists: puts,
});
const STORED: Stored = { bytes: 20e9, objects: 2_500, recent: 100 };

function measured(days: readonly TrafficDay[]) {
  let since = '';
  const usage = measuredUsage({ traffic: (from?: string) => ((since = from ?? ''), [...days]) }, NOW);
  return { usage, since };
}

describe('cost', () => {
  it('is measured over the last 30 days, or since the first of them', () => {
    const { usage, since } = measured([day('2026-11-12', 10), day('2026-11-22', 30)]);
    expect(since).toBe('2026-10-24');
    expect(usage).toMatchObject({
      from: '2026-11-12',
      to: '2026-11-22',
      days: 11,
      puts: 40,
      lists: 40,
      bytesUp: 2e6,
      bytesDown: 4e6,
    });
    expect(measured([]).usage).toMatchObject({ from: '2026-11-22', days: 1, puts: 0 });
  });

  it('is told for a month of all devices, figure by figure', () => {
    const { usage } = measured([day('2026-11-08', 10), day('2026-11-22', 5)]);
    const month = monthForecast(STORED, usage, { syncIntervalMinutes: 30 }, 3);
    expect(month).toEqual({
      estimated: false,
      puts: 90,
      gets: 0,
      lists: 90,
      bytesUp: 2e6 * 6,
      bytesDown: 4e6 * 6,
    });
    expect(billedUsage(STORED.bytes, month)).toEqual({
      storageBytes: 20e9,
      writesPerMonth: 180,
      readsPerMonth: 0,
      bytesDownPerMonth: 4e6 * 6,
    });
  });

  it('is estimated by the settings while little was measured, and says so', () => {
    const { usage } = measured([day('2026-11-21', 999)]);
    const expected = monthForecast(STORED, usage, { syncIntervalMinutes: 30 }, 3);
    expect(expected).toEqual({
      estimated: true,
      puts: 100,
      gets: 100,
      lists: 1440 * 6,
      bytesUp: 100 * 8e6,
      bytesDown: 100 * 8e6,
    });
    expect(monthForecast(STORED, usage, { syncIntervalMinutes: 0 }, 3).lists).toBe(0);
  });

  it('is the sum of its parts', () => {
    const usage = { storageBytes: 500e9, writesPerMonth: 3e6, readsPerMonth: 2e6, bytesDownPerMonth: 2000e9 };
    for (const [index, { storage, requests, egress }] of costParts(usage).entries()) {
      expect(estimateCosts(usage)[index]?.perMonth).toBeCloseTo(storage + requests + egress, 6);
    }
    expect(costParts(usage).map(({ egress }) => egress)).toEqual([0, 171, 5]);
  });

  it('of the document’s amounts is cents, and nothing with R2', () => {
    for (const row of DOCUMENT_TABLE) {
      const [r2, s3, b2] = estimateCosts(documentUsage(row)).map(({ perMonth }) => perMonth);
      expect(r2).toBe(0);
      expect(s3).toBeLessThan(0.12);
      expect(b2).toBeLessThan(0.01);
    }
  });
});
