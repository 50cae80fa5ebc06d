/** The real Claude Code calls our hooks, installed into its settings as `cc-sessions hook install` does it. */
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { ANSWER, askClaude, StandInModel, type ClaudeCall } from '../capture/testing/claude-program.ts';
import { takeQueued } from './queue.ts';
import { claudeSettingsPath, installHooks, uninstallHooks } from './settings-file.ts';

const ENTRY = fileURLToPath(new URL('../../cli/hook-entry.ts', import.meta.url));
const model = new StandInModel();
let root: string;
let call: ClaudeCall;

beforeAll(() => model.start());
afterAll(() => model.stop());
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'cc-hooked-')));
  const [config, cwd, bin] = [join(root, '.claude'), join(root, 'work'), join(root, 'bin')];
  for (const directory of [config, cwd, bin]) await mkdir(directory);
  await writeFile(join(bin, 'cc-sessions'), `#!/bin/sh\nexec "${process.execPath}" "${ENTRY}"\n`);
  await chmod(join(bin, 'cc-sessions'), 0o755);
  const PATH = [bin, process.env['PATH']].join(delimiter);
  const env = { PATH, CC_SESSIONS_HOME: join(root, 'home'), ELECTRON_RUN_AS_NODE: '1' };
  call = { config, cwd, home: root, model, env };
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));

it('Claude Code queues its session, and does not once the hooks are out again', async () => {
  const settings = claudeSettingsPath(call.config);
  const before = '{"cleanupPeriodDays":60}';
  await writeFile(settings, before);
  await installHooks(settings);
  const ask = () => askClaude(call, ['-p', 'Hello']);
  expect(await ask()).toEqual({ exit: 0, out: `${ANSWER}\n`, err: '' });
  const { sessions, done } = await takeQueued(join(root, 'home'));
  await done();
  expect(sessions).toMatchObject([{ project: call.cwd, event: 'SessionEnd' }]);
  const [session] = sessions;
  expect(await readFile(session?.transcriptPath ?? '', 'utf8')).toContain(session?.agentSession);

  await uninstallHooks(settings);
  expect(await readFile(settings, 'utf8')).toBe(before);
  expect((await ask()).exit).toBe(0);
  expect((await takeQueued(join(root, 'home'))).sessions).toEqual([]);
});
