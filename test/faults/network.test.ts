/** A network and a server that fail in passing: waited for, tried again, and what still fails follows later. */
import { describe, expect, it } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../../src/main/bucket/testing/fault-proxy.ts';
import { errorXml } from '../../src/main/bucket/testing/scripted-server.ts';
import { EXIT } from '../../src/shared/errors.ts';
import { describeError } from '../../src/shared/messages.ts';
import { afterTest } from './testing/cleanup.ts';
import { session, sessions, TestDevice } from './testing/device.ts';
import { startFront, type FrontAnswer } from './testing/front.ts';
import { s3Place, sharedMinio } from './testing/place.ts';
import { errorOf, expectAllInStep, failuresOf, look, twoInStep } from './testing/world.ts';

const minio = sharedMinio();

const slowDown = (status: number, after: string): FrontAnswer => ({
  status,
  headers: { 'content-type': 'application/xml', 'retry-after': after },
  body: errorXml(status === 429 ? 'TooManyRequests' : 'SlowDown'),
});

describe('rate limiting', () => {
  it.each([429, 503])('with %i is waited for, and nothing fails', async (status) => {
    const front = await startFront(minio().port);
    const place = await s3Place(minio(), front.endpoint);
    const laptop = new TestDevice('laptop', place);
    const memories = sessions('a', 30);
    laptop.save(...memories);
    let refusals = 12;
    front.script = {
      answer: ({ method, url }) =>
        method === 'PUT' && url.includes('/sessions/') && refusals-- > 0 ? slowDown(status, '1') : null,
    };
    const before = performance.now();
    expect((await laptop.goodSync()).uploaded).toBe(30);
    expect(performance.now() - before, 'Retry-After is honoured').toBeGreaterThan(900);
    const desktop = new TestDevice('desktop', place);
    await expectAllInStep([desktop, laptop], memories);
  });

  it('that never ends fails these sessions only, says so, and the next sync repairs it', async () => {
    const front = await startFront(minio().port);
    const place = await s3Place(minio(), front.endpoint);
    const laptop = new TestDevice('laptop', place);
    const memories = sessions('a', 8);
    laptop.save(...memories);
    front.script = {
      answer: ({ method, url }) => (method === 'PUT' && /mem_a00[35]/.test(url) ? slowDown(503, '0') : null),
    };
    const answer = await laptop.cli(['sync', '--json']);
    const report = JSON.parse(answer.out);
    expect([answer.code, report.uploaded, report.failed]).toEqual([EXIT.someFailed, 6, 2]);
    expect(failuresOf(report)).toEqual([
      ['mem_a003', 'RATE_LIMITED'],
      ['mem_a005', 'RATE_LIMITED'],
    ]);
    expect(describeError({ code: 'RATE_LIMITED' }).sentence).toMatch(/wait a little, then try again/);
    const status = await laptop.use((app) => app.status());
    expect(status.sessions).toMatchObject({ local: 8, synced: 6, failed: 2 });
    front.script = {};
    await expectAllInStep([laptop, new TestDevice('desktop', place)], memories);
  });
});

describe('a connection that is cut', () => {
  async function proxied() {
    const proxy: FaultProxy = await startFaultProxy(minio().port);
    afterTest(() => proxy.close());
    return { proxy, place: await s3Place(minio(), proxy.endpoint) };
  }

  it('in the middle of uploads, again and again, is made anew', async () => {
    const { proxy, place } = await proxied();
    const laptop = new TestDevice('laptop', place);
    const memories = sessions('a', 20, 60_000);
    laptop.save(...memories);
    proxy.faults.cutAfterUp = 30_000;
    proxy.faults.cuts = 10;
    expect((await laptop.goodSync()).uploaded).toBe(20);
    expect(proxy.faults.cuts, 'cuts left').toBe(0);
    await expectAllInStep([laptop, new TestDevice('desktop', place)], memories);
  });

  it('in the middle of downloads, again and again, is made anew', async () => {
    const { proxy, place } = await proxied();
    const memories = sessions('a', 20, 60_000);
    const laptop = new TestDevice('laptop', place);
    laptop.save(...memories);
    await laptop.goodSync();
    const desktop = new TestDevice('desktop', place);
    proxy.faults.cutAfterDown = 40_000;
    proxy.faults.cuts = 10;
    expect((await desktop.goodSync()).downloaded).toBe(20);
    expect(proxy.faults.cuts, 'cuts left').toBe(0);
    await expectAllInStep([laptop, desktop], memories);
  });

  it('for one large session both ways fails that one, tells how to go on, and the next sync repairs it', async () => {
    const { proxy, place } = await proxied();
    const { laptop, desktop } = await twoInStep(place, sessions('a', 3));
    const [up, down] = [session('mem_large_up', {}, 300_000), session('mem_large_down', {}, 300_000)];
    desktop.save(down);
    await desktop.goodSync();
    laptop.save(up, session('mem_small'));
    const before = await look(place, desktop);
    proxy.faults.cutAfterUp = 100_000;
    proxy.faults.cutAfterDown = 100_000;
    const answer = await laptop.cli(['sync', '--json']);
    const report = JSON.parse(answer.out);
    expect([answer.code, report.uploaded, report.downloaded]).toEqual([EXIT.someFailed, 1, 0]);
    expect(failuresOf(report)).toEqual([
      ['mem_large_down', 'CONNECTION_LOST'],
      ['mem_large_up', 'CONNECTION_LOST'],
    ]);
    expect(laptop.rows(), 'nothing half is stored').not.toHaveProperty('mem_large_down');
    expect(laptop.rows()).toHaveProperty('mem_large_up');
    const after = await look(place, desktop);
    expect(after.rows).toEqual(before.rows);
    expect(after.objects).toMatchObject({ ...before.objects, 'devices/laptop.enc': expect.anything() });
    expect(after.objects, 'nothing half is in the bucket').not.toHaveProperty(
      'sessions/laptop/mem_large_up.enc',
    );
    Object.assign(proxy.faults, { cutAfterUp: null, cutAfterDown: null });
    await expectAllInStep([laptop, desktop], [...sessions('a', 3), up, down, session('mem_small')]);
  });

  it('for good stops the sync, and what was done stays done', async () => {
    const { proxy, place } = await proxied();
    const { laptop, desktop } = await twoInStep(place, sessions('a', 3));
    const more = sessions('more', 3);
    laptop.save(...more);
    const before = await look(place, laptop, desktop);
    proxy.faults.refuse = true;
    proxy.resetAll();
    const answer = await laptop.cli(['sync', '--json']);
    expect(answer.code).toBe(EXIT.connection);
    expect(errorOf(answer).code).toMatch(/CONNECTION_LOST|CONNECTION_REFUSED/);
    expect(errorOf(answer).message).toMatch(/try again|Check the internet connection/);
    expect(await look(place, laptop, desktop)).toEqual(before);
    proxy.faults.refuse = false;
    await expectAllInStep([laptop, desktop], [...sessions('a', 3), ...more]);
  });
});
