import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDeviceId, newDeviceId, renewDeviceId } from './device-id.ts';
import { asOrdinaryUser } from './testing/ordinary-user.ts';

const run = promisify(execFile);
let directory: string;
let count = 0;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cc-device-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The path of a device-id file in a folder of its own; with `content`, the file is there. */
async function place(content?: string): Promise<string> {
  const folder = path.join(directory, `${(count += 1)}`);
  await mkdir(folder);
  const file = path.join(folder, 'device-id');
  if (content !== undefined) await writeFile(file, content);
  return file;
}

const auto = (file: string) => loadDeviceId({ file, configured: 'auto', host: 'laptop' });

describe('newDeviceId', () => {
  it.each([
    ['laptop', /^laptop_[0-9a-f]{8}$/],
    ['DESKTOP-ABC123.example.org', /^desktopa_[0-9a-f]{8}$/],
    ['日本', /^device_[0-9a-f]{8}$/],
    ['', /^device_[0-9a-f]{8}$/],
  ])('names a device on %s', (host, pattern) => {
    expect(newDeviceId(host)).toMatch(pattern);
  });
});

describe('auto', () => {
  it('creates an id once and keeps it', async () => {
    const file = await place();
    const first = await auto(file);
    expect(first).toMatchObject({ origin: 'created', warnings: [] });
    expect(await readFile(file, 'utf8')).toBe(`${first.id}\n`);
    expect(await auto(file)).toEqual({ id: first.id, origin: 'file', warnings: [] });
    expect(await readdir(path.dirname(file))).toEqual(['device-id']);
  });

  it.each(['', '\n', ' \r\n', '\uFEFF'])('makes a new id for an empty file (%j)', async (content) => {
    const file = await place(content);
    const { id } = await auto(file);
    expect(id).toMatch(/^laptop_/);
    expect((await auto(file)).id).toBe(id);
  });

  it.each(['my-laptop', 'my-laptop\n', 'my-laptop\r\n', '\uFEFFmy-laptop\r\n\r\n'])(
    'reads %j',
    async (content) => {
      expect((await auto(await place(content))).id).toBe('my-laptop');
    },
  );

  it.each(['a/b', '..', 'two words', 'auto', 'x'.repeat(129), 'ok\n../bad', '{}', 'x\n'.repeat(5000)])(
    'refuses junk and leaves it alone (%#)',
    async (content) => {
      const file = await place(content);
      await expect(auto(file)).rejects.toMatchObject({ code: 'DEVICE_ID_INVALID', data: { reason: 'junk' } });
      expect(await readFile(file, 'utf8')).toBe(content);
    },
  );

  it('says when the folder is missing or the file is a folder', async () => {
    await expect(auto(path.join(directory, 'none', 'device-id'))).rejects.toMatchObject({
      code: 'HOME_UNWRITABLE',
    });
    const file = await place();
    await mkdir(file);
    await expect(auto(file)).rejects.toMatchObject({ code: 'DEVICE_ID_INVALID', data: { reason: 'EISDIR' } });
  });

  it.each([undefined, ''])('gives all processes that ask at once the same id (file: %j)', async (content) => {
    const file = await place(content);
    const module = pathToFileURL(path.join(import.meta.dirname, 'device-id.ts')).href;
    const script = `const { loadDeviceId } = await import(${JSON.stringify(module)});
      const ids = await Promise.all([1, 2, 3].map(() => loadDeviceId({ file: ${JSON.stringify(file)}, configured: 'auto' })));
      console.log(ids.map((identity) => identity.id).join(' '));`;
    const child = () => run(process.execPath, ['--input-type=module', '-e', script]);
    const answers = await Promise.all(Array.from({ length: 6 }, child));
    const ids = new Set(answers.flatMap(({ stdout }) => stdout.trim().split(' ')));
    expect(ids.size).toBe(1);
    expect((await auto(file)).id).toBe([...ids][0]);
    expect(await readdir(path.dirname(file))).toEqual(['device-id']);
  });
});

describe('a name in the config', () => {
  const custom = (file: string, configured: string) => loadDeviceId({ file, configured });

  it('is used, and written where there is no id yet', async () => {
    for (const content of [undefined, '']) {
      const file = await place(content);
      expect(await custom(file, 'my-laptop')).toEqual({ id: 'my-laptop', origin: 'config', warnings: [] });
      expect((await auto(file)).id).toBe('my-laptop');
    }
  });

  it('wins over another id in the file, which stays', async () => {
    const file = await place('old-one\n');
    expect(await custom(file, 'my-laptop')).toEqual({
      id: 'my-laptop',
      origin: 'config',
      warnings: [
        { code: 'DEVICE_ID_DIFFERS', data: { configured: 'my-laptop', stored: 'old-one', path: file } },
      ],
    });
    expect(await readFile(file, 'utf8')).toBe('old-one\n');
    expect((await custom(await place('a/b'), 'my-laptop')).id).toBe('my-laptop');
  });

  it.each(['a/b', '..', '', 'two words', 'x'.repeat(129), 'a\u0000b'])('is refused as %j', async (name) => {
    const file = await place();
    await expect(custom(file, name)).rejects.toMatchObject({ code: 'DEVICE_ID_INVALID' });
    expect(await readdir(path.dirname(file))).toEqual([]);
  });
});

it('says when the home is read-only', async () => {
  const file = await place();
  await chmod(directory, 0o755);
  await chmod(path.dirname(file), 0o555);
  await expect(asOrdinaryUser(() => auto(file))).rejects.toMatchObject({
    code: 'HOME_UNWRITABLE',
    data: { path: file, reason: 'EACCES' },
  });
  await chmod(path.dirname(file), 0o755);
});

it('renews the id', async () => {
  const file = await place('laptop_00000000\n');
  const id = await renewDeviceId({ file, host: 'laptop' });
  expect(id).not.toBe('laptop_00000000');
  expect(await readFile(file, 'utf8')).toBe(`${id}\n`);
  expect(await readdir(path.dirname(file))).toEqual(['device-id']);
});
