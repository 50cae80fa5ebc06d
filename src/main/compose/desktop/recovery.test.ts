import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Desk } from './testing/desk.ts';

const desks: Desk[] = [];
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.end();
});

async function newDesk(): Promise<Desk> {
  const desk = await Desk.make();
  desks.push(desk);
  desk.backend.start();
  await desk.until(({ engine }) => engine === 'ready');
  return desk;
}

/** A device in step with a folder of its own. @returns it and its saved kit */
async function savedKit(): Promise<{ laptop: Desk; kit: string; bucket: string; fingerprint: string }> {
  const laptop = await newDesk();
  const bucket = path.join(laptop.home, 'remote');
  await laptop.talk(1, 'Fix the parser');
  await laptop.ask('setup.draft.save', { provider: 'folder', bucket, keepSecretsIn: 'config-file' });
  const { fingerprint } = await laptop.ask('setup.chooseKey', { choice: { mint: true } });
  await laptop.ask('setup.finish', {});
  await laptop.until(({ sessions }) => sessions.synced === 1);
  const kit = path.join(laptop.home, 'kit.cc-sessions-kit');
  laptop.native.answers.push(kit);
  await laptop.ask('recovery.save', { of: 'vault' });
  return { laptop, kit, bucket, fingerprint };
}

describe('a recovery kit', () => {
  it('says whether a passphrase opens the vault, in the language of the window', async () => {
    const { laptop, kit } = await savedKit();
    expect(await readFile(kit, 'utf8')).not.toContain('passphrase');
    await laptop.ask('key.changePassphrase', { passphrase: 'four quiet herons at dusk' });
    await laptop.ask('settings.set', { desktop: { language: 'de' } });
    laptop.native.answers.push(kit);
    await laptop.ask('recovery.save', { of: 'vault' });
    const text = await readFile(kit, 'utf8');
    expect(text).toContain('Der Tresor öffnet sich auch mit deiner Passphrase.');
    expect(text).toMatch(/^Tresor +[0-9a-f-]{36}$/m);
  });
});

describe('a recovery kit that the app was opened with', () => {
  it('sets up a computer on which nothing was answered yet', async () => {
    const { kit, bucket, fingerprint } = await savedKit();
    const desk = await newDesk();
    expect(await desk.ask('recovery.offered', {})).toBeNull();
    desk.native.offered = kit;
    expect(await desk.ask('recovery.offered', {})).toMatchObject({ fingerprint, inUse: null });
    await desk.ask('recovery.open', { file: 'offered' });
    const { draft } = await desk.ask('setup.draft.load', {});
    expect(draft).toMatchObject({ provider: 'folder', bucket, key: { mode: 'join', fingerprint } });
    const kept = await desk.ask('setup.draft.save', { step: 'test', keepSecretsIn: 'config-file' });
    expect(kept.draft.key).toMatchObject({ fingerprint });
    expect((await desk.ask('setup.finish', {})).vault).toBe('joined');
    await desk.until(({ sessions }) => sessions.local === 1);
    expect(await desk.ask('recovery.offered', {})).toMatchObject({ fingerprint, inUse: fingerprint });
  });

  it('of another key is refused at the place before anything is written', async () => {
    const { bucket, fingerprint } = await savedKit();
    const desk = await newDesk();
    desk.native.offered = path.join(desk.home, 'other.cc-sessions-kit');
    await writeFile(desk.native.offered, `Key  ${'ab'.repeat(32)}\n`);
    await desk.ask('recovery.open', { file: 'offered' });
    await desk.ask('setup.draft.save', { provider: 'folder', bucket, keepSecretsIn: 'config-file' });
    expect(await desk.ask('setup.inspectVault', {})).toMatchObject({ fingerprint });
    await expect(desk.ask('setup.finish', {})).rejects.toMatchObject({ code: 'KEY_WRONG' });
    await expect(desk.ask('recovery.open', { file: 'offered' })).rejects.toMatchObject({ code: 'KEY_WRONG' });
    expect(desk.state.setUp).toBe(false);
  });

  it('without a key in it says so', async () => {
    const desk = await newDesk();
    desk.native.offered = path.join(desk.home, 'empty.cc-sessions-kit');
    await expect(desk.ask('recovery.offered', {})).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await writeFile(desk.native.offered, 'nothing here');
    await expect(desk.ask('recovery.offered', {})).rejects.toMatchObject({ code: 'KEY_MALFORMED' });
  });
});
