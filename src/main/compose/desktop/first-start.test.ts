/** Starts that find the computer not as it should be. */
import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Desk } from './testing/desk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.make();
});
afterEach(async () => desk.end());

const config = (bucket: string, more = ''): string =>
  `cloud:\n  enabled: true\n  provider: folder\n  bucket: ${bucket}\n  encryption_key: "${'0123456789abcdef'.repeat(4)}"\n${more}`;

describe('the first start on a computer', () => {
  it('takes up a config that is written by hand while the app runs', async () => {
    await rm(desk.home, { recursive: true });
    desk.backend.start();
    await desk.until(({ engine, setUp }) => engine === 'ready' && !setUp);
    await writeFile(path.join(desk.home, 'config.yml'), config(path.join(desk.home, 'remote')));
    await desk.until(({ setUp, lastSyncAt }) => setUp && lastSyncAt !== null);
  });

  it('takes up a config that is mended, without a restart', async () => {
    const file = path.join(desk.home, 'config.yml');
    await writeFile(file, 'cloud:\n  enabled: [\n');
    desk.backend.start();
    await desk.until(({ failure }) => failure?.code === 'CONFIG_MALFORMED');
    await writeFile(file, config(path.join(desk.home, 'remote')));
    await desk.until(({ failure, setUp }) => failure === null && setUp);
  });
});

describe('an engine that cannot be opened', () => {
  it('is opened when asked again and what was in its way has gone', async () => {
    const store = path.join(desk.home, 'index.db');
    await mkdir(store);
    desk.backend.start();
    await desk.until(({ failure }) => failure !== null);
    const code = desk.state.failure?.code;
    await expect(desk.ask('engine.retry', {})).rejects.toMatchObject({ code });
    expect(desk.state).toMatchObject({ engine: 'failed', failure: { code } });
    await rmdir(store);
    await desk.ask('engine.retry', {});
    await desk.until(({ engine, failure }) => engine === 'ready' && failure === null);
  });
});
