import { describe, expect, it } from 'vitest';
import { byUse, clockSkew, isTyped, platformOf, type Device } from './device-facts.ts';

const device = (id: string, retiredAt: string | null = null): Device => ({
  id,
  name: id,
  platform: 'linux-x64',
  thisDevice: false,
  lastSyncAt: '',
  lastSeenAt: null,
  sessions: 0,
  bytes: 0,
  appVersion: '',
  behind: 0,
  clockSkewSeconds: null,
  retiredAt,
});

describe('devices', () => {
  it('are warned of when their clock is wrong by five minutes or more, either way', () => {
    const skews = [null, 0, 299, -299, 300, -4_000];
    expect(skews.map((clockSkewSeconds) => clockSkew({ clockSkewSeconds }))).toEqual([
      null,
      null,
      null,
      null,
      300,
      -4_000,
    ]);
  });

  it('say their system, also an unknown one', () => {
    expect(platformOf('darwin-arm64')).toEqual({ system: 'darwin', processor: 'arm64' });
    expect(platformOf('plan9-x64')).toEqual({ system: null, processor: 'x64' });
    expect(platformOf('')).toEqual({ system: null, processor: '' });
  });

  it('are told apart by use', () => {
    const [a, b, c] = [device('a'), device('b', '2026-11-22T10:00:00.000Z'), device('c')];
    expect(byUse([a, b, c])).toEqual({ used: [a, c], retired: [b] });
  });

  it('are removed only by their whole name', () => {
    expect(isTyped(' laptop ', 'laptop')).toBe(true);
    expect(isTyped('Laptop', 'laptop')).toBe(false);
    expect(isTyped('', '')).toBe(false);
  });
});
