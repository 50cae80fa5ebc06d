import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDeviceCard, sealDeviceCard } from '../crypto/record-object.ts';
import { generateKey } from '../crypto/keys.ts';
import { labelsInForce, readLabels, writeLabel } from './device-labels.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'cc-labels-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const NOW = Date.UTC(2026, 10, 22);
const at = (day: number): string => new Date(Date.UTC(2026, 10, day)).toISOString();

describe('labels of devices', () => {
  it('are kept, each thing said of a device for itself', async () => {
    await writeLabel(home, 'laptop_a1', { name: 'Ann’s laptop' }, NOW);
    await writeLabel(home, 'laptop_a1', { retiredAt: at(22) }, NOW + 1000);
    await writeLabel(home, 'desktop_b2', { name: 'Desk' }, NOW);
    expect(readLabels(home)).toEqual({
      laptop_a1: { name: 'Ann’s laptop', retiredAt: at(22), at: '2026-11-22T00:00:01.000Z' },
      desktop_b2: { name: 'Desk', at: at(22) },
    });
  });

  it('are none where the file is missing or damaged', async () => {
    expect(readLabels(home)).toEqual({});
    await writeFile(path.join(home, 'device-labels.json'), '{"a": {"name": 3}}');
    expect(readLabels(home)).toEqual({});
  });

  it('of several devices the newest holds', () => {
    const cards = [
      { labels: { x: { name: 'old', at: at(1) }, y: { name: 'y', at: at(1) } } },
      { labels: { x: { name: 'new', at: at(3) } } },
      {},
    ];
    expect(labelsInForce(cards, { x: { name: 'mine', at: at(2) } })).toEqual({
      x: { name: 'new', at: at(3) },
      y: { name: 'y', at: at(1) },
    });
  });

  it('travel in the device card, and cards without them are read as before', () => {
    const key = generateKey();
    const place = { vault: '5f0c2a4e-8f57-4c0e-9d51-6f1f3a2b4c5d', device: 'laptop_a1' };
    const card = {
      device: 'laptop_a1',
      name: 'a',
      platform: 'linux-x64',
      appVersion: '1',
      lastSyncAt: at(1),
      sessions: 0,
      installId: 'i',
    };
    const labels = { desktop_b2: { name: 'Desk', retiredAt: null, at: at(2) } };
    expect(openDeviceCard(key, place, sealDeviceCard(key, place.vault, { ...card, labels }))).toEqual({
      ...card,
      labels,
    });
    expect(openDeviceCard(key, place, sealDeviceCard(key, place.vault, card))).toEqual(card);
  });
});
