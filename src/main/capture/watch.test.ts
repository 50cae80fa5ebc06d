import { watch } from 'node:fs';
import { appendFile, mkdir, mkdtemp, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseMemory } from '../../shared/session.ts';
import { SessionStore } from '../store/sessions.ts';
import { watchSources, type SourceChange, type SourceWatcher, type WatchRequest } from './watch.ts';
import { SETTLE, SettledCalls } from './watch/settled-calls.ts';
import type { WatchFailure } from './watch/watch-failure.ts';

let home = '';
let projects = '';
let watcher: SourceWatcher | undefined;
let changes: SourceChange[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'cc-watch-'));
  projects = join(home, 'claude', 'projects');
  changes = [];
});
afterEach(async () => {
  watcher?.close();
  await rm(home, { recursive: true, force: true });
});

async function start(options: Partial<WatchRequest> = {}): Promise<void> {
  watcher = watchSources({
    dirs: [projects],
    files: [join(home, 'index.db'), join(home, 'index.db-wal')],
    onChange: (change) => void changes.push(change),
    quietMs: 20,
    missingMs: 20,
    ...options,
  });
  await watcher.ready;
}

/** Waits until one more change was told, whatever is done by `act`. */
async function told(act: () => Promise<unknown>): Promise<SourceChange> {
  const before = changes.length;
  await act();
  while (changes.length === before) await sleep(5);
  return changes[before] as SourceChange;
}

/** Waits until all is quiet. */
async function quiet(): Promise<void> {
  for (let before = -1; before !== changes.length;) {
    before = changes.length;
    await sleep(150);
  }
}

describe('watchSources', () => {
  it('tells of new sessions, new bytes and new projects', async () => {
    await mkdir(join(projects, '-a'), { recursive: true });
    await start();
    const path = join(projects, '-a', 'x.jsonl');
    expect(await told(() => writeFile(path, 'one\n'))).toMatchObject({ reason: 'event' });
    await quiet();
    expect((await told(() => appendFile(path, 'two\n'))).paths).toContain(path);
    await quiet();
    await told(() => mkdir(join(projects, '-b')));
    await quiet();
    await told(() => writeFile(join(projects, '-b', 'y.jsonl'), 'one\n'));
    expect(watcher?.mode).toBe('events');
  });

  it('tells of sessions in a project that was made in one go', async () => {
    await mkdir(projects, { recursive: true });
    const made = join(home, 'made');
    await mkdir(made);
    await writeFile(join(made, 'x.jsonl'), 'one\n');
    await start();
    await told(() => rename(made, join(projects, '-a')));
    await quiet();
    await told(() => appendFile(join(projects, '-a', 'x.jsonl'), 'two\n'));
  });

  it('tells of a session saved to the store by another program, and of nothing else beside it', async () => {
    await start();
    const { store } = SessionStore.open(join(home, 'index.db'));
    await quiet();
    const now = '2026-01-01T00:00:00.000Z';
    const memory = parseMemory({ id: 'mem_1', startedAt: now, endedAt: now });
    await told(() => Promise.resolve(store.put([{ memory, expected: null, synced: false }])));
    store.close();
    await quiet();
    const before = changes.length;
    await writeFile(join(home, 'sync.db'), 'x');
    await quiet();
    expect(changes).toHaveLength(before);
  });

  it('waits for a directory that is not there yet, and for one that is removed and made again', async () => {
    await start();
    const path = join(projects, '-a', 'x.jsonl');
    await told(() => mkdir(join(projects, '-a'), { recursive: true }));
    await quiet();
    await told(() => writeFile(path, 'one\n'));
    await quiet();
    for (let round = 0; round < 2; round++) {
      await told(() => rm(join(home, 'claude'), { recursive: true }));
      await quiet();
      await told(() => mkdir(join(projects, '-a'), { recursive: true }));
      await quiet();
      await told(() => writeFile(path, 'again\n'));
      await quiet();
    }
  });

  it('notices a project that is removed and made again at once', async () => {
    const project = join(projects, '-a');
    await mkdir(project, { recursive: true });
    await start();
    await told(async () => {
      await rm(project, { recursive: true });
      await mkdir(project);
    });
    await quiet();
    await told(() => writeFile(join(project, 'x.jsonl'), 'one\n'));
  });

  it('gathers many events into few calls, and calls once at a time', async () => {
    await mkdir(join(projects, '-a'), { recursive: true });
    let running = 0;
    let most = 0;
    await start({
      busyMs: 60_000,
      quietMs: 200,
      onChange: async (change) => {
        most = Math.max(most, ++running);
        await sleep(30);
        running--;
        changes.push(change);
      },
    });
    await told(async () => {
      for (let index = 0; index < 300; index++) await writeFile(join(projects, '-a', `${index}.jsonl`), 'x');
    });
    await quiet();
    expect(changes.length).toBeLessThan(100);
    expect(most).toBe(1);
    expect(changes.every(({ paths }) => paths.length <= 100)).toBe(true);
  });

  it('goes on when a call fails', async () => {
    await mkdir(projects, { recursive: true });
    const errors: unknown[] = [];
    await start({
      onError: (error) => errors.push(error),
      onChange: (change) => {
        changes.push(change);
        throw new Error('no luck');
      },
    });
    await told(() => writeFile(join(projects, 'x'), 'x'));
    await quiet();
    await told(() => writeFile(join(projects, 'y'), 'y'));
    expect(errors.length).toBeGreaterThanOrEqual(1);
  });

  it('finds by rescanning what no event told of', async () => {
    await mkdir(join(projects, '-a'), { recursive: true });
    const deaf = ((path: string) => watch(path).removeAllListeners()) as unknown as typeof watch;
    const silent = ((path: string) =>
      Object.assign(deaf(path), { on: () => undefined })) as unknown as typeof watch;
    await start({ watch: silent, rescanMs: 30 });
    await sleep(100);
    expect(changes).toEqual([]);
    expect(await told(() => writeFile(join(projects, '-a', 'x.jsonl'), 'x'))).toEqual({
      reason: 'rescan',
      paths: [],
    });
    await quiet();
    expect(await told(() => unlink(join(projects, '-a', 'x.jsonl')))).toMatchObject({ reason: 'rescan' });
  });

  it.each(['EMFILE', 'ENOSPC'])(
    'polls when the system refuses more watches (%s), and says so',
    async (code) => {
      await mkdir(join(projects, '-a'), { recursive: true });
      let left = 1;
      const scarce = ((...given: Parameters<typeof watch>) => {
        if (left-- > 0) return watch(...given);
        throw Object.assign(new Error(code), { code });
      }) as typeof watch;
      const failures: WatchFailure[] = [];
      await start({ watch: scarce, pollMs: 30, onPolling: (failure) => failures.push(failure) });
      expect(watcher?.mode).toBe('polling');
      expect(failures).toEqual([
        { code, path: join(projects, '-a'), explanation: expect.stringContaining('limit') as string },
      ]);
      expect(await told(() => writeFile(join(projects, '-a', 'x.jsonl'), 'x'))).toMatchObject({
        reason: 'rescan',
      });
      expect(failures).toHaveLength(1);
    },
  );

  it('follows no symbolic link', async () => {
    const outside = join(home, 'outside');
    await mkdir(outside);
    await mkdir(projects, { recursive: true });
    await symlink(outside, join(projects, '-linked'));
    await start();
    await writeFile(join(outside, 'x.jsonl'), 'x');
    await quiet();
    expect(changes).toEqual([]);
  });

  it('tells of the files of a session: those of its own directory and of what is in it', async () => {
    const own = join(projects, '-a', 'x', 'subagents', 'workflows', 'wf_1');
    await mkdir(own, { recursive: true });
    await start();
    await told(() => writeFile(join(own, 'agent-1.jsonl'), 'x'));
    await quiet();
    const results = join(projects, '-a', 'y', 'tool-results');
    await told(() => mkdir(results, { recursive: true }));
    await quiet();
    expect((await told(() => writeFile(join(results, 'a.txt'), 'x'))).reason).toBe('event');
    expect(watcher?.mode).toBe('events');
  });

  it('tells of sessions in directories of dates, also when the last one is long ago', async () => {
    const sessions = join(home, 'codex', 'sessions');
    const last = join(sessions, '2025', '02');
    for (const day of ['03', '27']) await mkdir(join(last, day), { recursive: true });
    for (const path of [join(last, '03'), join(last, '27'), last]) await utimes(path, 1.7e9, 1.7e9);
    await start({ dirs: [sessions], rescanMs: 60_000 });
    await told(() => writeFile(join(last, '27', 'rollout-1.jsonl'), 'x'));
    await quiet();
    await told(() => mkdir(join(sessions, '2026', '11', '22'), { recursive: true }));
    await quiet();
    const path = join(sessions, '2026', '11', '22', 'rollout-2.jsonl');
    expect(await told(() => writeFile(path, 'x'))).toEqual({ reason: 'event', paths: [path] });
  });

  it('finds by rescanning a session that grows in a directory of an old date, and passes over old ones of sessions', async () => {
    const old = join(home, 'codex', 'sessions', '2025', '02', '03');
    await mkdir(old, { recursive: true });
    await mkdir(join(home, 'codex', 'sessions', '2025', '02', '04'));
    await mkdir(join(projects, '-a', 'x'), { recursive: true });
    for (const path of [old, join(projects, '-a', 'x')]) {
      await writeFile(join(path, 'a.jsonl'), 'x');
      await utimes(path, 1.7e9, 1.7e9);
    }
    await start({ dirs: [projects, join(home, 'codex', 'sessions')], rescanMs: 30 });
    await quiet();
    expect(changes).toEqual([]);
    // Where one watch is for a whole tree, it tells of these too.
    if (process.platform === 'linux') {
      await appendFile(join(projects, '-a', 'x', 'a.jsonl'), 'more');
      await quiet();
      expect(changes).toEqual([]);
    }
    const found = await told(() => appendFile(join(old, 'a.jsonl'), 'more'));
    expect(found).toEqual({ reason: 'rescan', paths: [] });
  });

  it('does without the watches of single sessions when the system refuses more', async () => {
    const own = join(projects, '-a', 'x', 'subagents');
    await mkdir(own, { recursive: true });
    const scarce = ((...given: Parameters<typeof watch>) => {
      if (!String(given[0]).includes('/x')) return watch(...given);
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    }) as typeof watch;
    await start({ watch: scarce, rescanMs: 30 });
    expect(watcher?.mode).toBe('events');
    expect((await told(() => writeFile(join(projects, '-a', 'x.jsonl'), 'x'))).reason).toBe('event');
    await quiet();
    expect((await told(() => writeFile(join(own, 'agent-1.jsonl'), 'x'))).reason).toBe('rescan');
    expect(watcher?.mode).toBe('events');
  });

  it('stops when closed or aborted, at any moment', async () => {
    await mkdir(join(projects, '-a'), { recursive: true });
    const controller = new AbortController();
    await start({ signal: controller.signal, rescanMs: 10 });
    await writeFile(join(projects, '-a', 'x.jsonl'), 'x');
    controller.abort();
    await quiet();
    const seen = changes.length;
    await writeFile(join(projects, '-a', 'y.jsonl'), 'y');
    await quiet();
    expect(changes).toHaveLength(seen);
    const early = watchSources({
      dirs: [projects],
      files: [],
      onChange: () => expect.unreachable(),
      rescanMs: 1,
    });
    early.close();
    await early.ready;
    await watchSources({ dirs: [projects], files: [], onChange: () => undefined, signal: controller.signal })
      .ready;
  });
});

describe('SettledCalls', () => {
  afterEach(() => void vi.useRealTimers());

  it('calls after two seconds of quiet, or thirty of continuous writing, as the watcher does by itself', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const calls: number[] = [];
    const settled = new SettledCalls(SETTLE, () => void calls.push(performance.now()));
    const begin = performance.now();
    settled.notify('x');
    await vi.advanceTimersByTimeAsync(1_999);
    expect(calls).toEqual([]);
    settled.notify('x');
    await vi.advanceTimersByTimeAsync(1_999);
    expect(calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls).toEqual([begin + 3_999]);
    for (let second = 0; second < 70; second++) {
      settled.notify('x');
      await vi.advanceTimersByTimeAsync(1_000);
    }
    await vi.advanceTimersByTimeAsync(10_000);
    settled.close();
    const busy = calls.slice(1).map((at) => at - begin - 3_999);
    expect(busy).toEqual([30_000, 60_000, 71_000]);
  });

  it('calls while there is no quiet, too', async () => {
    let calls = 0;
    const settled = new SettledCalls({ quietMs: 10_000, busyMs: 20 }, () => {
      calls++;
    });
    while (calls < 3) {
      settled.notify('x');
      await sleep(2);
    }
    settled.close();
    settled.notify('x');
    await sleep(40);
    expect(calls).toBe(3);
  });
});
