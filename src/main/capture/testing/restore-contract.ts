/** What every `AgentRestore` does, run over each of them with bundles in its agent's real format. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentRestore } from '../adapter.ts';
import { restoreSession, type RestoreRequest } from '../restore/restore-session.ts';
import { continued, mainOf, sourceOf, type SampleBundle } from './sample-bundles.ts';

export interface RestoreHarness {
  readonly name: string;
  readonly bundle: SampleBundle;
  /** The restore half of the adapter for an agent's directory. */
  readonly open: (agentDirectory: string) => AgentRestore;
  /** Which line of a forked main file must still hold the old id, as it is said there or cannot be read. */
  readonly keepsOldId: (line: string) => boolean;
  /** Name under which restore-killed.script.ts knows it. */
  readonly scriptName: string;
}

const SCRIPT = fileURLToPath(new URL('restore-killed.script.ts', import.meta.url));

export function restoreContract({ name, bundle, open, keepsOldId, scriptName }: RestoreHarness): void {
  let root: string;
  let restore: AgentRestore;
  let project: string;

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'cc-restore-')));
    project = join(root, 'work', 'tide.pool_é');
    await mkdir(project, { recursive: true });
    await mkdir(join(root, 'scratch'));
    restore = open(join(root, 'agent'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const request = (sample: SampleBundle, more: Partial<RestoreRequest> = {}): RestoreRequest => ({
    ...{ source: sourceOf(sample), restore, project, scratch: join(root, 'scratch') },
    ...more,
  });
  const put = (sample: SampleBundle, more: Partial<RestoreRequest> = {}) =>
    restoreSession(request(sample, more));

  /** All files below the agent's directory with their bytes. */
  async function tree(directory = join(root, 'agent')): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) found[path] = (await readFile(path)).toString('latin1');
    }
    return found;
  }

  async function expectWhole(sample: SampleBundle, main: string): Promise<void> {
    for (const file of sample.files) {
      const bytes = await readFile(restore.targetOf(main, file.path));
      expect(bytes.equals(file.bytes), file.path).toBe(true);
    }
  }

  /** As if the agent had written the file long ago. */
  async function aged(path: string): Promise<void> {
    const time = new Date(Date.now() - 3_600_000);
    await utimes(path, time, time);
  }

  describe(`${name}: a session is put back`, () => {
    it('byte for byte, private, fresh for a sweep, and found by its id once', async () => {
      const result = await put(bundle);
      expect(result).toMatchObject({ action: 'write', agentSession: bundle.agentSession, forkOf: null });
      expect(result.command).toContain(bundle.agentSession);
      await expectWhole(bundle, result.main);
      expect(Object.keys(await tree())).toHaveLength(bundle.files.length);
      for (const { target } of result.files) {
        const { mode, mtimeMs } = await stat(target);
        if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
        expect(Date.now() - mtimeMs).toBeLessThan(10 * 60_000);
      }
      expect((await restore.locate(bundle.agentSession)).map(({ path }) => path)).toEqual([result.main]);
      expect(await restore.liveness(bundle.agentSession)).toBeNull();
      expect(await readdir(join(root, 'scratch'))).toEqual([]);
    });

    it('once: a second time there is nothing to do, not even with another project', async () => {
      const { main } = await put(bundle);
      const before = await tree();
      expect(await put(bundle)).toMatchObject({ action: 'already-here', main, files: [], bytes: 0 });
      expect((await put(bundle, { project: root })).main).toBe(main);
      expect(await tree()).toEqual(before);
    });

    it('as a plan only in a dry run, which writes nothing', async () => {
      const planned = await put(bundle, { dryRun: true });
      expect(await tree()).toEqual({});
      expect(await put(bundle)).toEqual(planned);
      const forked = await put(continued(bundle, 'x'), { dryRun: true, fork: true });
      expect(forked).toMatchObject({ action: 'fork', forkOf: bundle.agentSession });
      expect(Object.keys(await tree())).toHaveLength(bundle.files.length);
    });

    it('completely after it went on elsewhere, and what is ahead here stays', async () => {
      const { main } = await put(bundle);
      const later = continued(bundle, 'went on', 'and on');
      expect(await put(later)).toMatchObject({ action: 'fast-forward', main, forkOf: null });
      await expectWhole(later, main);
      expect(await put(bundle)).toMatchObject({ action: 'ahead', main, files: [] });
      await expectWhole(later, main);
    });

    it('with side files that were swept, and those it has more of', async () => {
      const { main } = await put(bundle);
      const side = bundle.files.filter(({ path }) => path !== 'main.jsonl');
      for (const { path } of side) await rm(restore.targetOf(main, path));
      if (side.length === 0) return;
      expect((await put(bundle)).files.map(({ path }) => path)).toEqual(side.map(({ path }) => path));
      await expectWhole(bundle, main);
    });
  });

  describe(`${name}: what is here`, () => {
    it('is never overwritten when it differs: the bundle becomes a session of its own', async () => {
      const { main } = await put(bundle);
      const mine = continued(bundle, 'said here');
      await writeFile(main, mainOf(mine));
      await aged(main);
      const theirs = continued(bundle, 'said there');
      const result = await put(theirs);
      expect(result).toMatchObject({ action: 'fork', forkOf: bundle.agentSession });
      expect(result.agentSession).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      expect(result.main).toContain(result.agentSession);
      expect((await readFile(main)).equals(mainOf(mine))).toBe(true);
      await expectFork(theirs, result.main, result.agentSession);
      expect(await restore.locate(bundle.agentSession)).toHaveLength(1);
      expect(await restore.locate(result.agentSession)).toHaveLength(1);
    });

    async function expectFork(sample: SampleBundle, main: string, id: string): Promise<void> {
      const lines = (bytes: Buffer) => bytes.toString('latin1').split('\n');
      for (const file of sample.files) {
        const path = restore.forkPath?.(file.path) ?? file.path;
        const [old, fresh] = [lines(file.bytes), lines(await readFile(restore.targetOf(main, path)))];
        expect(fresh).toHaveLength(old.length);
        const lined = file.role === 'main' || file.role === 'subagent';
        for (const [index, line] of fresh.entries()) {
          // The same bytes but for the id.
          expect(line.replaceAll(id, sample.agentSession)).toBe(old[index]);
          if (lined && line.includes(sample.agentSession))
            expect(keepsOldId(line), line.slice(0, 200)).toBe(true);
        }
      }
    }

    it('is left alone while somebody works on it', async () => {
      const { main } = await put(bundle);
      const now = new Date();
      await utimes(main, now, now);
      const before = await tree();
      await expect(put(continued(bundle, 'x'))).rejects.toMatchObject({ code: 'SESSION_LIVE' });
      await expect(put(bundle, { fork: true })).rejects.toMatchObject({ code: 'SESSION_LIVE' });
      expect(await put(continued(bundle, 'x'), { dryRun: true })).toMatchObject({
        action: 'fast-forward',
        refused: { reason: 'recent' },
      });
      expect((await put(bundle)).action).toBe('already-here');
      expect(await tree()).toEqual(before);
    });

    it('stays when it changes while the bundle is being fetched', async () => {
      const { main } = await put(bundle);
      const later = continued(bundle, 'there');
      const plain = sourceOf(later);
      const source = {
        ...plain,
        async *open(path: string) {
          yield* plain.open(path);
          await writeFile(main, mainOf(continued(bundle, 'meanwhile')));
          await aged(main);
        },
      };
      // Looking at it already fetched it; the change comes before it is put in place.
      await expect(put(later, { source })).rejects.toMatchObject({ code: 'LOCAL_CHANGED' });
      expect((await readFile(main)).equals(mainOf(continued(bundle, 'meanwhile')))).toBe(true);
      expect(Object.keys(await tree())).toHaveLength(bundle.files.length);
    });

    it('is not reached through symbolic links', async () => {
      const planned = await put(bundle, { dryRun: true });
      await mkdir(join(root, 'elsewhere'));
      await mkdir(dirname(dirname(planned.main)), { recursive: true });
      await symlink(join(root, 'elsewhere'), dirname(planned.main));
      await expect(put(bundle)).rejects.toMatchObject({ code: 'RESTORE_UNSAFE' });
      await rm(dirname(planned.main));
      await mkdir(dirname(planned.main));
      await symlink(join(root, 'elsewhere', 'main'), planned.main);
      await expect(put(bundle)).rejects.toMatchObject({ code: 'RESTORE_UNSAFE' });
      expect((await lstat(planned.main)).isSymbolicLink()).toBe(true);
      expect(await readdir(join(root, 'elsewhere'))).toEqual([]);
    });
  });

  describe(`${name}: a bundle`, () => {
    it('that is damaged leaves nothing behind', async () => {
      for (const damaged of bundle.files) {
        const plain = sourceOf(bundle);
        const cut = (path: string) =>
          (path === damaged.path ? sourceOf({ ...bundle, files: [] }) : plain).open(path);
        await expect(put(bundle, { source: { ...plain, open: cut } })).rejects.toMatchObject({
          code: 'TRANSCRIPT_DAMAGED',
        });
        expect(await tree()).toEqual({});
      }
      expect(await readdir(join(root, 'scratch'))).toEqual([]);
    });

    const hostile = [
      'side/../../../x',
      '../x',
      '/x',
      'side/a/./b',
      'side//b',
      'side/a\\b',
      'side/a\u0000',
      'x.jsonl',
    ];
    it.each(hostile)('may not name a file %j', async (path) => {
      const [main] = bundle.files;
      const bad = { ...bundle, files: [main!, { path, role: 'other' as const, bytes: Buffer.from('x') }] };
      await expect(put(bad)).rejects.toMatchObject({ code: 'RESTORE_UNSAFE' });
      expect(await tree()).toEqual({});
    });

    it.each(['../../x', 'a; rm -rf ~', '', '1'.repeat(36)])(
      'may not have the id %j',
      async (agentSession) => {
        await expect(put({ ...bundle, agentSession })).rejects.toMatchObject({ code: 'RESTORE_UNSAFE' });
        expect(await tree()).toEqual({});
      },
    );

    it('gets its paths rewritten when asked, and only then', async () => {
      const plain = await put(bundle);
      expect((await readFile(plain.main)).includes(JSON.stringify(project))).toBe(false);
      await rm(join(root, 'agent'), { recursive: true });
      const result = await put(bundle, { rewriteFrom: bundle.project });
      expect(result).toMatchObject({ action: 'write', agentSession: bundle.agentSession });
      const lines = (bytes: Buffer) => bytes.toString('latin1').split('\n');
      const [old, fresh] = [lines(mainOf(bundle)), lines(await readFile(result.main))];
      expect(fresh).toHaveLength(old.length);
      const moved = old.map((line) => rewrittenByParsing(line, bundle.project, project));
      expect(fresh.map(parsed)).toEqual(moved.map(parsed));
      expect(fresh.some((line) => line.includes(latin1(JSON.stringify(project))))).toBe(true);
      expect(await put(bundle, { rewriteFrom: bundle.project })).toMatchObject({ action: 'already-here' });
      const later = continued(bundle, 'went on');
      expect(await put(later, { rewriteFrom: bundle.project })).toMatchObject({ action: 'fast-forward' });
    });

    it('whose restore is killed at any point is no session or a whole one', async () => {
      for (let point = 1; ; point += 1) {
        const agent = join(root, `killed-${point}`);
        const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' };
        const args = [SCRIPT, scriptName, agent, project, join(root, 'scratch'), String(point)];
        const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
        const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
        const killed = open(agent);
        const found = await killed.locate(bundle.agentSession);
        if (signal === null) {
          expect(code).toBe(0);
          expect(point).toBeGreaterThan(bundle.files.length);
          break;
        }
        expect(found, `killed at ${point}`).toEqual([]);
        const { action, main } = await put(bundle, { restore: killed });
        expect(action).toBe('write');
        for (const file of bundle.files) {
          expect((await readFile(killed.targetOf(main, file.path))).equals(file.bytes)).toBe(true);
        }
        expect(Object.keys(await tree(agent))).toHaveLength(bundle.files.length);
      }
    });
  });
}

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}

/** Every string that is the project or below it, by plain means. Only fit for lines whose texts begin otherwise. */
function rewrittenByParsing(line: string, from: string, to: string): string {
  const value = parsed(line);
  if (typeof value === 'string') return line;
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'string' && (item === latin1(from) || item.startsWith(`${latin1(from)}/`))
      ? latin1(to) + item.slice(latin1(from).length)
      : item,
  );
}
