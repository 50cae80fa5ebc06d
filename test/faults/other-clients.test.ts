/** The document's own client in the same bucket, and the plugin in the same index.db. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseKey } from '../../src/main/crypto/keys.ts';
import { PluginStore } from '../../src/main/store/testing/plugin-file.ts';
import { EXIT } from '../../src/shared/errors.ts';
import { parseObjectKey } from '../../src/shared/object-key.ts';
import { afterTest } from './testing/cleanup.ts';
import { contentOf, session, sessions, TestDevice } from './testing/device.ts';
import { uploadLegacy } from './testing/legacy-client.ts';
import { contentsOf, folderPlace } from './testing/place.ts';
import { expectAllInStep, twoInStep } from './testing/world.ts';

interface Vector {
  readonly name: string;
  readonly key: string;
  readonly vault: string;
  readonly objectKey: string;
  readonly hex: string;
  readonly expect: { readonly opens?: { readonly summary: string }; readonly error?: string };
}

const VECTORS = JSON.parse(
  readFileSync(
    new URL('../../src/main/crypto/vectors/sessions-document-client.json', import.meta.url),
    'utf8',
  ),
) as Vector[];

describe('objects of the document’s own client', () => {
  it.each(VECTORS.filter((vector) => vector.expect.opens).map((vector) => [vector.name, vector] as const))(
    'are listed, downloaded and shown: %s',
    async (_name, { key, vault, objectKey, hex, expect: { opens } }) => {
      const place = await folderPlace(undefined, { key: parseKey(key), vaultId: vault });
      const { device, session: id = '' } = parseObjectKey(objectKey)!;
      await place.putRaw(objectKey, Buffer.from(hex, 'hex'));
      const laptop = new TestDevice('ours', place);
      expect(await laptop.use((app) => app.listRemoteSessions())).toMatchObject([
        { sessionId: id, deviceId: device, key: objectKey, size: hex.length / 2 },
      ]);
      expect((await laptop.goodSync()).downloaded).toBe(1);
      const listed = JSON.parse((await laptop.cli(['list', '--json'])).out);
      expect(listed.sessions).toMatchObject([
        { id, summary: opens!.summary, devices: [device], state: 'synced' },
      ]);
      const shown = await laptop.cli(['show', id.slice(0, 6)]);
      expect([shown.code, shown.out]).toEqual([EXIT.ok, expect.stringContaining(opens!.summary)]);
      const again = await laptop.goodSync();
      expect([again.uploaded, again.downloaded]).toEqual([0, 0]);
      expect((await contentsOf(place)).get(objectKey), 'never rewritten').toEqual(Buffer.from(hex, 'hex'));
    },
  );

  it.each(VECTORS.filter((vector) => vector.expect.error).map((vector) => [vector.name, vector] as const))(
    'that do not belong where they are fail alone: %s',
    async (_name, { key, vault, objectKey, hex, expect: { error } }) => {
      const place = await folderPlace(undefined, { key: parseKey(key), vaultId: vault });
      await place.putRaw(objectKey, Buffer.from(hex, 'hex'));
      const laptop = new TestDevice('ours', place);
      laptop.save(session('mem_mine'));
      const report = await laptop.sync();
      expect([report.uploaded, report.failures.map(({ code }) => code)]).toEqual([1, [error]]);
      expect(Object.keys(laptop.rows())).toEqual(['mem_mine']);
    },
  );

  it('without a vault.json are taken over by a device that has their key, and left to a wrong one', async () => {
    const [vector] = VECTORS;
    const place = await folderPlace(undefined, { key: parseKey(vector!.key) });
    await place.bucket.delete('vault.json');
    await place.putRaw(vector!.objectKey, Buffer.from(vector!.hex, 'hex'));
    const wrong = new TestDevice('wrong', place, { settings: { encryption_key: '77'.repeat(32) } });
    wrong.save(session('mem_mine'));
    expect((await wrong.cli(['sync', '--json'])).code).toBe(EXIT.key);
    expect([...(await contentsOf(place)).keys()]).toEqual([vector!.objectKey]);
    const laptop = new TestDevice('laptop', place);
    expect((await laptop.goodSync()).downloaded).toBe(1);
    expect([...(await contentsOf(place)).keys()]).toContain('vault.json');
  });
});

describe('a client that knows no vectors', () => {
  const id = 'mem_phone';
  const version = (summary: string) => session(id, { summary });

  it('and overwrites its object is followed; what both changed is a conflict with both kept', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, sessions('a', 3));
    const upload = (summary: string) => uploadLegacy(place, 'phone', id, contentOf(version(summary)));
    await upload('first');
    await expectAllInStep([laptop, desktop], [...sessions('a', 3), version('first')]);
    await upload('second');
    await expectAllInStep([laptop, desktop], [...sessions('a', 3), version('second')]);
    laptop.save(version('third, on the laptop'));
    await expectAllInStep([laptop, desktop], [...sessions('a', 3), version('third, on the laptop')]);
    await upload('third, on the phone');
    desktop.save(version('third, on the desktop'));
    const report = await desktop.goodSync();
    expect(report.conflicts).toBeGreaterThan(0);
    const kept = (await desktop.use((app) => app.conflicts())).map(({ local, remote }) => [
      local.memory.summary,
      remote.memory.summary,
    ]);
    expect(kept).toEqual([['third, on the desktop', 'third, on the phone']]);
    expect((await desktop.cli(['resolve', id, '--keep', 'remote', '--json'])).code).toBe(EXIT.ok);
    await desktop.goodSync();
    await laptop.goodSync();
    await expectAllInStep([desktop, laptop], [...sessions('a', 3), version('third, on the phone')]);
  });

  it('and uploads below this device’s own name what it has saved here is no conflict', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, [version('first')]);
    // The plugin saves into the shared index.db and uploads by itself.
    const plugin = new PluginStore(laptop.indexDb);
    plugin.db.prepare('UPDATE sessions SET summary = ?, synced = 1 WHERE id = ?').run('second', id);
    plugin.close();
    await uploadLegacy(place, 'laptop', id, laptop.memories()[id]);
    await expectAllInStep([laptop, desktop], [version('second')]);
  });
});

describe('the plugin that saves while syncs run', () => {
  it(
    'loses none of its saves, and every device ends up with the last ones',
    { timeout: 60_000 },
    async () => {
      const count = 40;
      const place = await folderPlace();
      const { laptop, desktop } = await twoInStep(place, sessions('a', 100, 3000));
      const script = fileURLToPath(new URL('testing/plugin-writer.script.ts', import.meta.url));
      const writer = spawn(process.execPath, [script, laptop.indexDb, String(count)], {
        env: { PATH: process.env['PATH'], ELECTRON_RUN_AS_NODE: '1' },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      afterTest(() => writer.kill('SIGKILL'));
      let printed = '';
      writer.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
      const ended = new Promise((resolve) => writer.on('close', resolve));
      await new Promise((resolve) => writer.stdout.once('data', resolve));
      for (let pass = 1; pass <= 8; pass += 1) {
        const report = await laptop.sync();
        expect(report.failures, 'a save in the middle is no failure').toEqual([]);
        await desktop.goodSync({ accept: ['BRAKE_MASS_CHANGE'] });
      }
      writer.stdin.end();
      await ended;
      const saves = JSON.parse(printed.split('\n')[1]!) as number[];
      expect(Math.min(...saves), 'each was saved several times').toBeGreaterThan(1);
      expect((await laptop.goodSync()).conflicts).toBe(0);
      expect((await desktop.goodSync({ accept: ['BRAKE_MASS_CHANGE'] })).conflicts).toBe(0);
      const expected = Object.fromEntries(
        saves.map((save, at) => [`mem_p${String(at).padStart(2, '0')}`, `Save ${save}`]),
      );
      for (const device of [laptop, desktop]) {
        const memories = device.memories() as Record<string, { summary: string }>;
        const own = Object.entries(memories).filter(([id]) => id.startsWith('mem_p'));
        expect(Object.fromEntries(own.map(([id, { summary }]) => [id, summary]))).toEqual(expected);
        expect(Object.keys(memories)).toHaveLength(100 + count);
      }
      expect(desktop.memories()).toEqual(laptop.memories());
      const plugin = new PluginStore(laptop.indexDb);
      expect(plugin.check()).toBe('ok');
      plugin.close();
    },
  );
});
