import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claudeCodeAdapter } from './adapter.ts';
import { claudeRetention, sweepTime } from './retention.ts';

let home = '';
beforeEach(async () => void (home = await mkdtemp(join(tmpdir(), 'cc-retention-'))));
afterEach(() => rm(home, { recursive: true, force: true }));

const managed = () => join(home, 'managed.json');
const days = async () => (await claudeRetention(home, managed())).days;
const put = (name: string, content: unknown) =>
  writeFile(join(home, name), typeof content === 'string' ? content : JSON.stringify(content));

describe('how long Claude Code keeps transcripts', () => {
  it('is 30 days when nothing else is set', async () => {
    expect(await days()).toBe(30);
    await put('settings.json', { theme: 'dark' });
    expect(await days()).toBe(30);
    expect(await claudeCodeAdapter(join(home, 'nowhere')).retention?.()).toEqual({
      days: expect.any(Number),
    });
  });

  it('is what the settings say, the smaller of two, and what an administrator says above all', async () => {
    await put('settings.json', { cleanupPeriodDays: 99_999 });
    expect(await days()).toBe(99_999);
    await put('settings.local.json', { cleanupPeriodDays: 7 });
    expect(await days()).toBe(7);
    await put('settings.local.json', { cleanupPeriodDays: 200_000 });
    expect(await days()).toBe(99_999);
    await put('managed.json', '\uFEFF{"cleanupPeriodDays": 14}');
    expect(await days()).toBe(14);
  });

  it.each([0, -1, 2.5, '7', null, true, [], {}, 'Infinity'])('is 30 days when it says %j', async (value) => {
    await put('settings.json', { cleanupPeriodDays: value });
    await put('managed.json', { cleanupPeriodDays: value });
    expect(await days()).toBe(30);
  });

  it.each(['', '{', '[]', 'null', '7', '{"cleanupPeriodDays":1e400}'])(
    'is 30 days when the file holds %j',
    async (content) => {
      await put('settings.json', content);
      expect(await days()).toBe(30);
    },
  );

  it('is 30 days when the file cannot be read, or is none', async () => {
    await mkdir(join(home, 'settings.json'));
    await put('settings.local.json', `${' '.repeat(2 * 1024 * 1024)}{"cleanupPeriodDays":1}`);
    expect(await days()).toBe(30);
  });

  it('stays within what a date can be', async () => {
    await put('settings.json', { cleanupPeriodDays: Number.MAX_SAFE_INTEGER });
    const now = Date.UTC(2026, 10, 22);
    expect(new Date(sweepTime(now, now, await days())).toISOString()).toMatch(/^\d{4}-/);
  });
});

describe('sweepTime', () => {
  const day = 24 * 60 * 60 * 1000;
  const now = Date.UTC(2026, 10, 22);

  it('is so many days after the last change, and now when that has passed', () => {
    expect(sweepTime(now, now, 30)).toBe(now + 30 * day);
    expect(sweepTime(now - 29 * day, now, 30)).toBe(now + day);
    expect(sweepTime(now - 30 * day, now, 30)).toBe(now);
    expect(sweepTime(now - 300 * day, now, 30)).toBe(now);
    expect(sweepTime(now + day, now, 1)).toBe(now + 2 * day);
  });
});
