import { afterEach, describe, expect, it } from 'vitest';
import { S3Bucket } from './s3.ts';
import type { S3Options } from './s3-connection.ts';
import type { S3Target } from './providers.ts';
import { createCertificate } from './testing/certificates.ts';
import { failureOf } from './testing/failure-of.ts';
import { errorXml, startScriptedServer, targetAt } from './testing/scripted-server.ts';
import type { Script, ScriptedServer } from './testing/scripted-server.ts';

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
});

async function serve(script: Script, tls?: { cert: string; key: string }): Promise<ScriptedServer> {
  const server = await startScriptedServer(script, tls);
  cleanUp.push(() => server.close());
  return server;
}

function open(target: S3Target, options: S3Options = {}): S3Bucket {
  const bucket = new S3Bucket(target, { env: {}, ...options });
  cleanUp.push(() => bucket.close());
  return bucket;
}

const ETAG = { etag: '"0123456789abcdef"' };
const EMPTY_LIST =
  '<ListBucketResult><IsTruncated>false</IsTruncated><EncodingType>url</EncodingType></ListBucketResult>';

async function listOnce(bucket: S3Bucket): Promise<void> {
  for await (const page of bucket.list('')) void page;
}

describe('servers that are no S3', () => {
  it.each([200, 403, 404, 405])('answer every request with a web page, status %i', async (status) => {
    const server = await serve(() => ({
      status,
      headers: { 'content-type': 'text/html' },
      body: '<html>hi</html>',
    }));
    const bucket = open(server.target());
    const asked = [() => bucket.put('k', Buffer.from('x')), () => bucket.get('k'), () => listOnce(bucket)];
    for (const ask of asked) expect((await failureOf(ask())).code).toBe('NOT_S3');
  });

  it('speak JSON', async () => {
    const server = await serve(() => ({
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: '{}',
    }));
    expect((await failureOf(open(server.target()).get('k'))).code).toBe('NOT_S3');
  });

  it('send to a login page', async () => {
    const server = await serve(() => ({
      status: 302,
      headers: { location: 'http://login.example/' },
      body: '<html>',
    }));
    const error = await failureOf(open(server.target()).put('k', Buffer.from('x')));
    expect([error.code, error.data['reason']]).toEqual(['NOT_S3', 'redirect']);
  });

  it('speak TLS where HTTP was expected, and the other way round', async () => {
    const secure = await serve(() => ({ status: 200 }), createCertificate('localhost'));
    const plain = await serve(() => ({ status: 200 }));
    const toSecure = open(targetAt(`http://127.0.0.1:${secure.port}`));
    expect((await failureOf(toSecure.get('k'))).code).toMatch(/NOT_S3|CONNECTION_LOST/);
    const toPlain = await failureOf(open(targetAt(`https://127.0.0.1:${plain.port}`)).get('k'));
    expect([toPlain.code, toPlain.data['reason']]).toEqual(['TLS_FAILED', 'not-tls']);
  });
});

describe('servers under load', () => {
  it('say when to come back', async () => {
    const answer = { status: 503, headers: { 'retry-after': '3' }, body: errorXml('SlowDown') };
    const server = await serve(() => answer);
    const error = await failureOf(open(server.target()).put('k', Buffer.from('x')));
    expect(error.code).toBe('RATE_LIMITED');
    expect(error.data).toMatchObject({
      retryAfterMs: 3000,
      s3Code: 'SlowDown',
      status: 503,
      operation: 'put',
      key: 'k',
    });
    expect(server.seen).toHaveLength(1);
  });

  it('fail in passing', async () => {
    const server = await serve(() => ({
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: '<html>',
    }));
    const error = await failureOf(open(server.target()).get('k'));
    expect([error.code, error.retryable]).toEqual(['SERVER_ERROR', true]);
  });

  it.each(['lean', 'sdk'] as const)('never answer (%s)', async (client) => {
    const server = await serve(() => ({ status: 200, hang: true }));
    const error = await failureOf(open(server.target(), { client, idleTimeoutMs: 80 }).get('k'));
    expect([error.code, error.data['phase']]).toEqual(['TIMEOUT', 'idle']);
  });

  it('are left alone when a person stops waiting', async () => {
    const controller = new AbortController();
    const server = await serve(() => {
      setTimeout(() => controller.abort(), 10);
      return { status: 200, hang: true };
    });
    const bucket = open(server.target());
    const { signal } = controller;
    const put = bucket.put('k', Buffer.alloc(10), { signal });
    const calls = await Promise.all(
      [bucket.get('k', { signal }), put, bucket.delete('k', { signal })].map(failureOf),
    );
    expect(calls.map(({ code }) => code)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
  });
});

describe('regions', () => {
  const redirect = (region: string): Script => {
    const headers = { 'x-amz-bucket-region': region, 'content-type': 'application/xml' };
    const elsewhere = { status: 301, headers, body: errorXml('PermanentRedirect') };
    return ({ headers: sent }) =>
      sent.authorization?.includes(`/${region}/s3/`) ? { status: 200, headers: ETAG } : elsewhere;
  };

  it('that a person gave are not overruled, but the right one is said', async () => {
    const server = await serve(redirect('eu-west-1'));
    const error = await failureOf(open(server.target()).put('k', Buffer.from('x')));
    expect(error.code).toBe('REGION_WRONG');
    expect(error.data).toMatchObject({ region: 'us-east-1', expected: 'eu-west-1', bucket: 'scripted' });
  });

  it('that nobody gave are taken from the server, also by many requests at once', async () => {
    const server = await serve(redirect('eu-west-1'));
    const bucket = open(server.target({ regionGiven: false }));
    await Promise.all(Array.from({ length: 8 }, (_, index) => bucket.put(`k${index}`, Buffer.from('x'))));
    expect(bucket.region).toBe('eu-west-1');
    const before = server.seen.length;
    await bucket.put('next', Buffer.from('x'));
    expect(server.seen).toHaveLength(before + 1);
    expect(bucket.traffic.requests).toBe(server.seen.length);
  });

  it('do not send requests round in circles', async () => {
    let turn = 0;
    const server = await serve(() => {
      turn += 1;
      return {
        status: 400,
        body: errorXml('AuthorizationHeaderMalformed', 'm', `<Region>r-${turn}</Region>`),
      };
    });
    expect((await failureOf(open(server.target({ regionGiven: false })).get('k'))).code).toBe('REGION_WRONG');
    expect(server.seen.length).toBeLessThan(10);
  });
});

describe('clocks', () => {
  const ahead = 3_600_000;
  const strict: Script = ({ headers }) => {
    const date = new Date(Date.now() + ahead);
    const [, day = '', time = ''] = /^(\d{8})T(\d{6})Z$/.exec(String(headers['x-amz-date'])) ?? [];
    const iso = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`;
    const answer = { date: date.toUTCString(), ...ETAG };
    if (Math.abs(Date.parse(iso) - date.getTime()) < 900_000) return { status: 200, headers: answer };
    return { status: 403, headers: answer, body: errorXml('RequestTimeTooSkewed') };
  };

  it('an hour off are corrected once and remembered', async () => {
    const server = await serve(strict);
    const bucket = open(server.target());
    expect(bucket.serverTimeOffsetMs).toBeNull();
    await bucket.put('k', Buffer.from('x'));
    expect(server.seen).toHaveLength(2);
    await bucket.put('k', Buffer.from('x'));
    expect(server.seen).toHaveLength(3);
    expect(Math.abs((bucket.serverTimeOffsetMs ?? 0) - ahead)).toBeLessThan(5000);
  });

  it('that cannot be corrected are named with their seconds', async () => {
    const server = await serve(() => {
      const date = new Date(Date.now() - 7_200_000).toUTCString();
      return { status: 403, headers: { date }, body: errorXml('RequestTimeTooSkewed') };
    });
    const error = await failureOf(open(server.target()).get('k'));
    expect(error.code).toBe('CLOCK_SKEW');
    expect(Math.abs(Number(error.data['seconds']) + 7200)).toBeLessThan(5);
    expect(server.seen).toHaveLength(2);
  });
});

describe('requests', () => {
  it('go through the SDK alone once it has proved three times that only it gets through', async () => {
    const sdkOnly: Script = ({ headers }) =>
      String(headers['user-agent']).includes('aws-sdk')
        ? { status: 200, headers: ETAG, body: 'x' }
        : { status: 403, body: errorXml('SignatureDoesNotMatch') };
    const server = await serve(sdkOnly);
    const bucket = open(server.target());
    for (let count = 0; count < 5; count += 1) await bucket.get('k');
    expect(server.seen).toHaveLength(3 * 2 + 2);
  });

  it('are listed by the SDK where the lean reader is at a loss', async () => {
    const xml = EMPTY_LIST.replace('<EncodingType>url</EncodingType>', '').replace(
      '<IsTruncated>',
      '<Contents><Key>a &amp; b</Key><LastModified>2026-11-22T12:00:00Z</LastModified><ETag>"e"</ETag><Size>1</Size></Contents><IsTruncated>',
    );
    const server = await serve(() => ({
      status: 200,
      headers: { 'content-type': 'application/xml' },
      body: xml,
    }));
    const pages = [];
    for await (const page of open(server.target()).list('')) pages.push(page);
    expect(pages.flat().map(({ key, etag }) => [key, etag])).toEqual([['a & b', 'e']]);
  });

  it('that a server answers with keys outside the prefix show only those inside', async () => {
    const entry = (key: string): string =>
      `<Contents><Key>${key}</Key><LastModified>2026-11-22T12:00:00Z</LastModified><ETag>"e"</ETag><Size>1</Size></Contents>`;
    const xml = EMPTY_LIST.replace(
      '<IsTruncated>',
      `${entry('other/x')}${entry('v/sessions/1')}<IsTruncated>`,
    );
    const server = await serve(() => ({ status: 200, body: xml }));
    const pages = [];
    for await (const page of open(server.target({ prefix: 'v/' })).list('sessions/')) pages.push(page);
    expect(pages.flat().map(({ key }) => key)).toEqual(['sessions/1']);
  });

  it('end when a server keeps giving the same page', async () => {
    const xml = EMPTY_LIST.replace('>false<', '>true<').replace(
      '<EncodingType>',
      '<NextContinuationToken>t</NextContinuationToken><EncodingType>',
    );
    const server = await serve(() => ({ status: 200, body: xml }));
    expect((await failureOf(listOnce(open(server.target())))).code).toBe('NOT_S3');
    expect(server.seen).toHaveLength(2);
  });

  it('of a create-only PUT go on without the condition where the server knows none', async () => {
    const server = await serve(({ method, headers }) => {
      if (method === 'GET') return { status: 404, body: errorXml('NoSuchKey') };
      return headers['if-none-match']
        ? { status: 501, body: errorXml('NotImplemented') }
        : { status: 200, headers: ETAG };
    });
    const bucket = open(server.target());
    await bucket.put('vault.json', Buffer.from('{}'), { createOnly: true });
    await bucket.put('other.json', Buffer.from('{}'), { createOnly: true });
    expect(server.seen.map(({ method }) => method)).toEqual(['GET', 'PUT', 'PUT', 'GET', 'PUT']);
  });

  it('whose whole object comes back instead of the range are cut to it', async () => {
    const server = await serve(() => ({ status: 200, headers: ETAG, body: '0123456789' }));
    const { body } = await open(server.target()).get('k', { range: [2, 4] });
    expect(Buffer.from(body).toString()).toBe('234');
  });

  it('send metadata and known lengths, and no trailers', async () => {
    const server = await serve(() => ({ status: 200, headers: ETAG }));
    for (const client of ['lean', 'sdk'] as const) {
      await open(server.target(), { client }).put('k', Buffer.from('hello'), {
        metadata: { 'x-key-fingerprint': 'aabb' },
      });
    }
    for (const { headers, body } of server.seen) {
      expect(headers).toMatchObject({ 'content-length': '5', 'x-amz-meta-x-key-fingerprint': 'aabb' });
      expect(headers['transfer-encoding']).toBeUndefined();
      expect(headers['x-amz-sdk-checksum-algorithm']).toBeUndefined();
      expect(body.toString()).toBe('hello');
    }
  });
});
