import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../shared/contract.ts';
import { parseRecoveryKit } from '../../../shared/recovery-kit.ts';
import { Desk } from './testing/desk.ts';

let desks: Desk[] = [];
let laptop: Desk;

async function newDesk(): Promise<Desk> {
  const desk = await Desk.make();
  desks.push(desk);
  return desk;
}

beforeEach(async () => {
  desks = [];
  laptop = await newDesk();
});
afterEach(async () => {
  for (const desk of desks) await desk.end();
});

const bucketOf = (desk: Desk): string => path.join(desk.home, 'remote');

/** The wizard from its first page to the first sync, with a folder as bucket. */
async function setUp(
  desk: Desk,
  bucket: string,
  choice: { mint: true } | { passphrase: string } | { hex: string } = { mint: true },
) {
  desk.backend.start();
  await desk.until(({ engine }) => engine === 'ready');
  await desk.ask('setup.draft.save', {
    provider: 'folder',
    bucket,
    keepSecretsIn: 'config-file',
    deviceName: 'Ann’s laptop',
  });
  const test = await desk.ask('setup.test', { run: 'first' });
  expect(test).toMatchObject({ ok: true, cause: null });
  const key = await desk.ask('setup.chooseKey', { choice });
  const result = await desk.ask('setup.finish', {});
  return { key, result };
}

const sealed = async (desk: Desk, bucket = bucketOf(desk)): Promise<string[]> =>
  (await readdir(path.join(bucket, 'sessions'), { recursive: true })).filter((name) => name.endsWith('.enc'));

const everything = { filter: {}, offset: 0, limit: 100 };

describe('commands', () => {
  it('are all answered, but for the one that the window’s copy of the state is asked from', () => {
    const answered = new Set(Object.keys(laptop.backend.handlers));
    expect(Object.keys(COMMANDS).filter((name) => !answered.has(name))).toEqual(['state.get']);
    expect([...answered].filter((name) => !Object.hasOwn(COMMANDS, name))).toEqual([]);
  });
});

describe('the set-up', () => {
  it('leads from nothing to everything safe', async () => {
    await laptop.talk(1, 'Fix the parser');
    const { key, result } = await setUp(laptop, bucketOf(laptop));
    expect(key.mode).toBe('new');
    expect(result).toMatchObject({
      vault: 'created',
      keyFingerprint: key.fingerprint,
      secretsIn: 'config-file',
      firstTime: true,
    });
    await laptop.until(({ sessions, sync }) => sessions.synced === 1 && sync.state === 'idle');
    expect(await sealed(laptop)).toHaveLength(1);
    expect(laptop.state).toMatchObject({
      setUp: true,
      enabled: true,
      setupDraft: false,
      keyFingerprint: key.fingerprint,
    });
    expect(laptop.state.device?.name).toBe('Ann’s laptop');
    await laptop.until(({ storage }) => storage.objects === 2);
    expect(laptop.events.filter(({ type }) => type === 'test-step').length).toBeGreaterThan(5);
  });

  it('tells what is missing and wrong, composes the endpoint, and swaps keys', async () => {
    laptop.backend.start();
    expect(await laptop.ask('setup.check', {})).toMatchObject({ missing: ['provider'], label: null });
    await laptop.ask('setup.draft.save', {
      provider: 's3',
      bucket: 'my bucket',
      accessKeyId: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      secretAccessKey: 'AKIAIOSFODNN7EXAMPLE',
    });
    expect(await laptop.ask('setup.check', {})).toMatchObject({
      swapped: true,
      problems: [
        { field: 'bucket', problem: 'bucket-form' },
        { field: 'accessKeyId' },
        { field: 'secretAccessKey' },
      ],
    });
    const written = await readFile(path.join(laptop.home, 'setup-draft.json'), 'utf8');
    expect(written).not.toContain('wJalrXUtnFEMI');
    const { draft } = await laptop.ask('setup.swapKeys', {});
    expect(draft.accessKeyId).toBe('AKIAIOSFODNN7EXAMPLE');
    expect(await laptop.ask('setup.check', {})).toMatchObject({ swapped: false, missing: [] });
    expect(JSON.stringify(laptop.events)).not.toContain('wJalrXUtnFEMI');
  });

  it('can be left and resumed, and writes no secret to a file', async () => {
    laptop.backend.start();
    await laptop.ask('setup.draft.save', {
      provider: 's3',
      bucket: 'b-1',
      secretAccessKey: 'HUSH-HUSH-HUSH',
      step: 'test',
    });
    expect(laptop.state.setupDraft).toBe(true);
    expect(await readFile(path.join(laptop.home, 'setup-draft.json'), 'utf8')).not.toContain('HUSH');
    await laptop.restart();
    await laptop.until(({ setupDraft }) => setupDraft);
    expect((await laptop.ask('setup.draft.load', {})).draft).toMatchObject({
      provider: 's3',
      bucket: 'b-1',
      step: 'test',
    });
    await laptop.ask('setup.draft.discard', {});
    expect(laptop.state.setupDraft).toBe(false);
    expect((await laptop.ask('setup.draft.load', {})).draft).toMatchObject({
      provider: null,
      hasSecretAccessKey: false,
    });
  });

  it('forgets a key that was chosen for another place', async () => {
    laptop.backend.start();
    await laptop.ask('setup.draft.save', { provider: 'folder', bucket: bucketOf(laptop) });
    await laptop.ask('setup.chooseKey', { choice: { mint: true } });
    expect((await laptop.ask('setup.draft.save', { step: 'kit' })).draft.key).toMatchObject({ mode: 'new' });
    expect((await laptop.ask('setup.draft.save', { bucket: `${bucketOf(laptop)}2` })).draft.key).toBeNull();
    await expect(laptop.ask('setup.finish', {})).rejects.toMatchObject({ code: 'KEY_MISSING' });
  });

  it('a second device joins by passphrase, a wrong key is refused before anything is written', async () => {
    const bucket = bucketOf(laptop);
    await laptop.talk(1, 'Fix the parser');
    const { key } = await setUp(laptop, bucket, { passphrase: 'tulip anchor velvet goblin' });
    await laptop.until(({ sessions }) => sessions.synced === 1);
    const desk = await newDesk();
    desk.backend.start();
    await desk.ask('setup.draft.save', { provider: 'folder', bucket, keepSecretsIn: 'config-file' });
    expect(await desk.ask('setup.inspectVault', {})).toMatchObject({
      state: 'existing',
      fingerprint: key.fingerprint,
      passphrase: true,
      keyFits: false,
    });
    const choose = (choice: Parameters<typeof desk.ask<'setup.chooseKey'>>[1]['choice']) =>
      desk.ask('setup.chooseKey', { choice });
    await expect(choose({ hex: 'ab'.repeat(32) })).rejects.toMatchObject({ code: 'KEY_WRONG' });
    await expect(choose({ passphrase: 'something else altogether' })).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    await expect(choose({ mint: true })).rejects.toMatchObject({ code: 'KEY_MISSING' });
    expect(await choose({ passphrase: 'tulip anchor velvet goblin' })).toEqual({
      mode: 'join',
      fingerprint: key.fingerprint,
    });
    expect((await desk.ask('setup.finish', {})).vault).toBe('joined');
    await desk.until(({ sessions }) => sessions.local === 1);
    const { sessions } = await desk.ask('sessions.list', everything);
    expect(sessions).toMatchObject([{ summary: 'Fix the parser', agent: 'claude-code', state: 'synced' }]);
  });
});

describe('recovery kit and pairing', () => {
  it('the kit is saved, printed and copied, and brings the key back', async () => {
    const bucket = bucketOf(laptop);
    const { key } = await setUp(laptop, bucket);
    const file = path.join(laptop.home, 'kit.cc-sessions-kit');
    laptop.native.answers.push(file);
    expect(await laptop.ask('recovery.save', { of: 'vault' })).toEqual({ path: file });
    expect(await laptop.ask('recovery.print', { of: 'vault' })).toEqual({ printed: true });
    await laptop.ask('recovery.copy', { of: 'vault' });
    const text = await readFile(file, 'utf8');
    expect(laptop.native.clipboard.text).toBe(text);
    expect(laptop.native.printed[0]).toContain(key.fingerprint);
    await laptop.ask('recovery.confirm', { of: 'vault' });
    await laptop.until(({ recoveryKitKeptAt }) => recoveryKitKeptAt !== null);
    const desk = await newDesk();
    desk.backend.start();
    await desk.ask('setup.draft.save', { provider: 'folder', bucket });
    desk.native.answers.push(file);
    expect(await desk.ask('recovery.open', { file: 'chosen' })).toMatchObject({
      fingerprint: key.fingerprint,
    });
    laptop.native.confirm = false;
    await expect(laptop.ask('key.reveal', {})).rejects.toMatchObject({ code: 'CANCELLED' });
    laptop.native.confirm = true;
    expect((await laptop.ask('key.reveal', {})).hex).toBe(parseRecoveryKit(text)?.key);
  });

  it('a pairing text and its code make another device ready', async () => {
    await laptop.talk(1, 'Fix the parser');
    await setUp(laptop, bucketOf(laptop));
    await laptop.until(({ sessions }) => sessions.synced === 1);
    const { text, code, qr } = await laptop.ask('pairing.create', {});
    expect(qr.modules).toHaveLength(qr.side ** 2);
    const desk = await newDesk();
    desk.backend.start();
    desk.native.clipboard.text = `  ${text}\n`;
    expect(await desk.ask('pairing.paste', {})).toEqual({ text });
    await expect(desk.ask('pairing.accept', { text, code: 'AAAA-AAAA-AAAA' })).rejects.toMatchObject({
      code: 'PAIRING_CODE_WRONG',
    });
    expect(await desk.ask('pairing.accept', { text, code: code.toLowerCase() })).toMatchObject({
      fromDevice: 'Ann’s laptop',
    });
    expect(await desk.ask('setup.test', { run: 'p' })).toMatchObject({ ok: true });
    await desk.ask('setup.draft.save', { keepSecretsIn: 'config-file', deviceName: 'Desk' });
    expect((await desk.ask('setup.finish', {})).vault).toBe('joined');
    await desk.until(({ sessions }) => sessions.local === 1);
    const { devices } = await laptop.ask('devices.list', {});
    expect(devices.map(({ name, thisDevice }) => `${name} ${thisDevice}`)).toEqual([
      'Ann’s laptop true',
      'Desk false',
    ]);
  });
});

describe('passes', () => {
  it('wait while paused, also over a restart, and “now” goes all the same', async () => {
    await setUp(laptop, bucketOf(laptop));
    await laptop.until(({ lastSyncAt }) => lastSyncAt !== null);
    await laptop.ask('sync.pause', { minutes: null });
    await laptop.restart();
    await laptop.until(({ engine, pause }) => engine === 'ready' && pause !== null);
    await laptop.talk(1, 'Fix the parser');
    expect(await laptop.ask('sync.now', {})).toMatchObject({ uploaded: 1 });
    await laptop.talk(2, 'Fix the lexer');
    await laptop.ask('sync.resume', {});
    await laptop.until(({ sessions }) => sessions.synced === 2);
  });

  it('stop at a brake, say so, and go on when a person says so', async () => {
    const bucket = bucketOf(laptop);
    await laptop.talk(1, 'Fix the parser');
    await setUp(laptop, bucket);
    await laptop.until(({ sessions }) => sessions.synced === 1);
    await rm(bucket, { recursive: true });
    await mkdir(bucket);
    await expect(laptop.ask('sync.now', {})).rejects.toMatchObject({ code: 'BRAKE_EMPTY_BUCKET' });
    expect(laptop.state.brake).toMatchObject({ code: 'BRAKE_EMPTY_BUCKET' });
    await laptop.ask('sync.now', { accept: ['BRAKE_EMPTY_BUCKET'] });
    expect(laptop.state.brake).toBeNull();
    expect(await sealed(laptop)).toHaveLength(1);
  });
});

describe('sessions', () => {
  beforeEach(async () => {
    await laptop.talk(1, 'Fix the parser', '/work/one', ['First answer.', 'Second answer.']);
    await laptop.talk(2, 'Write the docs', '/work/two');
    await setUp(laptop, bucketOf(laptop));
    await laptop.until(({ sessions }) => sessions.synced === 2);
  });

  it('are listed, found, shown and read', async () => {
    const { groups, sessions, total } = await laptop.ask('sessions.list', everything);
    expect([total, groups.map(({ name }) => name)]).toEqual([2, ['two', 'one']]);
    const { hits } = await laptop.ask('sessions.search', { words: 'pars', filter: {}, limit: 5 });
    expect(hits.map(({ summary }) => summary)).toEqual(['Fix the parser']);
    const id = sessions[1]?.id ?? '';
    const shown = await laptop.ask('sessions.show', { id });
    expect(shown).toMatchObject({
      row: { state: 'synced' },
      conversation: { here: true, inBucket: true },
      places: [{ thisDevice: true, revision: 'same' }],
    });
    const { messages, source } = await laptop.ask('sessions.conversation', { id, offset: 0, limit: 10 });
    expect(source).toBe('here');
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'assistant']);
    const file = path.join(laptop.home, 'export.md');
    laptop.native.answers.push(file);
    await laptop.ask('sessions.export', { id, format: 'markdown' });
    expect(await readFile(file, 'utf8')).toContain('Second answer.');
    expect(await laptop.ask('sessions.facets', {})).toMatchObject({
      total: 2,
      agents: [{ value: 'claude-code', count: 2 }],
    });
  });

  it('are deleted and brought back', async () => {
    const { sessions } = await laptop.ask('sessions.list', everything);
    const id = sessions[0]?.id ?? '';
    await laptop.ask('sessions.delete', { id });
    const { sessions: deleted } = await laptop.ask('sessions.trash', {});
    expect(deleted).toMatchObject([{ id, summary: sessions[0]?.summary, projectName: 'two' }]);
    await laptop.ask('sessions.undelete', { id });
    expect((await laptop.ask('sessions.trash', {})).sessions).toEqual([]);
    await laptop.ask('sync.now', {});
    expect((await laptop.ask('sessions.list', everything)).total).toBe(2);
  });

  it('stay on this device by choice, one by one or by project', async () => {
    await laptop.ask('sessions.keepHere', { of: { project: '/work/three' }, on: true });
    await laptop.talk(3, 'Keep this', '/work/three');
    await laptop.talk(4, 'And this', '/work/four');
    await laptop.ask('sync.pause', { minutes: null });
    const before = await sealed(laptop);
    await laptop.ask('sessions.keepHere', { of: { project: '/work/four' }, on: true });
    await laptop.ask('sync.now', {});
    expect(await sealed(laptop)).toEqual(before);
    const { sessions } = await laptop.ask('sessions.list', {
      ...everything,
      filter: { state: ['only-here'] },
    });
    expect(sessions.map(({ summary }) => summary)).toEqual(['And this', 'Keep this']);
    expect(await readFile(path.join(laptop.home, 'config.yml'), 'utf8')).toMatch(
      /\/work\/three:\n\s+cloud_sync: false/,
    );
    const [first] = sessions;
    await laptop.ask('sessions.keepHere', { of: { session: first?.id ?? '' }, on: true });
    await laptop.ask('sessions.keepHere', { of: { project: '/work/four' }, on: false });
    await laptop.ask('sync.now', {});
    expect(await sealed(laptop)).toEqual(before);
    expect((await laptop.ask('sessions.show', { id: first?.id ?? '' })).onlyHere).toBe('session');
    await laptop.ask('sessions.keepHere', { of: { session: first?.id ?? '' }, on: false });
    await laptop.ask('sync.now', {});
    expect(await sealed(laptop)).toHaveLength(before.length + 1);
    expect((await laptop.ask('sessions.show', { id: sessions[1]?.id ?? '' })).onlyHere).toBe('project');
  });
});

describe('settings', () => {
  it('are those of the config file and of the app, and never a secret', async () => {
    await setUp(laptop, bucketOf(laptop));
    const { hex } = await laptop.ask('key.reveal', {});
    const settings = await laptop.ask('settings.get', {});
    expect(settings).toMatchObject({
      cloud: { provider: 'folder', syncOnSave: true },
      secretsInFile: ['encryptionKey'],
      configProblem: null,
    });
    expect(JSON.stringify(settings)).not.toContain(hex);
    const changed = await laptop.ask('settings.set', {
      cloud: { syncIntervalMinutes: 5 },
      desktop: { theme: 'dark', notifications: { trouble: false } },
      deviceName: 'New name',
    });
    expect(changed).toMatchObject({
      cloud: { syncIntervalMinutes: 5 },
      desktop: { theme: 'dark', notifications: { trouble: false, conflict: true } },
    });
    await laptop.until(
      ({ device, syncIntervalMinutes }) => device?.name === 'New name' && syncIntervalMinutes === 5,
    );
  });

  it('that were edited by hand are taken up, and refused with a reason when they cannot be used', async () => {
    await setUp(laptop, bucketOf(laptop));
    const file = path.join(laptop.home, 'config.yml');
    const good = await readFile(file, 'utf8');
    await writeFile(file, good.replace('enabled: true', 'enabled: true\n  sync_interval_minutes: 7'));
    await laptop.until(({ syncIntervalMinutes }) => syncIntervalMinutes === 7);
    await writeFile(file, 'cloud:\n  enabled: [\n');
    await laptop.until(({ notices }) => notices.some(({ code }) => code === 'CONFIG_MALFORMED'));
    expect(laptop.state).toMatchObject({ engine: 'ready', setUp: true, syncIntervalMinutes: 7 });
    expect(await laptop.ask('settings.get', {})).toMatchObject({
      cloud: { syncIntervalMinutes: 7 },
      configProblem: { code: 'CONFIG_MALFORMED' },
    });
    await laptop.ask('notice.dismiss', { id: laptop.state.notices[0]?.id ?? '' });
    await writeFile(file, good);
    await laptop.until(
      ({ syncIntervalMinutes, notices }) =>
        syncIntervalMinutes === 30 && notices.every(({ code }) => code !== 'CONFIG_MALFORMED'),
    );
    // The same mistake made again later is told again, although it was put away then.
    await writeFile(file, 'cloud:\n  enabled: [\n');
    await laptop.until(({ notices }) => notices.some(({ code }) => code === 'CONFIG_MALFORMED'));
  });
});

describe('diagnostics', () => {
  it('the support bundle says how things are, and nothing that is secret', async () => {
    await laptop.talk(1, 'Fix the secret parser');
    await setUp(laptop, bucketOf(laptop));
    await laptop.until(({ sessions }) => sessions.synced === 1);
    const { hex } = await laptop.ask('key.reveal', {});
    const { files } = await laptop.ask('diagnostics.previewBundle', {});
    const all = JSON.stringify(files);
    expect(files.map(({ name }) => name)).toEqual([
      'versions.json',
      'config.yml',
      'desktop.json',
      'status.json',
      'log.txt',
    ]);
    expect(all).toContain('provider: folder');
    for (const hush of [hex, 'secret parser']) expect(all).not.toContain(hush);
    expect(await laptop.ask('diagnostics.run', { run: 'd' })).toMatchObject({ ok: true });
    const told = (): boolean =>
      laptop.events.some((event) => event.type === 'changed' && event.what === 'log');
    await expect.poll(told, { timeout: 5_000 }).toBe(true);
    expect(await laptop.ask('cost.get', {})).toMatchObject({
      measured: { puts: 1 },
      table: [{ sessions: 100 }, { sessions: 500 }, { sessions: 2000 }],
    });
  });
});
