/** Storage that cannot be used as the config says: named, explained, and nothing changed anywhere. */
import { describe, expect, it } from 'vitest';
import { createCertificate } from '../../src/main/bucket/testing/certificates.ts';
import { errorXml, startScriptedServer, type Script } from '../../src/main/bucket/testing/scripted-server.ts';
import type { Certificate } from '../../src/main/bucket/testing/certificates.ts';
import { EXIT, type ErrorCode } from '../../src/shared/errors.ts';
import { session, sessions, TestDevice } from './testing/device.ts';
import { afterTest } from './testing/cleanup.ts';
import { startFront } from './testing/front.ts';
import { s3Place, sharedMinio, type Place, type Settings } from './testing/place.ts';
import { errorOf, expectAllInStep, look, twoInStep } from './testing/world.ts';

const minio = sharedMinio();
const memories = sessions('a', 3);
const more = session('mem_new');

interface Expected {
  readonly code: ErrorCode;
  /** Of the sentence: what to do. */
  readonly says: RegExp;
}

/**
 * A device that was in step meets storage that is not as the settings say: sync, dry run and connection test
 * name the same cause, nothing changes, and with the old settings all goes on.
 */
async function expectNamed(
  settings: Settings | ((place: Place) => Settings | Promise<Settings>),
  { code, says }: Expected,
): Promise<void> {
  const place = await s3Place(minio());
  const device = new TestDevice('laptop', place);
  device.save(...memories);
  await device.goodSync();
  device.save(more);
  const before = await look(place, device);
  const own = { encryption_key: place.keyHex, device_id: 'laptop' };
  const changes = typeof settings === 'function' ? await settings(place) : settings;
  device.configure({ ...place.settings, ...own, ...changes });
  const answers = await Promise.all([
    device.cli(['sync', '--json']),
    device.cli(['sync', '--dry-run', '--json']),
  ]);
  for (const answer of answers) {
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.connection, code]);
    expect(errorOf(answer).message).toMatch(says);
  }
  const test = await device.cli(['test', '--json']);
  expect([test.code, JSON.parse(test.out).cause?.code]).toEqual([EXIT.connection, code]);
  expect(await look(place, device)).toEqual(before);
  device.configure({ ...place.settings, ...own });
  await expectAllInStep([device], [...memories, more]);
}

async function server(script: Script, tls?: Certificate): Promise<{ endpoint: string }> {
  const started = await startScriptedServer(script, tls);
  afterTest(() => started.close());
  return { endpoint: started.endpoint };
}

describe('a bucket', () => {
  it('that does not exist', () =>
    expectNamed(
      { bucket: 'nobody-made-this' },
      {
        code: 'BUCKET_MISSING',
        says: /“nobody-made-this”.*does not exist.*Check the name for a slip, or create the bucket/,
      },
    ));

  it('that the key may only read: said as that, and what can be read is not lost', async () => {
    const front = await startFront(minio().port);
    const place = await s3Place(minio(), front.endpoint);
    const { laptop, desktop } = await twoInStep(place, memories);
    desktop.save(more);
    await desktop.goodSync();
    laptop.save(session('mem_mine'));
    const before = await look(place);
    front.script = {
      answer: ({ method }) =>
        method === 'PUT' || method === 'DELETE'
          ? { status: 403, headers: { 'content-type': 'application/xml' }, body: errorXml('AccessDenied') }
          : null,
    };
    const answer = await laptop.cli(['sync', '--json']);
    expect([answer.code, errorOf(answer).code]).toEqual([EXIT.connection, 'ACCESS_DENIED']);
    expect(errorOf(answer).message).toMatch(/Check at your provider that the key may read, write, list/);
    const test = await laptop.cli(['test', '--json']);
    expect([test.code, JSON.parse(test.out).cause.code]).toEqual([EXIT.connection, 'KEY_READ_ONLY']);
    expect(await look(place)).toEqual(before);
    expect(laptop.rows()).toHaveProperty('mem_mine');
    front.script = {};
    await expectAllInStep([laptop, desktop], [...memories, more, session('mem_mine')]);
  });
});

describe('credentials', () => {
  it('with a wrong secret', () =>
    expectNamed(
      { secret_access_key: 'f'.repeat(40) },
      {
        code: 'CREDENTIALS_INVALID',
        says: /the secret access key does not belong to it: enter the secret once more/,
      },
    ));

  it('with an unknown id', () =>
    expectNamed(
      { access_key_id: 'nobody' },
      {
        code: 'CREDENTIALS_INVALID',
        says: /does not know the access key id: check for a missing or extra character/,
      },
    ));

  it('that are swapped', () =>
    expectNamed(
      ({ settings }) => ({
        access_key_id: settings['secret_access_key']!,
        secret_access_key: settings['access_key_id']!,
      }),
      { code: 'CREDENTIALS_SWAPPED', says: /Swap the two in the settings/ },
    ));

  it('that are refused everything', () =>
    expectNamed(
      async () =>
        server(() => ({
          status: 403,
          headers: { 'content-type': 'application/xml' },
          body: errorXml('AccessDenied'),
        })),
      {
        code: 'ACCESS_DENIED',
        says: /does not allow this.*Check at your provider that the key may read, write/,
      },
    ));
});

describe('an endpoint', () => {
  it('in another region says the right one', () =>
    expectNamed(
      async () => ({
        ...(await server(() => ({
          status: 400,
          headers: { 'content-type': 'application/xml' },
          body: errorXml(
            'AuthorizationHeaderMalformed',
            "the region 'us-east-1' is wrong; expecting 'eu-west-3'",
            '<Region>eu-west-3</Region>',
          ),
        }))),
        region: 'us-east-1',
      }),
      { code: 'REGION_WRONG', says: /“us-east-1”.*Set the region to “eu-west-3”/ },
    ));

  it('whose clock is 20 minutes off', () =>
    expectNamed(
      async () => {
        const theirs = new Date(Date.now() + 20 * 60_000);
        const front = await startFront(minio().port, {
          answer: () => ({
            status: 403,
            headers: { 'content-type': 'application/xml', date: theirs.toUTCString() },
            body: errorXml(
              'RequestTimeTooSkewed',
              'too far',
              `<ServerTime>${theirs.toISOString()}</ServerTime>`,
            ),
          }),
        });
        return { endpoint: front.endpoint };
      },
      {
        code: 'CLOCK_SKEW',
        says: /clock of this computer is 20 min.* behind.*Set date and time to “automatic”/,
      },
    ));

  it('whose name has no address', () =>
    expectNamed(
      { endpoint: 'https://s3.no-such-host.invalid' },
      {
        code: 'DNS_FAILED',
        says: /“s3\.no-such-host\.invalid”.*Check the internet connection.*check the endpoint/,
      },
    ));

  it('at which nothing listens', () =>
    expectNamed(
      async () => {
        const closed = await startScriptedServer(() => ({ status: 200 }));
        await closed.close();
        return { endpoint: closed.endpoint };
      },
      { code: 'CONNECTION_REFUSED', says: /check the port|the port and the endpoint/ },
    ));

  it('with a certificate that it made itself', () =>
    expectNamed(async () => server(() => ({ status: 200 }), createCertificate('localhost')), {
      code: 'TLS_FAILED',
      says: /nothing was sent.*certificate was made by itself.*NODE_EXTRA_CA_CERTS/,
    }));

  it('that is a web page', () =>
    expectNamed(
      async () =>
        server(() => ({
          status: 200,
          headers: { 'content-type': 'text/html' },
          body: '<html>Welcome</html>',
        })),
      { code: 'NOT_S3', says: /answered, but not like storage.*Check the endpoint/ },
    ));
});
