import {
  chmod,
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { SessionMemory } from '../../shared/session.ts';
import { asOrdinaryUser } from '../config/testing/ordinary-user.ts';
import { SessionStore } from '../store/sessions.ts';
import { SyncStateDb } from '../store/sync-state.ts';
import type { AgentAdapter } from './adapter.ts';
import { captureAll, type CaptureProgress, type CaptureReport } from './capture-pass.ts';
import { claudeCodeAdapter } from './claude-code/adapter.ts';
import { memoryId } from './claude-code/memory.ts';
import type { CaptureSessions, CaptureState } from './ports.ts';

let home = '';
let sessions: SessionStore;
let state: SyncStateDb;
let clock = 1_700_000_000_000;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'cc-capture-'));
  await mkdir(join(home, 'projects', '-p'), { recursive: true });
  sessions = SessionStore.open(join(home, 'index.db'), { now: () => clock++ }).store;
  state = SyncStateDb.open(join(home, 'sync.db')).state;
});
afterEach(async () => {
  sessions.close();
  state.close();
  await rm(home, { recursive: true, force: true });
});

const ID = '11111111-1111-4111-8111-111111111111';
const said = (text: string) => `${JSON.stringify({ type: 'user', message: { content: text } })}\n`;

function pathOf(id: string, project = '-p'): string {
  return join(home, 'projects', project, `${id}.jsonl`);
}

async function say(text: string, id = ID): Promise<void> {
  await appendFile(pathOf(id), said(text));
}

/** Calls that reach the adapter's `read`. */
const reads: string[] = [];
function adapter(before?: (path: string) => Promise<unknown>): AgentAdapter {
  const real = claudeCodeAdapter(home);
  return {
    ...real,
    read: async (file, options) => {
      reads.push(file.path);
      const session = await real.read(file, options);
      await before?.(file.path);
      return session;
    },
  };
}

async function capture(options: Partial<Parameters<typeof captureAll>[0]> = {}): Promise<CaptureReport> {
  reads.length = 0;
  return captureAll({ adapters: [adapter()], sessions, state, ...options });
}

/** Outcomes that occurred. */
function outcomes({ counts }: CaptureReport): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function stored(id = ID): SessionMemory {
  const row = sessions.get(memoryId(id));
  if (!row) throw new Error('not stored');
  return row.memory;
}

/** An edit by somebody else: a person, another device, the plugin. */
function edit(change: Partial<SessionMemory>, id = ID): void {
  const row = sessions.get(memoryId(id));
  if (!row) throw new Error('not stored');
  sessions.put([{ memory: { ...row.memory, ...change }, expected: row.stamp, synced: false }]);
}

/** The real store, but for `put`. */
function sessionsWith(put: CaptureSessions['put']): CaptureSessions {
  return {
    count: () => sessions.count(),
    stamps: () => sessions.stamps(),
    stampsOf: (ids) => sessions.stampsOf(ids),
    get: (id) => sessions.get(id),
    findByAgentSession: (id) => sessions.findByAgentSession(id),
    list: (filter) => sessions.list(filter),
    put,
  };
}

function stateWith(putCaptures: CaptureState['putCaptures']): CaptureState {
  return {
    captures: () => state.captures(),
    captureOf: (path) => state.captureOf(path),
    tombstones: () => state.tombstones(),
    putCaptures,
  };
}

function remove(id = ID): void {
  sessions.remove(memoryId(id), sessions.get(memoryId(id))?.stamp ?? '');
}

describe('captureAll', () => {
  it('stores new sessions, then reads and writes nothing until something changes', async () => {
    await appendFile(pathOf(ID), '{"type":"user","timestamp":"2026-01-01T00:00:00.000Z"}\n');
    await say('First');
    expect(outcomes(await capture())).toEqual({ created: 1 });
    expect(stored()).toMatchObject({ summary: 'First', claudeSessionId: ID, synced: false });
    const stamp = sessions.get(memoryId(ID))?.stamp;
    sessions.markSynced([memoryId(ID)], clock);
    expect(outcomes(await capture())).toEqual({ unchanged: 1 });
    expect(reads).toEqual([]);
    await utimes(pathOf(ID), 1_600_000_000, 1_600_000_000);
    expect(outcomes(await capture())).toEqual({ same: 1 });
    expect(reads).toEqual([pathOf(ID)]);
    expect(sessions.get(memoryId(ID))?.stamp).toBe(stamp);
    expect(stored().synced).toBe(true);
  });

  it('makes another revision of the same memory when a session grows', async () => {
    await say('First');
    await capture();
    const before = sessions.get(memoryId(ID))?.stamp;
    await say('Second');
    const report = await capture();
    expect(outcomes(report)).toEqual({ updated: 1 });
    expect(report.written).toEqual([memoryId(ID)]);
    expect(sessions.stamps()).toHaveLength(1);
    expect(sessions.get(memoryId(ID))?.stamp).not.toBe(before);
    expect(stored()).toMatchObject({ lastUserMessage: 'Second', messagesCount: 2 });
  });

  it('writes no revision when new bytes say nothing new', async () => {
    await say('First');
    await appendFile(pathOf(ID), '{"type":"user","timestamp":"2026-01-01T00:00:00.000Z"}\n');
    await capture();
    const stamp = sessions.get(memoryId(ID))?.stamp;
    await appendFile(pathOf(ID), '{"type":"mode","mode":"normal"}\n{"type":"user","mess');
    expect(outcomes(await capture())).toEqual({ same: 1 });
    expect(sessions.get(memoryId(ID))?.stamp).toBe(stamp);
    expect(outcomes(await capture())).toEqual({ unchanged: 1 });
  });

  it('keeps what others changed and updates the rest', async () => {
    await say('First');
    await capture();
    edit({ summary: 'A better title', tags: ['mine'], nextSteps: ['rest'] });
    await say('Second');
    await capture();
    expect(stored()).toMatchObject({
      summary: 'A better title',
      tags: ['mine'],
      nextSteps: ['rest'],
      lastUserMessage: 'Second',
    });
  });

  it('reads again what another version of the adapter read', async () => {
    await say('First');
    await capture();
    await capture({ adapters: [{ ...adapter(), version: 'claude-code/next' }] });
    expect(reads).toHaveLength(1);
  });

  it('remembers that nothing was said in a file', async () => {
    await appendFile(pathOf(ID), '{"type":"mode"}\n');
    expect(outcomes(await capture())).toEqual({ empty: 1 });
    expect(outcomes(await capture())).toEqual({ unchanged: 1 });
    await say('Something');
    expect(outcomes(await capture())).toEqual({ created: 1 });
  });

  it('leaves a session to the plugin that keeps it under its own id', async () => {
    await say('First');
    await capture();
    const memory = { ...stored(), id: 'mem_plugin1', summary: 'By the plugin' };
    remove();
    sessions.put([{ memory, expected: null, synced: false }]);
    await say('Second');
    expect(outcomes(await capture())).toEqual({ leftToPlugin: 1 });
    expect(sessions.get(memoryId(ID))).toBeNull();
    expect(sessions.get('mem_plugin1')?.memory.lastUserMessage).toBe('First');
  });

  it('keeps updating its own memory when a second one of the session exists', async () => {
    await say('First');
    await capture();
    sessions.put([{ memory: { ...stored(), id: 'mem_kept_both' }, expected: null, synced: false }]);
    await say('Second');
    expect(outcomes(await capture())).toEqual({ updated: 1 });
  });

  it('does not bring back what a person deleted, until something new is said', async () => {
    await appendFile(pathOf(ID), '{"type":"user","timestamp":"2026-01-01T00:00:00.000Z"}\n');
    await say('First');
    await capture();
    remove();
    const tombstone = { session: memoryId(ID), device: 'laptop', vector: { laptop: 1 } };
    const deletedAt = '2026-01-02T00:00:00.000Z';
    state.commit({ tombstones: [{ ...tombstone, deletedAt, etag: 'e', modifiedAt: 1 }] });
    expect(outcomes(await capture())).toEqual({ unchanged: 1 });
    await appendFile(pathOf(ID), '{"type":"last-prompt","lastPrompt":"First"}\n');
    expect(outcomes(await capture())).toEqual({ same: 1 });
    expect(sessions.get(memoryId(ID))).toBeNull();
    await say('Second');
    expect(outcomes(await capture())).toEqual({ created: 1 });
  });

  it('brings back what was lost with the index, though no transcript changed', async () => {
    const other = '33333333-3333-4333-8333-333333333333';
    await say('First');
    await say('Other', other);
    await capture();
    remove();
    expect(outcomes(await capture())).toEqual({ created: 1, unchanged: 1 });
    expect(stored().summary).toBe('First');
    expect(outcomes(await capture())).toEqual({ unchanged: 2 });
  });

  it('keeps the memory of a transcript that the agent removed', async () => {
    await say('First');
    await capture();
    await rm(pathOf(ID));
    expect(outcomes(await capture())).toEqual({});
    expect(stored().summary).toBe('First');
  });

  it('does not put an old transcript in place of what another device knows', async () => {
    await appendFile(pathOf(ID), '{"type":"user","timestamp":"2026-01-01T00:00:00.000Z"}\n');
    await say('First');
    await capture();
    edit({ endedAt: '2026-02-02T00:00:00.000Z', lastUserMessage: 'Much later' });
    state.putCaptures([...state.captures().values()].map((row) => ({ ...row, size: -1, captured: '' })));
    expect(outcomes(await capture())).toEqual({ behind: 1 });
    expect(stored().lastUserMessage).toBe('Much later');
    await appendFile(pathOf(ID), '{"type":"user","timestamp":"2026-03-03T00:00:00.000Z"}\n');
    await say('Caught up');
    expect(outcomes(await capture())).toEqual({ updated: 1 });
    expect(stored().lastUserMessage).toBe('Caught up');
  });

  it('takes the newest of two files of one session', async () => {
    await mkdir(join(home, 'projects', '-moved'));
    await say('Old place');
    await writeFile(pathOf(ID, '-moved'), said('New place'));
    await utimes(pathOf(ID), 1_600_000_000, 1_600_000_000);
    expect(outcomes(await capture())).toEqual({ created: 1, superseded: 1 });
    expect(stored().summary).toBe('New place');
    expect(outcomes(await capture())).toEqual({ unchanged: 1, superseded: 1 });
  });

  it('stores many sessions, newest first, and tells how far it is', async () => {
    const ids = Array.from(
      { length: 75 },
      (_, index) => `22222222-2222-4222-8222-${String(index).padStart(12, '0')}`,
    );
    for (const [index, id] of ids.entries()) {
      await say(`Number ${index}`, id);
      await utimes(pathOf(id), 1_600_000_000 + index, 1_600_000_000 + index);
    }
    const progress: CaptureProgress[] = [];
    const report = await capture({ onProgress: (step) => progress.push(step) });
    expect(outcomes(report)).toEqual({ created: 75 });
    expect(report.written).toEqual(ids.map(memoryId).reverse());
    expect(progress.map(({ done }) => done)).toEqual(ids.map((_, index) => index + 1));
    expect(progress.at(-1)).toMatchObject({ total: 75, outcome: 'created' });
    expect(sessions.stamps()).toHaveLength(75);
  });
});

describe('faults', () => {
  it('a file that changes while it is read waits for the next pass', async () => {
    await say('First');
    const busy = adapter((path) => appendFile(path, said('Meanwhile')));
    expect(outcomes(await capture({ adapters: [busy] }))).toEqual({ changing: 1 });
    expect(sessions.stamps()).toEqual([]);
    expect(outcomes(await capture())).toEqual({ created: 1 });
    expect(stored().lastUserMessage).toBe('Meanwhile');
  });

  it('a file that vanishes while it is read is nothing', async () => {
    await say('First');
    const sweeping = adapter((path) => rm(path));
    expect(outcomes(await capture({ adapters: [sweeping] }))).toEqual({ vanished: 1 });
    const real = claudeCodeAdapter(home);
    await say('First');
    const early: AgentAdapter = { ...real, read: (file) => rm(file.path).then(() => real.read(file)) };
    expect(outcomes(await capture({ adapters: [early] }))).toEqual({ vanished: 1 });
  });

  it('a file that became a link is refused, others go on', async () => {
    const other = '33333333-3333-4333-8333-333333333333';
    await say('First');
    await say('Other', other);
    const real = claudeCodeAdapter(home);
    const replaced: AgentAdapter = {
      ...real,
      read: async (file) => {
        if (file.path === pathOf(ID)) {
          await rename(file.path, `${file.path}.real`);
          await symlink(`${file.path}.real`, file.path);
        }
        return real.read(file);
      },
    };
    const report = await capture({ adapters: [replaced] });
    expect(outcomes(report)).toEqual({ created: 1, unreadable: 1 });
    expect(report.problems).toEqual([{ path: pathOf(ID), error: expect.any(AppError) as AppError }]);
    expect(report.problems[0]?.error).toMatchObject({
      code: 'TRANSCRIPT_UNREADABLE',
      data: { path: pathOf(ID), reason: 'ELOOP' },
    });
  });

  it('a file without read permission is counted with the reason', async () => {
    await say('First');
    await chmod(pathOf(ID), 0o000);
    for (const directory of [home, join(home, 'projects'), join(home, 'projects', '-p')])
      await chmod(directory, 0o755);
    const real = claudeCodeAdapter(home);
    const read: AgentAdapter['read'] = (file, options) => asOrdinaryUser(() => real.read(file, options));
    const report = await capture({ adapters: [{ ...real, read }] });
    expect(outcomes(report)).toEqual({ unreadable: 1 });
    expect(report.problems[0]?.error.data['reason']).toBe('EACCES');
    await chmod(pathOf(ID), 0o600);
    expect(outcomes(await capture())).toEqual({ created: 1 });
  });

  it('a row that changes between reading and writing is merged anew', async () => {
    await say('First');
    await capture();
    await say('Second');
    let interfered = false;
    const racing = sessionsWith((rows) => {
      if (!interfered) edit({ summary: 'At the same time' });
      interfered = true;
      return sessions.put(rows);
    });
    expect(outcomes(await capture({ sessions: racing }))).toEqual({ updated: 1 });
    expect(stored()).toMatchObject({ summary: 'At the same time', lastUserMessage: 'Second' });
  });

  it('a row that never rests is left for the next pass', async () => {
    await say('First');
    await capture();
    await say('Second');
    let edits = 0;
    const restless = sessionsWith((rows) => {
      edit({ summary: `Edit ${edits++}` });
      return sessions.put(rows);
    });
    expect(outcomes(await capture({ sessions: restless }))).toEqual({ changing: 1 });
    expect(outcomes(await capture())).toEqual({ updated: 1 });
    expect(stored().lastUserMessage).toBe('Second');
  });

  it('an abort stops the pass and keeps what was read', async () => {
    const ids = Array.from(
      { length: 20 },
      (_, index) => `33333333-3333-4333-8333-${String(index).padStart(12, '0')}`,
    );
    for (const id of ids) await say(`Session ${id}`, id);
    const controller = new AbortController();
    const aborting = adapter(() =>
      Promise.resolve(reads.length > 10 && controller.abort(new Error('enough'))),
    );
    await expect(capture({ adapters: [aborting], signal: controller.signal })).rejects.toThrow('enough');
    const kept = sessions.stamps().length;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(20);
    expect(outcomes(await capture())).toEqual({ created: 20 - kept, unchanged: kept });
  });

  it('a process killed at any write leaves a state that the next pass repairs', async () => {
    class Killed extends Error {}
    for (let writes = 0; writes < 6; writes++) {
      const id = `44444444-4444-4444-8444-00000000000${writes}`;
      await say('First', id);
      await capture();
      await say('Second', id);
      let left = writes % 3;
      const dying = {
        sessions: sessionsWith((rows) => {
          if (left-- === 0) throw new Killed();
          return sessions.put(rows);
        }),
        state: stateWith((rows) => {
          if (left-- === 0) throw new Killed();
          state.putCaptures(rows);
        }),
      };
      await expect(capture(dying)).rejects.toThrow(Killed);
      if (writes >= 3) await say('Third', id);
      await capture();
      expect(stored(id)).toMatchObject({
        lastUserMessage: writes >= 3 ? 'Third' : 'Second',
        messagesCount: writes >= 3 ? 3 : 2,
      });
      expect(state.captureOf(pathOf(id))?.size).toBeGreaterThan(0);
    }
  });

  it('a damaged record of the last capture counts as none', async () => {
    await say('First');
    await capture();
    const row = state.captureOf(pathOf(ID));
    if (row) state.putCaptures([{ ...row, captured: '{"last":{"id":"' }]);
    edit({ summary: 'A better title' });
    await say('Second');
    await capture();
    expect(stored()).toMatchObject({ summary: 'A better title', lastUserMessage: 'Second' });
  });

  it('nothing is ever written where the agent keeps its files', async () => {
    await say('First');
    const list = () => readdir(join(home, 'projects'), { recursive: true });
    const before = await list();
    await capture();
    await capture();
    expect(await list()).toEqual(before);
  });
});
