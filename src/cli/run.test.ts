import { describe, expect, it } from 'vitest';
import type { AppOptions, ComposedApp, SyncReport } from '../main/composed-app.ts';
import { AppError, ERROR_TRAITS, type ErrorCode } from '../shared/errors.ts';
import type { Services } from './context.ts';
import { runCli } from './run.ts';
import { fakeIo, type FakeIoOptions } from './testing/fake-io.ts';
import { HEALTHY } from './testing/sample-status.ts';

const REPORT: SyncReport = {
  uploaded: 3,
  downloaded: 2,
  conflicts: 0,
  unchanged: 407,
  failed: 0,
  removed: 0,
  onlyInBucket: 0,
  bytesUp: 2_100_000,
  bytesDown: 340_000,
  requests: 14,
  durationMs: 1200,
  keyFingerprint: 'a1b2c3d4',
  deviceId: 'laptop_a1b2c3d4',
  cancelled: false,
  failures: [],
  refusedKeys: 0,
};

const never = (): Promise<never> => Promise.reject(new Error('not asked for in this test'));

/** The command line over an app of which only some methods are there. */
async function call(
  line: string,
  parts: Partial<ComposedApp> = {},
  options: FakeIoOptions & Partial<Services> = {},
) {
  const io = fakeIo(options);
  let opened: AppOptions | null = null;
  const services: Services = {
    open: (given) => {
      opened = given;
      return Promise.resolve({ close: () => Promise.resolve(), ...parts } as ComposedApp);
    },
    setup: options.setup ?? never,
    decrypt: options.decrypt ?? never,
    settings: never,
  };
  const argv = line.split(' ').filter(Boolean);
  const exit = await runCli(
    argv,
    io,
    { ...services, ...(options.open ? { open: options.open } : {}) },
    '1.2.3',
  );
  return { exit, out: io.out(), err: io.err(), io, opened: opened as AppOptions | null };
}

describe('usage', () => {
  it('shows help without a command, and for a command', async () => {
    const help = await call('');
    expect(help).toMatchObject({ exit: 0, err: '' });
    expect(help.out).toContain('Exit codes:');
    expect((await call('help sync')).out).toContain('--dry-run');
    expect((await call('sync --help')).out).toContain('Examples:');
    expect((await call('--version')).out).toBe('1.2.3\n');
  });

  it.each([
    ['stat', 'Did you mean status?'],
    ['sync --dry-rum', 'Did you mean --dry-run?'],
    ['show', "Missing required argument 'id'"],
    ['status extra', 'Too many arguments'],
    ['resolve mem_1', "'--keep <version>' not specified"],
    ['resolve mem_1 --keep mine', 'local, remote, both'],
    ['key', 'A command is missing'],
    ['help nope', "Unknown command 'nope'"],
    ['list --limit many', '--limit takes a whole number'],
    ['completion powershell', 'bash, zsh, fish'],
  ])('answers %j with exit code 2 and a way on', async (line, words) => {
    const { exit, out, err } = await call(line);
    expect(exit).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(words);
    const json = await call(`${line} --json`);
    expect(json.exit).toBe(2);
    expect(JSON.parse(json.out)).toMatchObject({ error: { code: 'USAGE', retryable: false } });
  });

  it.each([
    'setup --secret-access-key=hunter2',
    'setup --encryption-key hunter2',
    'key import --passphrase hunter2',
  ])('refuses a secret as an argument without repeating it: %s', async (line) => {
    const { exit, err, out } = await call(line);
    expect(exit).toBe(2);
    expect(err).toContain('Secrets are never arguments');
    expect(err + out).not.toContain('hunter2');
  });

  it('answers help and version as one document with --json', async () => {
    expect(JSON.parse((await call('--version --json')).out)).toEqual({ version: '1.2.3' });
    expect(JSON.parse((await call('--help --json')).out)).toHaveProperty('help');
  });
});

describe('errors', () => {
  it.each(Object.keys(ERROR_TRAITS) as ErrorCode[])(
    '%s: its exit code, a sentence, one JSON document',
    async (code) => {
      const open = () => Promise.reject(new AppError(code, { path: '/x' }));
      const text = await call('status', {}, { open });
      expect(text.exit).toBe(ERROR_TRAITS[code].exit);
      expect(text.out).toBe('');
      expect(text.err).toMatch(/^cc-sessions: \S/);
      const json = await call('status --json', {}, { open });
      expect(json.exit).toBe(text.exit);
      const { error } = JSON.parse(json.out) as { error: Record<string, unknown> };
      expect(error).toMatchObject({ code, retryable: ERROR_TRAITS[code].retryable, data: { path: '/x' } });
      expect(String(error['message']).length).toBeGreaterThan(20);
    },
  );

  it('shows how to release a brake', async () => {
    const sync = () => Promise.reject(new AppError('BRAKE_MASS_CHANGE', { losing: 30, known: 40 }));
    const { exit, err } = await call('sync', { sync });
    expect(exit).toBe(6);
    expect(err).toContain('cc-sessions sync --accept mass-change');
  });

  it('makes an unknown failure an INTERNAL one', async () => {
    const { exit, out } = await call('status --json', {
      status: () => Promise.reject(new TypeError('x is not y')),
    });
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'INTERNAL', data: { reason: 'x is not y' } } });
  });
});

describe('sync', () => {
  it('answers the report as JSON and nothing else on stdout', async () => {
    const { exit, out, err } = await call('sync --json', { sync: () => Promise.resolve(REPORT) });
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toEqual(REPORT);
    expect(err).toBe('');
  });

  it('tells people what happened, and names the key on stderr', async () => {
    const { out, err } = await call('sync', { sync: () => Promise.resolve(REPORT) });
    expect(out).toBe(
      '3 uploaded, 2 downloaded, 407 unchanged.\n  2.1 MB up, 340 kB down, 14 requests in 1.2 s\n',
    );
    expect(err).toBe('cc-sessions: Using encryption key: a1b2c3d4\n');
  });

  it('exits 1 when sessions failed, 130 when interrupted', async () => {
    const failures = [{ session: 'mem_1', device: 'desktop', code: 'OBJECT_TRUNCATED' as const }];
    const failed = await call('sync', { sync: () => Promise.resolve({ ...REPORT, failed: 1, failures }) });
    expect(failed.exit).toBe(1);
    expect(failed.out).toContain('mem_1');
    const stopped = await call('sync', { sync: () => Promise.resolve({ ...REPORT, cancelled: true }) });
    expect(stopped.exit).toBe(130);
    expect(stopped.out).toContain('Interrupted');
  });

  it('passes what was asked for', async () => {
    const requests: unknown[] = [];
    const sync = (request: unknown) => {
      requests.push(request);
      return Promise.resolve(REPORT);
    };
    const { opened } = await call('sync --verify --no-capture --wait 0 --accept mass-change empty-bucket', {
      sync,
    });
    expect(requests).toMatchObject([
      { verify: true, capture: false, accept: ['BRAKE_MASS_CHANGE', 'BRAKE_EMPTY_BUCKET'] },
    ]);
    expect(opened?.lockTimeoutMs).toBe(0);
  });

  it('prints the words of the document for a new key, once, on stderr', async () => {
    const { err, out } = await call(
      'sync --json',
      {},
      {
        open: (options) => {
          options.onMintedKey?.({ hex: 'ab'.repeat(32), savedIn: 'keychain' });
          return Promise.resolve({
            close: () => Promise.resolve(),
            sync: () => Promise.resolve(REPORT),
          } as unknown as ComposedApp);
        },
      },
    );
    expect(err).toContain(
      `cc-sessions: Generated new encryption key. Save this in your config:\n  encryptionKey: "${'ab'.repeat(32)}"\n` +
        'Important: Save this key! Without it, you cannot decrypt your cloud data.\n',
    );
    expect(err.match(/Generated/g)).toHaveLength(1);
    expect(out).not.toContain('abab');
  });

  it('shows progress on a terminal only, and takes it away before the result', async () => {
    const working = (clock: { now: number }) => (request?: { onProgress?: (progress: never) => void }) => {
      for (const done of [0, 100, 200]) {
        clock.now += 400;
        const progress = {
          phase: 'transferring',
          done,
          total: 200,
          bytesUp: 1e6,
          bytesDown: 0,
          rate: 5e5,
          current: 'mem_1',
        };
        request?.onProgress?.(progress as never);
      }
      return Promise.resolve(REPORT);
    };
    const clock = { now: 0 };
    const onTerminal = await call('sync', { sync: working(clock) }, { columns: 100, now: () => clock.now });
    expect(onTerminal.err).toContain('100/200');
    expect(onTerminal.err).toContain('500 kB/s');
    expect(onTerminal.err.lastIndexOf('\r\u001b[2K')).toBeGreaterThan(onTerminal.err.lastIndexOf('200/200'));
    expect(onTerminal.out).not.toContain('/200');
    const piped = await call('sync', { sync: working({ now: 0 }) });
    expect(piped.err).toBe('cc-sessions: Using encryption key: a1b2c3d4\n');
  });
});

describe('output', () => {
  it('has colours on a terminal, and none with NO_COLOR or in a pipe', async () => {
    const status = () => Promise.resolve(HEALTHY);
    expect((await call('status', { status }, { columns: 80 })).out).toContain('\u001b[');
    expect((await call('status', { status }, { columns: 80, env: { NO_COLOR: '1' } })).out).not.toContain(
      '\u001b',
    );
    expect((await call('status', { status })).out).not.toContain('\u001b');
  });

  it('leaves a command that does not end by itself when a person interrupts it', async () => {
    const io = fakeIo();
    const open = () => new Promise<never>(() => undefined);
    const running = runCli(['status'], io, { open, setup: never, decrypt: never, settings: never }, '1.2.3');
    io.controller.abort();
    expect(await running).toBe(130);
  });

  it('makes session texts harmless', async () => {
    const session = {
      id: 'mem_1',
      summary: 'hello \u001b[2J\u001b]0;title\u0007world\u202e',
      projectName: 'p\r\nq',
      projectPath: '/p',
      agent: 'codex',
      startedAt: '2026-11-22T10:00:00.000Z',
      endedAt: '2026-11-22T11:00:00.000Z',
      messagesCount: 1,
      tokensUsed: 1,
      archived: false,
      devices: [],
      state: 'synced' as const,
    };
    const list = () => Promise.resolve([session]);
    const { out } = await call('list', { list });
    expect(out).toContain('hello world');
    expect(out).not.toMatch(/[^\P{Cc}\n]/u);
    expect(out.trimEnd().split('\n')).toHaveLength(2);
    const json = await call('list --json', { list });
    expect(json.out.trimEnd()).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(JSON.parse(json.out)).toEqual({ sessions: [session], more: false });
  });
});
