import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const document = new URL('../../../docs/format.md', import.meta.url);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cc-format-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('docs/format.md', () => {
  it.each(['sessions-ours.json', 'sessions-document-client.json'])(
    'decrypts the first object of %s with its 15 lines of plain Node.js',
    async (file) => {
      const script = /^```js\n(.*?)^```$/ms.exec(await readFile(document, 'utf8'))?.[1] ?? '';
      expect(script.trim().split('\n').length).toBeLessThanOrEqual(15);
      expect(script).not.toMatch(/from '(?!node:)/);
      const golden = JSON.parse(await readFile(new URL(`vectors/${file}`, import.meta.url), 'utf8')) as {
        key: string;
        hex: string;
        expect: { opens: { id: string; summary: string } };
      }[];
      const [vector] = golden;
      if (!vector) throw new Error('no vector');
      const [program, object] = [join(folder, 'decrypt.mjs'), join(folder, 'mem_abc123.enc')];
      await writeFile(program, script);
      await writeFile(object, Buffer.from(vector.hex, 'hex'));
      const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', CC_SESSIONS_KEY: vector.key };
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, object], { env });
      const { id, summary } = vector.expect.opens;
      expect(JSON.parse(stdout)).toMatchObject({ id, summary });
      expect(stderr).toContain(
        file.includes('ours') ? 'written by laptop_a1b2' : 'written by another client',
      );
    },
  );

  it('names every HKDF info string the program uses', async () => {
    const text = await readFile(document, 'utf8');
    for (const purpose of ['device', 'tombstone', 'transcript', 'log', 'vault-check']) {
      expect(text).toContain(`cc-sessions/v1/${purpose}`);
    }
  });
});
