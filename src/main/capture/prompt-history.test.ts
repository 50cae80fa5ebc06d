import { appendFile, chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseMemory, type SessionMemory } from '../../shared/session.ts';
import { asOrdinaryUser } from '../config/testing/ordinary-user.ts';
import { SessionStore } from '../store/sessions.ts';
import { SyncStateDb } from '../store/sync-state.ts';
import { captureAll, type CaptureReport } from './capture-pass.ts';
import { claudeCodeAdapter } from './claude-code/adapter.ts';
import { memoryId } from './claude-code/memory.ts';
import { recoveredKey } from './prompt-history.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const THEN = Date.UTC(2026, 5, 1, 9);

let home = '';
let sessions: SessionStore;
let state: SyncStateDb;
/** Sessions in the bucket; `null`: it was not looked through yet. */
let bucket: Set<string> | null = new Set();
let now = THEN + 30 * DAY;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'cc-recover-'));
  await mkdir(join(home, 'projects', '-garden'), { recursive: true });
  sessions = SessionStore.open(join(home, 'index.db')).store;
  state = SyncStateDb.open(join(home, 'sync.db')).state;
  bucket = new Set();
  now = THEN + 30 * DAY;
});
afterEach(async () => {
  sessions.close();
  state.close();
  await rm(home, { recursive: true, force: true });
});

async function typed(text: string, at = THEN, sessionId = ID): Promise<void> {
  const line = { display: text, pastedContents: {}, timestamp: at, project: '/garden', sessionId };
  await appendFile(join(home, 'history.jsonl'), `${JSON.stringify(line)}\n`);
}

async function said(text: string): Promise<void> {
  const line = { type: 'user', timestamp: new Date(THEN).toISOString(), message: { content: text } };
  await appendFile(join(home, 'projects', '-garden', `${ID}.jsonl`), `${JSON.stringify(line)}\n`);
}

function capture(): Promise<CaptureReport> {
  const known = bucket;
  return captureAll({
    adapters: [claudeCodeAdapter(home)],
    sessions,
    state,
    bucket: { isKnown: () => known !== null, has: (session) => known?.has(session) ?? false },
    now: () => now,
  });
}

const stored = (id = memoryId(ID)): SessionMemory | undefined => sessions.get(id)?.memory;

describe('prompts that survive only in the history', () => {
  it('become a memory, once', async () => {
    await typed('Water the basil');
    const report = await capture();
    expect(report).toMatchObject({ written: [memoryId(ID)], counts: { created: 1 }, problems: [] });
    expect(stored()).toMatchObject({
      summary: 'Water the basil',
      tags: ['claude-code', 'partial'],
      synced: false,
    });
    now += 2 * HOUR;
    await typed('And the mint');
    expect((await capture()).written).toEqual([]);
    expect(stored()?.messagesCount).toBe(1);
  });

  it('are left alone while their transcript is there, and after it was captured', async () => {
    await typed('Water the basil');
    await said('Water the basil');
    await capture();
    expect(stored()?.tags).toEqual(['claude-code']);
    await rm(join(home, 'projects', '-garden', `${ID}.jsonl`));
    sessions.remove(memoryId(ID), sessions.get(memoryId(ID))?.stamp ?? '');
    now += 2 * HOUR;
    await typed('More');
    expect((await capture()).written).toEqual([]);
  });

  it.each([
    ['this device keeps it under its id', () => put(memoryId(ID))],
    ['the plugin keeps it under another', () => put('mem_plugin')],
    ['the bucket has it', () => void bucket?.add(memoryId(ID))],
    ['a person deleted it', deleteIt],
    ['nobody knows yet what the bucket has', () => void (bucket = null)],
  ])('are left alone when %s', async (_, prepare) => {
    await typed('Water the basil');
    prepare();
    expect((await capture()).written).toEqual([]);
    expect(stored()?.tags ?? []).not.toContain('partial');
  });

  it('wait for a day, as the session may go on', async () => {
    await typed('Water the basil', now - 2 * HOUR);
    expect((await capture()).written).toEqual([]);
    now += 30 * 60_000;
    expect((await capture()).written).toEqual([]);
    now += DAY;
    expect((await capture()).written).toEqual([memoryId(ID)]);
  });

  it('wait when not every transcript could be looked for', async () => {
    await typed('Water the basil');
    const closed = join(home, 'projects', '-garden');
    await chmod(closed, 0o000);
    await chmod(home, 0o755);
    await chmod(join(home, 'history.jsonl'), 0o644);
    const report = await asOrdinaryUser(capture);
    await chmod(closed, 0o700);
    expect(report.written).toEqual([]);
    expect((await capture()).written).toEqual([memoryId(ID)]);
  });

  it('give way to the transcript when it comes back, but for what a person changed', async () => {
    await typed('Water the basil');
    await capture();
    const row = sessions.get(memoryId(ID));
    if (!row) throw new Error('not stored');
    const edited = { ...row.memory, summary: 'The great basil watering' };
    sessions.put([{ memory: edited, expected: row.stamp, synced: false }]);
    await said('Water the basil');
    await said('And the mint');
    await capture();
    expect(stored()).toMatchObject({
      summary: 'The great basil watering',
      lastUserMessage: 'And the mint',
      messagesCount: 2,
      tags: ['claude-code'],
    });
    expect(stored()?.description).not.toContain('Recovered');
  });

  it('without a session are left out when one of their project was going on', async () => {
    await typed('During', THEN + HOUR, '');
    await typed('Long after', THEN + 9 * HOUR, '');
    put('mem_1', { projectPath: '/garden', startedAt: iso(THEN), endedAt: iso(THEN + 2 * HOUR) });
    const { written } = await capture();
    expect(written.map((id) => stored(id)?.summary)).toEqual(['Long after']);
    now += 2 * HOUR;
    await typed('Something new', now - 2 * DAY, '');
    expect((await capture()).written).toHaveLength(1);
  });

  it('are stored again after a save that was killed halfway', async () => {
    await typed('Water the basil');
    const row = { size: -1, mtimeMs: 0, ino: 0, session: memoryId(ID), sourceVersion: 'x', captured: '' };
    state.putCaptures([{ path: recoveredKey(memoryId(ID)), ...row }]);
    expect((await capture()).written).toEqual([memoryId(ID)]);
  });

  it('that cannot be read are a problem of their own', async () => {
    await typed('Water the basil');
    await said('Hello');
    await chmod(home, 0o755);
    await chmod(join(home, 'projects', '-garden', `${ID}.jsonl`), 0o644);
    await chmod(join(home, 'projects', '-garden'), 0o755);
    await chmod(join(home, 'projects'), 0o755);
    await chmod(join(home, 'history.jsonl'), 0o000);
    const { counts, problems } = await asOrdinaryUser(capture);
    expect(counts.created).toBe(1);
    expect(problems.map(({ path, error }) => [path, error.code])).toEqual([
      [join(home, 'history.jsonl'), 'TRANSCRIPT_UNREADABLE'],
    ]);
  });

  it('are many: each is stored, and none that came in between is lost', async () => {
    for (let index = 0; index < 150; index++) await typed(`Prompt ${index}`, THEN, `s-${index}`);
    const real = sessions.put.bind(sessions);
    let calls = 0;
    sessions.put = (rows) => {
      // Somebody else stores one of the batch right before it is written.
      if (calls++ === 1) put(memoryId('s-70'));
      return real(rows);
    };
    const { written } = await capture();
    expect(written).toHaveLength(149);
    expect(sessions.count()).toBe(150);
    expect(stored(memoryId('s-70'))?.tags).toEqual([]);
  });

  it('are none where there is no history, or something else in its place', async () => {
    expect((await capture()).problems).toEqual([]);
    await mkdir(join(home, 'history.jsonl'));
    expect((await capture()).problems).toEqual([]);
    await rm(join(home, 'history.jsonl'), { recursive: true });
    await writeFile(join(home, 'history.jsonl'), '');
    expect((await capture()).written).toEqual([]);
  });
});

const iso = (at: number) => new Date(at).toISOString();

function put(id: string, more: Partial<SessionMemory> = {}): void {
  const times = { startedAt: iso(THEN - DAY), endedAt: iso(THEN - DAY) };
  const memory = parseMemory({ id, claudeSessionId: id === 'mem_1' ? '' : ID, ...times, ...more });
  SessionStore.prototype.put.call(sessions, [{ memory, expected: null, synced: false }]);
}

function deleteIt(): void {
  const tombstone = { session: memoryId(ID), device: 'laptop', vector: { laptop: 1 }, deletedAt: iso(THEN) };
  state.commit({ tombstones: [{ ...tombstone, etag: 'e', modifiedAt: THEN }] });
}
