/** The command line against a real S3 server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncReport } from '../main/composed-app.ts';
import { startMinio, type Minio } from '../main/bucket/testing/minio.ts';
import { Device, outcomeOf, said, temporaryDirectory } from './testing/device.ts';

const cleanUps: (() => void)[] = [];
let minio: Minio;

beforeAll(async () => {
  minio = await startMinio();
});

afterAll(async () => {
  await minio.stop();
  for (const cleanUp of cleanUps) cleanUp();
});

const temporary = (): string => temporaryDirectory((remove) => cleanUps.push(remove));

function setupArguments(bucket: string, ...more: string[]): string[] {
  const { endpoint, credentials } = minio;
  return [
    ...['setup', '--yes', '--json', '--provider', 's3-compatible', '--bucket', bucket],
    ...['--endpoint', endpoint, '--access-key-id', credentials.accessKeyId, ...more],
  ];
}

const secret = (): NodeJS.ProcessEnv => ({
  CC_SESSIONS_SECRET_ACCESS_KEY: minio.credentials.secretAccessKey,
});

describe('over S3', () => {
  it('sets up two devices and brings sessions from one to the other', async () => {
    const root = temporary();
    await minio.createBucket('two-devices');
    const laptop = new Device(root, 'laptop', { CC_SESSIONS_ENCRYPTION_KEY: '' });
    const made = await laptop.call(setupArguments('two-devices', '--new-key', '--device-id', 'laptop'), {
      env: secret(),
    });
    expect(made.json()).toMatchObject({ vault: 'created', deviceId: 'laptop' });
    expect(made.out + made.err).not.toContain(minio.credentials.secretAccessKey);
    for (const at of [1, 2, 3])
      laptop.writeTranscript(`5555555${at}-1111-4111-8111-111111111111`, `Prompt ${at}`);
    expect((await laptop.call(['sync', '--json'])).json()).toMatchObject({ uploaded: 3, failed: 0 });
    const again = (await laptop.call(['sync', '--json'])).json<SyncReport>();
    expect(again).toMatchObject({ uploaded: 0, downloaded: 0, unchanged: 3 });
    expect(again.requests).toBeLessThanOrEqual(4);

    const { key } = (await laptop.call(['key', 'show', '--json'])).json<{ key: string }>();
    const desktop = new Device(root, 'desktop');
    const stdin = `secret_access_key=${minio.credentials.secretAccessKey}\nencryption_key=${key}\n`;
    const joined = await desktop.call(setupArguments('two-devices', '--join', '--secrets-from-stdin'), {
      stdin,
    });
    expect(joined.json()).toMatchObject({ vault: 'joined', keyFingerprint: made.json()['keyFingerprint'] });
    expect((await desktop.call(['sync', '--json'])).json()).toMatchObject({ downloaded: 3, failed: 0 });
    expect((await desktop.call(['test'])).out).toContain('Everything that sync needs works.');
    expect((await desktop.call(['status'])).out).toContain(
      'All 3 sessions are safe in S3-compatible bucket "two-devices"',
    );
  });

  it.each<[string, { bucket?: string; env?: NodeJS.ProcessEnv; more?: string[] }, number, RegExp]>([
    ['a bucket that is not there', { bucket: 'not-there' }, 4, /^BUCKET_MISSING$/],
    [
      'a wrong secret',
      { env: { CC_SESSIONS_SECRET_ACCESS_KEY: 'wrong'.repeat(8) } },
      4,
      /^CREDENTIALS_INVALID$/,
    ],
    [
      'a port where nobody listens',
      { more: ['--endpoint', 'http://127.0.0.1:9'] },
      4,
      /^CONNECTION_REFUSED$/,
    ],
    ['an address that is none', { more: ['--endpoint', 'http://no.such.host.invalid'] }, 4, /^DNS_FAILED$/],
  ])(
    'tells %s, and stores nothing',
    async (_name, { bucket = 'faults', env = secret(), more = [] }, exit, code) => {
      if (bucket === 'faults') await minio.createBucket('faults').catch(() => undefined);
      const device = new Device(temporary(), 'laptop');
      const outcome = await device.call(setupArguments(bucket, '--new-key', ...more), { env });
      expect(outcome.json<{ error: { code: string } }>().error.code).toMatch(code);
      expect(outcome.exit).toBe(exit);
      expect((await device.call(['status', '--json'])).json()).toMatchObject({ setUp: false });
    },
  );

  it('ends cleanly when interrupted, and the next sync does the rest', async () => {
    await minio.createBucket('interrupted');
    const device = new Device(temporary(), 'laptop');
    // The program in a process of its own has no keychain in its reach.
    const flags = ['--new-key', '--keep-secrets-in', 'config-file'];
    await device.call(setupArguments('interrupted', ...flags), { env: secret() });
    const count = 120;
    for (let at = 0; at < count; at += 1) {
      const name = `66666666-1111-4111-8111-${String(at).padStart(12, '0')}`;
      device.writeTranscript(name, `Prompt ${at}`, 'x'.repeat(20_000));
    }
    await device.call(['capture']);
    const child = device.start(['sync', '--json', '--no-capture'], { env: { CC_MEMORY_DEBUG: 'true' } });
    const ended = outcomeOf(child);
    await said(child.stderr, /PUT "sessions\//);
    child.kill('SIGINT');
    const { exit, json } = await ended;
    expect(exit).toBe(130);
    expect(json()).toMatchObject({ error: { code: 'CANCELLED', retryable: true } });
    const rest = (await device.call(['sync', '--json', '--no-capture'])).json<SyncReport>();
    expect(rest).toMatchObject({ failed: 0, conflicts: 0 });
    expect(rest.uploaded).toBeLessThan(count);
    expect((await device.call(['sync', '--json', '--no-capture'])).json()).toMatchObject({
      unchanged: count,
      uploaded: 0,
    });
  });
});
