/** Several processes at once, and processes that are told to stop. */
import { describe, expect, it } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../../src/main/bucket/testing/fault-proxy.ts';
import { EXIT } from '../../src/shared/errors.ts';
import { afterTest } from './testing/cleanup.ts';
import { sessions, TestDevice } from './testing/device.ts';
import { contentsOf, folderPlace, s3Place, sharedMinio, type Place } from './testing/place.ts';
import { errorOf, expectAllInStep } from './testing/world.ts';

const minio = sharedMinio();
const DEBUG = { CC_MEMORY_DEBUG: 'true' };

/** A bucket behind a network that can be made slow. */
async function slowPlace(delayMs: number): Promise<{ place: Place; proxy: FaultProxy }> {
  const proxy = await startFaultProxy(minio().port);
  afterTest(() => proxy.close());
  const place = await s3Place(minio(), proxy.endpoint);
  proxy.faults.delayMs = delayMs;
  return { place, proxy };
}

describe('two syncs of one device at once', () => {
  it('the second one names the holder and leaves, or waits; both end well', async () => {
    const { place, proxy } = await slowPlace(500);
    const memories = sessions('a', 30);
    const laptop = new TestDevice('laptop', place);
    laptop.save(...memories);
    const first = laptop.start(['sync', '--json'], DEBUG);
    await first.said('vault.json');
    const refused = await laptop.cli(['sync', '--wait', '0', '--json']);
    expect([refused.code, errorOf(refused).code]).toEqual([EXIT.locked, 'LOCK_HELD']);
    expect(errorOf(refused).data).toMatchObject({ holder: 'cli', pid: first.child.pid });
    expect(errorOf(refused).message).toMatch(
      new RegExp(
        `Another cc-sessions command \\(process ${first.child.pid}\\) is syncing.*Wait until it has finished`,
      ),
    );
    expect((await laptop.use((app) => app.status())).running).toMatchObject({ pid: first.child.pid });
    const waiting = laptop.start(['sync', '--json']);
    expect(await waiting.said('Waiting for')).toMatch(
      `Waiting for another cc-sessions command (process ${first.child.pid})`,
    );
    proxy.faults.delayMs = 0;
    const [one, two] = await Promise.all([first.ended, waiting.ended]);
    expect([one.code, two.code]).toEqual([EXIT.ok, EXIT.ok]);
    expect([JSON.parse(one.out).uploaded, JSON.parse(two.out).uploaded]).toEqual([30, 0]);
    expect((await laptop.use((app) => app.status())).running).toBeNull();
    await expectAllInStep([laptop, new TestDevice('desktop', place)], memories);
  });

  it('the app is named as the app', async () => {
    const { place, proxy } = await slowPlace(300);
    const laptop = new TestDevice('laptop', place);
    laptop.save(...sessions('a', 3));
    await laptop.use(
      async (app) => {
        const listed = Promise.withResolvers<undefined>();
        const running = app.sync({ onProgress: () => listed.resolve(undefined) });
        await listed.promise;
        const refused = await laptop.cli(['sync', '--wait', '0']);
        expect(refused.code).toBe(EXIT.locked);
        expect(refused.err).toMatch(/The cc-sessions app is syncing right now/);
        proxy.faults.delayMs = 0;
        expect((await running).uploaded).toBe(3);
      },
      { holder: 'app' },
    );
  });

  it('a holder that was killed holds nothing', async () => {
    const { place, proxy } = await slowPlace(500);
    const laptop = new TestDevice('laptop', place);
    laptop.save(...sessions('a', 3));
    const first = laptop.start(['sync'], DEBUG);
    await first.said('vault.json');
    first.child.kill('SIGKILL');
    await first.ended;
    proxy.faults.delayMs = 0;
    const answer = await laptop.cli(['sync', '--wait', '0', '--json']);
    expect([answer.code, JSON.parse(answer.out).uploaded]).toEqual([EXIT.ok, 3]);
  });
});

describe('two devices at once', () => {
  it('make one vault of an empty place, and both end well', async () => {
    const place = await folderPlace();
    await place.bucket.delete('vault.json');
    const [left, right] = [sessions('left', 20), sessions('right', 20)];
    const [laptop, desktop] = [new TestDevice('laptop', place), new TestDevice('desktop', place)];
    laptop.save(...left);
    desktop.save(...right);
    const answers = await Promise.all(
      [laptop, desktop].map((device) => device.start(['sync', '--json']).ended),
    );
    expect(answers.map(({ code, err }) => [code, err])).toEqual([
      [EXIT.ok, ''],
      [EXIT.ok, ''],
    ]);
    await expectAllInStep([laptop, desktop], [...left, ...right]);
  });
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  it('in the middle of an upload ends with 130, and what is finished stays', async () => {
    const memories = sessions('a', 300, 20_000);
    const place = await s3Place(minio());
    // Slow enough that it cannot be through before the signal comes: 6 MB at 1.5 MB a second.
    const laptop = new TestDevice('laptop', place, { settings: { bandwidth_limit: 1_500_000 } });
    laptop.save(...memories);
    const running = laptop.start(['sync', '--json'], DEBUG);
    await running.said('PUT "sessions', 20);
    running.child.kill(signal);
    const answer = await running.ended;
    expect([answer.code, answer.signal]).toEqual([EXIT.interrupted, null]);
    expect(answer.out).toMatch(/CANCELLED|"cancelled":true/);
    const uploaded = [...(await contentsOf(place)).keys()].filter((key) =>
      key.startsWith('sessions/'),
    ).length;
    expect(uploaded).toBeGreaterThanOrEqual(20);
    expect(uploaded).toBeLessThan(300);
    // All that is there is whole. What was sent completely may still have arrived after the end.
    const report = await new TestDevice('phone', place).goodSync();
    expect(report.downloaded).toBeGreaterThanOrEqual(uploaded);
    laptop.configure({ ...place.settings, encryption_key: place.keyHex, device_id: 'laptop' });
    expect((await laptop.goodSync()).uploaded).toBeLessThanOrEqual(300 - 20);
    await expectAllInStep([laptop, new TestDevice('desktop', place)], memories);
  });

  it('in the middle of a download ends with 130, and what is finished stays', async () => {
    const memories = sessions('a', 300, 20_000);
    const place = await s3Place(minio());
    const laptop = new TestDevice('laptop', place);
    laptop.save(...memories);
    await laptop.goodSync();
    const desktop = new TestDevice('desktop', place, { settings: { bandwidth_limit: 1_500_000 } });
    const running = desktop.start(['sync', '--json'], DEBUG);
    await running.said('GET "sessions', 70);
    running.child.kill(signal);
    expect((await running.ended).code).toBe(EXIT.interrupted);
    const stored = Object.keys(desktop.memories()).length;
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(300);
    desktop.configure({ ...place.settings, encryption_key: place.keyHex, device_id: 'desktop' });
    expect((await desktop.goodSync()).downloaded).toBe(300 - stored);
    await expectAllInStep([laptop, desktop], memories);
  });
});
