import { describe, expect, it } from 'vitest';
import type { CommandHandlers, CommandResponse } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';

import { answerCommand } from './commands.ts';

const STATUS: CommandResponse<'status'> = {
  setUp: true,
  enabled: true,
  deviceId: 'laptop_0a1b2c3d',
  provider: 'folder',
  place: 'folder /tmp/bucket',
  keyFingerprint: 'a1b2c3d4',
  home: '/home/someone/.cc-sessions',
  sessions: { local: 3, synced: 2, waiting: 1, conflicts: 0, onlyInBucket: 0, failed: 0 },
  conversations: { total: 1, safe: 0, waiting: [{ session: 'mem_a', since: 1 }], expiring: [] },
  lastSyncAt: 1_790_000_000_000,
  lastError: { code: 'DNS_FAILED', data: { host: 'example.invalid' }, at: 1_790_000_000_000 },
  failures: [{ session: 'mem_a', device: null, code: 'OBJECT_TRUNCATED' }],
  running: null,
  syncOnSave: true,
  syncIntervalMinutes: 30,
  activity: [{ at: 1_790_000_000_000, kind: 'upload', session: 'mem_a', detail: '' }],
};

/** Handlers whose engine answers so. */
function answeringWith(status: () => Promise<unknown>): CommandHandlers {
  return { status: status as NonNullable<CommandHandlers['status']> };
}

const answering = answeringWith(() => Promise.resolve(STATUS));

describe('answerCommand', () => {
  it('answers what the engine says', async () => {
    expect(await answerCommand(answering, 'status', {})).toEqual({ ok: true, value: STATUS });
  });

  it('lets nothing through that the contract does not name', async () => {
    const chatty = answeringWith(() => Promise.resolve({ ...STATUS, encryptionKey: 'secret' }));
    expect(await answerCommand(chatty, 'status', {})).toEqual({ ok: true, value: STATUS });
  });

  it.each([
    ['nothing'],
    ['constructor'],
    ['__proto__'],
    [null],
    [undefined],
    [42],
    [{ toString: null }],
    [['status']],
  ])('refuses the command %j', async (name) => {
    expect(await answerCommand(answering, name, {})).toMatchObject({
      ok: false,
      error: { code: 'IPC_REFUSED' },
    });
  });

  it.each([[undefined], [null], ['text'], [[]], [{ surprise: 1 }]])(
    'refuses the request %j',
    async (request) => {
      const answer = await answerCommand(answering, 'status', request);
      expect(answer).toMatchObject({
        ok: false,
        error: { code: 'IPC_REFUSED', data: { command: 'status' } },
      });
    },
  );

  it("answers the engine's failure with its code and facts", async () => {
    const failing = answeringWith(() => Promise.reject(new AppError('CONFIG_MALFORMED', { line: 3 })));
    expect(await answerCommand(failing, 'status', {})).toEqual({
      ok: false,
      error: { code: 'CONFIG_MALFORMED', data: { line: 3 } },
    });
  });

  it('answers every call with the reason why the engine could not be opened', async () => {
    const closed = answeringWith(() => Promise.reject(new AppError('HOME_UNWRITABLE', { path: '/x' })));
    const answers = await Promise.all([1, 2].map(() => answerCommand(closed, 'status', {})));
    for (const answer of answers)
      expect(answer).toMatchObject({ ok: false, error: { code: 'HOME_UNWRITABLE' } });
  });

  it('says of what is not there yet that it is not', async () => {
    expect(await answerCommand(answering, 'cost.get', {})).toEqual({
      ok: false,
      error: { code: 'NOT_AVAILABLE_YET', data: { command: 'cost.get' } },
    });
  });

  it('does not pass on an answer of the wrong form', async () => {
    const broken = answeringWith(() => Promise.resolve({ ...STATUS, sessions: null }));
    expect(await answerCommand(broken, 'status', {})).toMatchObject({
      ok: false,
      error: { code: 'INTERNAL' },
    });
  });
});
