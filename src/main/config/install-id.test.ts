import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computeInstallId } from './install-id.ts';
import { parseIoreg, parseReg, readFirstId, readMachineId } from './machine-id.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cc-install-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('computeInstallId', () => {
  it('is the same each time and through links, and does not show the machine id', async () => {
    const home = path.join(directory, 'home');
    await mkdir(home);
    await symlink(home, path.join(directory, 'link'));
    const id = await computeInstallId(home);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(await computeInstallId(path.join(directory, 'link'))).toBe(id);
    expect(id).not.toContain(await readMachineId());
  });

  it('differs between machines and between homes', async () => {
    const ids = await Promise.all([
      computeInstallId(directory, 'machine-1'),
      computeInstallId(directory, 'machine-2'),
      computeInstallId(path.join(directory, 'not-there-yet'), 'machine-1'),
    ]);
    expect(new Set(ids).size).toBe(3);
  });

  it('stays what it was in earlier versions', async () => {
    expect(await computeInstallId('/cc-sessions-golden', 'golden-machine')).toBe(
      '97d74b5de4c72314c6c075b737bfef36',
    );
  });
});

describe('machine ids', () => {
  it('takes the first file that holds one', async () => {
    const write = async (name: string, text: string): Promise<string> => {
      const file = path.join(directory, name);
      await writeFile(file, text);
      return file;
    };
    const good = await write('good', '0123456789ABCDEF0123456789abcdef\n');
    const useless = await Promise.all([
      write('empty', ''),
      write('uninitialized', 'uninitialized\n'),
      write('zero', '0'.repeat(32)),
    ]);
    expect(await readFirstId([path.join(directory, 'none'), ...useless, good])).toBe(
      '0123456789abcdef0123456789abcdef',
    );
    expect(await readFirstId(useless)).toBeNull();
  });

  it('finds it in the answers of macOS and Windows', () => {
    const guid = '564D1A2B-3C4D-5E6F-7081-92A3B4C5D6E7';
    const ioreg = `+-o J314sAP  <class IOPlatformExpertDevice>\n    {\n      "IOPlatformUUID" = "${guid}"\n    }\n`;
    expect(parseIoreg(ioreg)).toBe(guid.toLowerCase());
    expect(parseIoreg('')).toBeNull();
    const key = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography';
    expect(parseReg(`\r\n${key}\r\n    MachineGuid    REG_SZ    ${guid.toLowerCase()}\r\n\r\n`)).toBe(
      guid.toLowerCase(),
    );
    expect(parseReg('ERROR: not found')).toBeNull();
  });

  it('fails rather than giving another id when the system does not answer', async () => {
    const absent = process.platform === 'darwin' ? 'win32' : 'darwin';
    await expect(readMachineId(absent)).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
