import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloudConfig } from '../../shared/settings.ts';
import { editConfigText } from './config-edit.ts';
import type { ConfigChanges } from './config-edit.ts';
import { readConfig } from './config-file.ts';
import { updateConfig } from './config-update.ts';
import { asOrdinaryUser } from './testing/ordinary-user.ts';

let directory: string;
let count = 0;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cc-update-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const freshPath = (): string => path.join(directory, `${(count += 1)}`, 'config.yml');

async function fileWith(content: string): Promise<string> {
  const file = freshPath();
  await mkdir(path.dirname(file));
  await writeFile(file, content);
  return file;
}

async function cloudOf(file: string): Promise<CloudConfig> {
  const read = await readConfig(file);
  if (read.status !== 'ready') throw new Error(`the config is ${read.status}`);
  return read.cloud;
}

const HAND_MADE = `# my settings
hooks:   {enabled: true}      # the plugin's
cloud:
    enabled:   true           # since spring
    provider: r2
    bucket: 'cc-sessions'

    # from the dashboard
    access_key_id: "0123"
    my_own_note: keep me
    secret_access_key: abc    # soon to move
tail:
- a
-   b
`;

describe('editing the text', () => {
  const edit = (text: string, changes: ConfigChanges): string => editConfigText(text, changes, 'config.yml');

  it('changes nothing but the given keys', () => {
    const edited = edit(HAND_MADE, {
      bucket: 'other-bucket',
      secretAccessKey: undefined,
      region: 'auto',
      syncIntervalMinutes: 5,
    });
    expect(edited).toBe(
      HAND_MADE.replace("'cc-sessions'", 'other-bucket')
        .replace('    secret_access_key: abc    # soon to move\n', '')
        .replace('keep me\n', 'keep me\n    region: auto\n    sync_interval_minutes: 5\n'),
    );
  });

  it('keeps Windows line ends, a byte order mark and a missing last line end', () => {
    const text = '\uFEFFcloud:\r\n  enabled: false\r\n  bucket:';
    expect(edit(text, { enabled: true, bucket: 'b', provider: 's3' })).toBe(
      '\uFEFFcloud:\r\n  enabled: true\r\n  bucket: b\r\n  provider: s3\r\n',
    );
  });

  it('adds a cloud block where there is none', () => {
    expect(edit('', { enabled: true })).toBe('cloud:\n  enabled: true\n');
    expect(edit('a: 1', { enabled: true })).toBe('a: 1\ncloud:\n  enabled: true\n');
    expect(edit('cloud:\nz: 1\n', { bucket: 'b' })).toBe('cloud:\n  bucket: b\nz: 1\n');
    expect(edit('cloud: # later\n', { bucket: 'b' })).toBe('cloud: # later\n  bucket: b\n');
  });

  it('replaces a key in the spelling the file has, and removes all spellings', () => {
    const key = 'ab'.repeat(32);
    const text = `encryptionKey: x\ncloud:\n  encryptionKey: y\n  bucket: b\n`;
    expect(edit(text, { encryptionKey: key })).toBe(`cloud:\n  encryptionKey: "${key}"\n  bucket: b\n`);
    expect(edit(text, { encryptionKey: undefined })).toBe('cloud:\n  bucket: b\n');
    expect(edit('encryptionKey: x\n', { encryptionKey: key })).toBe(`cloud:\n  encryption_key: "${key}"\n`);
  });

  it('edits other shapes through the library, keeping comments', () => {
    const flow = edit('# top\ncloud: {enabled: true, bucket: a} # mine\n', { bucket: 'b', region: 'eu' });
    expect(flow).toContain('# top');
    expect(flow).toContain('# mine');
    expect(flow).toMatch(/bucket: b/);
    const aliased = edit('base: &base\n  bucket: a\n  enabled: true\ncloud: *base\n', { bucket: 'b' });
    expect(aliased).toMatch(/base: &base\n {2}bucket: a\n/);
    expect(aliased).toMatch(/cloud:\n {2}bucket: b\n/);
    const mapped = edit('cloud:\r\n  bucket: b # x\r\n', { pathMap: { '/a b': '/c' } });
    expect(mapped).toContain('bucket: b # x\r\n');
    expect(mapped).toMatch(/path_map:\r\n {4}\/a b: \/c\r\n/);
  });

  it('quotes what another YAML reader could take for something else', () => {
    const edited = edit('', { bucket: 'true', region: '1e3', prefix: 'a: b/', secretAccessKey: 'x#y z' });
    expect(edited).toContain('bucket: "true"');
    expect(edited).toContain('region: "1e3"');
    expect(edited).toContain('prefix: "a: b/"');
    expect(edited).toContain('secret_access_key: "x#y z"');
  });

  it('refuses what does not parse and values no key takes', () => {
    expect(() => edit('cloud: [', { enabled: true })).toThrow(
      expect.objectContaining({ code: 'CONFIG_MALFORMED' }),
    );
    expect(() => edit('cloud: on', { enabled: true })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
    expect(() => edit('- a', { enabled: true })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(() => edit('', { bucket: 'a\nb' })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(() => edit('', { syncIntervalMinutes: -1 })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });

  it('whatever text is stored, the same text is read back, and a second time nothing changes', () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !/\p{Cc}/u.test(text));
    const bases = ['', 'cloud:\n  bucket: x # c\n', 'cloud: {bucket: x}\n', HAND_MADE];
    fc.assert(
      fc.property(value, fc.constantFrom(...bases), (text, base) => {
        const edited = edit(base, { secretAccessKey: text, region: text });
        expect(edit(edited, { secretAccessKey: text, region: text })).toBe(edited);
        const removed = edit(edited, { secretAccessKey: undefined, region: undefined });
        if (text.trim() !== '') expect(removed).not.toContain('region');
      }),
      { numRuns: 200, seed: 11 },
    );
  });
});

describe('rewriting the file', () => {
  it('creates file and folder, private, with a word of explanation', async () => {
    const file = freshPath();
    await updateConfig(file, { enabled: true, provider: 's3', bucket: 'b' });
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/^# Settings of cc-sessions/);
    expect(text).toMatch(/cloud:\n {2}enabled: true\n {2}provider: s3\n {2}bucket: b\n$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
  });

  it('makes an open file private and leaves no temporary file', async () => {
    const file = await fileWith('cloud:\n  bucket: a\n');
    await chmod(file, 0o644);
    await updateConfig(file, { bucket: 'b' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(path.dirname(file))).toEqual(['config.yml']);
  });

  it('follows links to where a dotfile manager keeps the file, even if it is not there yet', async () => {
    const target = await fileWith('cloud:\n  bucket: a\n');
    const link = freshPath();
    await mkdir(path.dirname(link));
    await symlink(path.relative(path.dirname(link), target), link);
    await updateConfig(link, { bucket: 'b' });
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(target, 'utf8')).toBe('cloud:\n  bucket: b\n');
    await rm(target);
    await updateConfig(link, { bucket: 'c' });
    expect(await readFile(target, 'utf8')).toContain('bucket: c');
  });

  it('leaves a file alone that does not parse', async () => {
    const file = await fileWith('cloud: [\n');
    await expect(updateConfig(file, { enabled: true })).rejects.toMatchObject({ code: 'CONFIG_MALFORMED' });
    expect(await readFile(file, 'utf8')).toBe('cloud: [\n');
  });

  it('does not lose changes made at the same time', async () => {
    const file = await fileWith('cloud:\n  enabled: true\n  provider: s3\n  bucket: b\n');
    const changes: ConfigChanges[] = [
      { region: 'r' },
      { accessKeyId: 'a' },
      { prefix: 'p/' },
      { syncOnSave: false },
      { bandwidthLimit: 7 },
      { syncIntervalMinutes: 3 },
      { deviceId: 'd' },
      { transcripts: 'all' },
    ];
    await Promise.all(changes.map((change) => updateConfig(file, change)));
    expect(await cloudOf(file)).toMatchObject(Object.assign({}, ...changes));
    expect(await readdir(path.dirname(file))).toEqual(['config.yml']);
  });

  it('changes nothing in a folder without permission', async () => {
    const file = await fileWith('cloud:\n  bucket: a\n');
    await chmod(directory, 0o755);
    await chmod(path.dirname(file), 0o555);
    await chmod(file, 0o644);
    await expect(asOrdinaryUser(() => updateConfig(file, { bucket: 'b' }))).rejects.toMatchObject({
      code: 'CONFIG_UNWRITABLE',
      data: { path: file, reason: 'EACCES' },
    });
    expect(await readFile(file, 'utf8')).toBe('cloud:\n  bucket: a\n');
    await chmod(path.dirname(file), 0o755);
  });

  it('says when the place cannot be written to', async () => {
    const blocked = path.join(await fileWith('x'), 'config.yml');
    await expect(updateConfig(blocked, { enabled: true })).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
    });
    const folder = path.join(directory, 'as-folder');
    await mkdir(path.join(folder, 'config.yml'), { recursive: true });
    await expect(updateConfig(path.join(folder, 'config.yml'), { enabled: true })).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
    });
    // The temporary file beside it gets a name longer than the 255 bytes file systems allow.
    const long = path.join(directory, `${'n'.repeat(250)}.yml`);
    await expect(updateConfig(long, { enabled: true })).rejects.toMatchObject({ code: 'CONFIG_UNWRITABLE' });
  });
});
