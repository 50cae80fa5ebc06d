import { describe, expect, it } from 'vitest';
import type { Failure, NetworkFailure, ServerAnswer } from './failure.ts';
import { mapFailure } from './s3-errors.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

const BASE: Failure = {
  operation: 'put',
  provider: 's3',
  bucket: 'cc-sessions',
  host: 'cc-sessions.s3.us-east-1.amazonaws.com',
  region: 'us-east-1',
  key: 'sessions/laptop/mem_1.enc',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  looksSwapped: false,
  proxy: null,
  now: NOW,
};

function answered(answer: Partial<ServerAnswer>, changes: Partial<Failure> = {}): Failure {
  const nothing = { headers: {}, code: null, message: '', foreignBody: false, status: 400 };
  return { ...BASE, ...changes, answer: { ...nothing, ...answer } };
}

function broken(network: Partial<NetworkFailure>, changes: Partial<Failure> = {}): Failure {
  return { ...BASE, ...changes, network: { code: '', message: '', ...network } };
}

describe('a server’s refusal', () => {
  it.each([
    [404, 'NoSuchBucket', 'BUCKET_MISSING'],
    [400, 'InvalidBucketName', 'BUCKET_MISSING'],
    [404, 'NoSuchKey', 'OBJECT_NOT_FOUND'],
    [403, 'AccessDenied', 'ACCESS_DENIED'],
    [403, 'NotEntitled', 'ACCESS_DENIED'],
    [403, 'InvalidAccessKeyId', 'CREDENTIALS_INVALID'],
    [401, 'Unauthorized', 'CREDENTIALS_INVALID'],
    [403, 'SignatureDoesNotMatch', 'CREDENTIALS_INVALID'],
    [400, 'ExpiredToken', 'CREDENTIALS_INVALID'],
    [412, 'PreconditionFailed', 'OBJECT_EXISTS'],
    [416, 'InvalidRange', 'REQUEST_REFUSED'],
    [429, 'TooManyRequests', 'RATE_LIMITED'],
    [503, 'SlowDown', 'RATE_LIMITED'],
    [503, 'SlowDownWrite', 'RATE_LIMITED'],
    [400, 'ThrottlingException', 'RATE_LIMITED'],
    [403, 'QuotaExceeded', 'QUOTA_EXCEEDED'],
    [507, 'XMinioStorageFull', 'QUOTA_EXCEEDED'],
    [400, 'XMinioAdminBucketQuotaExceeded', 'QUOTA_EXCEEDED'],
    [400, 'EntityTooLarge', 'OBJECT_TOO_LARGE'],
    [400, 'KeyTooLongError', 'OBJECT_KEY_UNSAFE'],
    [500, 'InternalError', 'SERVER_ERROR'],
    [503, 'ServiceUnavailable', 'SERVER_ERROR'],
    [400, 'RequestTimeout', 'SERVER_ERROR'],
    [400, 'IncompleteBody', 'SERVER_ERROR'],
    [409, 'OperationAborted', 'SERVER_ERROR'],
    [501, 'NotImplemented', 'REQUEST_REFUSED'],
    [400, 'MalformedXML', 'REQUEST_REFUSED'],
    [405, 'MethodNotAllowed', 'REQUEST_REFUSED'],
    [408, null, 'TIMEOUT'],
    [401, null, 'CREDENTIALS_INVALID'],
    [403, null, 'ACCESS_DENIED'],
    [404, null, 'NOT_S3'],
    [407, null, 'PROXY_FAILED'],
    [412, null, 'OBJECT_EXISTS'],
    [502, null, 'SERVER_ERROR'],
    [504, null, 'SERVER_ERROR'],
    [507, null, 'QUOTA_EXCEEDED'],
    [418, null, 'REQUEST_REFUSED'],
  ])('%i %s is %s', (status, code, expected) => {
    expect(mapFailure(answered({ status, code })).code).toBe(expected);
  });

  it('says where and what it was about, and the server’s own words', () => {
    const headers = { 'x-amz-request-id': 'REQ1' };
    const error = mapFailure(
      answered({ status: 403, code: 'AccessDenied', message: 'Access Denied.', headers }),
    );
    expect(error.data).toEqual({
      operation: 'put',
      bucket: 'cc-sessions',
      host: 'cc-sessions.s3.us-east-1.amazonaws.com',
      key: 'sessions/laptop/mem_1.enc',
      status: 403,
      s3Code: 'AccessDenied',
      requestId: 'REQ1',
      detail: 'Access Denied.',
    });
  });

  it.each([200, 302, 400, 403, 404, 405])('that is a web page under status %i is NOT_S3', (status) => {
    const headers = { 'content-type': 'text/html' };
    const { code, data } = mapFailure(answered({ status, headers, foreignBody: true }));
    expect(code).toBe('NOT_S3');
    expect(data).toMatchObject({ contentType: 'text/html', status });
  });

  it('that asks for HTTPS says how the endpoint should begin', () => {
    const message = 'Client sent an HTTP request to an HTTPS server.';
    const { code, data } = mapFailure(answered({ status: 400, foreignBody: true, message }));
    expect([code, data['reason']]).toEqual(['ENDPOINT_WRONG', 'needs-https']);
    expect(data['hint']).toBe('https://cc-sessions.s3.us-east-1.amazonaws.com');
  });

  it('that is a web page of a proxy or load balancer in trouble may pass', () => {
    expect(mapFailure(answered({ status: 502, foreignBody: true })).retryable).toBe(true);
  });

  it('names a spending cap that B2 hides behind AccessDenied', () => {
    const message = 'Cannot upload files, storage cap exceeded. See the Caps & Alerts page.';
    expect(mapFailure(answered({ status: 403, code: 'AccessDenied', message })).code).toBe('QUOTA_EXCEEDED');
  });
});

describe('regions', () => {
  it.each<[string, Partial<ServerAnswer>, string | null]>([
    [
      'header',
      { status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'eu-west-1' } },
      'eu-west-1',
    ],
    [
      'header of a HEAD-like refusal',
      { status: 403, headers: { 'x-amz-bucket-region': 'eu-west-1' } },
      'eu-west-1',
    ],
    ['element', { code: 'AuthorizationHeaderMalformed', region: 'eu-central-1' }, 'eu-central-1'],
    [
      'words',
      { code: 'AuthorizationHeaderMalformed', message: "the region is wrong; expecting 'ap-south-1'" },
      'ap-south-1',
    ],
    [
      'words of another kind',
      {
        code: 'IllegalLocationConstraintException',
        message: 'The eu-north-1 location constraint is incompatible for the region specific endpoint',
      },
      'eu-north-1',
    ],
    [
      'endpoint',
      { status: 301, code: 'PermanentRedirect', endpoint: 'cc-sessions.s3.eu-west-3.amazonaws.com' },
      'eu-west-3',
    ],
    ['nothing', { status: 400, code: 'AuthorizationHeaderMalformed' }, null],
  ])('are told by %s', (_name, answer, expected) => {
    const { code, data } = mapFailure(answered(answer));
    expect(code).toBe('REGION_WRONG');
    expect(data).toMatchObject({ region: 'us-east-1', expected });
  });

  it('are not doubted because an unrelated refusal names one', () => {
    expect(mapFailure(answered({ status: 404, code: 'NoSuchBucket', region: 'default' })).code).toBe(
      'BUCKET_MISSING',
    );
    const headers = { 'x-amz-bucket-region': 'us-east-1' };
    expect(mapFailure(answered({ status: 403, code: 'AccessDenied', headers })).code).toBe('ACCESS_DENIED');
  });

  it('of R2 are always auto', () => {
    const { data } = mapFailure(answered({ code: 'InvalidRegionName' }, { provider: 'r2' }));
    expect(data['expected']).toBe('auto');
  });

  it('of B2 show in the key id, where its server only says that it does not know the key', () => {
    const b2 = { provider: 'b2', region: 'us-west-002', accessKeyId: '0045f0571db506a0000000007' } as const;
    const refused = { status: 403, code: 'InvalidAccessKeyId' };
    expect(mapFailure(answered(refused, b2)).data).toMatchObject({
      region: 'us-west-002',
      expected: '…-004',
    });
    expect(mapFailure(answered(refused, { ...b2, region: 'us-west-004' })).code).toBe('CREDENTIALS_INVALID');
  });

  it('lead elsewhere when the redirect names only an address', () => {
    const { code, data } = mapFailure(
      answered({ status: 307, code: 'TemporaryRedirect', endpoint: 's3.example.net' }),
    );
    expect(code).toBe('ENDPOINT_WRONG');
    expect(data['expected']).toBe('s3.example.net');
  });
});

describe('credentials', () => {
  it('say which part was refused', () => {
    expect(mapFailure(answered({ status: 403, code: 'InvalidAccessKeyId' })).data['which']).toBe(
      'accessKeyId',
    );
    expect(mapFailure(answered({ status: 403, code: 'SignatureDoesNotMatch' })).data['which']).toBe(
      'secretAccessKey',
    );
  });

  it('that look swapped are called so once refused', () => {
    const swapped = { looksSwapped: true };
    expect(mapFailure(answered({ status: 403, code: 'InvalidAccessKeyId' }, swapped)).code).toBe(
      'CREDENTIALS_SWAPPED',
    );
    const message = 'Invalid Argument: Credential access key has length 64, should be 32';
    expect(mapFailure(answered({ code: 'InvalidArgument', message }, swapped)).code).toBe(
      'CREDENTIALS_SWAPPED',
    );
    expect(mapFailure(answered({ status: 403, code: 'AccessDenied' }, swapped)).code).toBe('ACCESS_DENIED');
  });

  it('of the wrong length for R2 are the key id’s fault', () => {
    const message = 'Invalid Argument: Credential access key has length 20, should be 32';
    const { code, data } = mapFailure(answered({ code: 'InvalidArgument', message }));
    expect([code, data['which']]).toEqual(['CREDENTIALS_INVALID', 'accessKeyId']);
  });

  it('may be the master key, which B2’s S3 does not take', () => {
    const message = 'Malformed Access Key Id';
    expect(mapFailure(answered({ status: 403, code: 'InvalidAccessKeyId', message })).data['reason']).toBe(
      'master-key',
    );
  });
});

describe('time', () => {
  it('tells by how many seconds the clock is off', () => {
    const skewed = { status: 403, code: 'RequestTimeTooSkewed', serverTime: '2026-11-22T12:20:00Z' };
    const { code, data } = mapFailure(answered(skewed));
    expect([code, data['seconds']]).toEqual(['CLOCK_SKEW', 1200]);
    const headers = { date: 'Sun, 22 Nov 2026 11:00:00 GMT' };
    expect(mapFailure(answered({ ...skewed, serverTime: null, headers })).data['seconds']).toBe(-3600);
    expect(mapFailure(answered({ ...skewed, serverTime: null })).data['seconds']).toBeNull();
  });

  it.each<[string, Record<string, string>, number | null]>([
    ['nothing', {}, null],
    ['seconds', { 'retry-after': '7' }, 7000],
    [
      'a date, by the server’s clock',
      { 'retry-after': 'Sun, 22 Nov 2026 13:00:10 GMT', date: 'Sun, 22 Nov 2026 13:00:00 GMT' },
      10_000,
    ],
    ['a date of the past', { 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 0],
    ['a year', { 'retry-after': '31536000' }, 3_600_000],
    ['nonsense', { 'retry-after': 'soon' }, null],
  ])('Retry-After of %s', (_name, headers, expected) => {
    expect(mapFailure(answered({ status: 429, headers })).data['retryAfterMs']).toBe(expected);
  });

  it('makes a 503 with Retry-After a request for patience', () => {
    const error = mapFailure(answered({ status: 503, foreignBody: true, headers: { 'retry-after': '1' } }));
    expect(error.code).toBe('RATE_LIMITED');
  });
});

describe('a network’s failure', () => {
  it.each<[string, string, string, string | undefined]>([
    ['ENOTFOUND', 'getaddrinfo ENOTFOUND s3.example.com', 'DNS_FAILED', undefined],
    ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN s3.example.com', 'DNS_FAILED', undefined],
    ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1', 'CONNECTION_REFUSED', 'ECONNREFUSED'],
    ['ENETUNREACH', 'connect ENETUNREACH 1.2.3.4:443', 'CONNECTION_REFUSED', 'ENETUNREACH'],
    ['ECONNRESET', 'read ECONNRESET', 'CONNECTION_LOST', 'ECONNRESET'],
    ['ECONNRESET', 'aborted', 'CONNECTION_LOST', 'ECONNRESET'],
    ['EPIPE', 'write EPIPE', 'CONNECTION_LOST', 'EPIPE'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', 'TLS_FAILED', 'self-signed'],
    [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'self-signed certificate in certificate chain',
      'TLS_FAILED',
      'unknown-authority',
    ],
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'unable to verify the first certificate',
      'TLS_FAILED',
      'unknown-authority',
    ],
    ['CERT_HAS_EXPIRED', 'certificate has expired', 'TLS_FAILED', 'expired'],
    ['CERT_NOT_YET_VALID', 'certificate is not yet valid', 'TLS_FAILED', 'not-yet-valid'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'Hostname/IP does not match', 'TLS_FAILED', 'hostname'],
    ['EPROTO', 'write EPROTO … wrong version number', 'TLS_FAILED', 'not-tls'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'handshake failure', 'TLS_FAILED', 'handshake'],
    ['HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/', 'NOT_S3', 'not-http'],
    ['ERR_PROXY_TUNNEL', 'Failed to establish tunnel', 'PROXY_FAILED', 'ERR_PROXY_TUNNEL'],
    ['SOMETHING_NEW', 'of a later Node', 'CONNECTION_LOST', 'SOMETHING_NEW'],
  ])('%s (%s) is %s', (code, message, expected, reason) => {
    const error = mapFailure(broken({ code, message }));
    expect(error.code).toBe(expected);
    if (reason !== undefined) expect(error.data['reason']).toBe(reason);
  });

  it.each([
    ['connect ETIMEDOUT 1.2.3.4:443', 'connect'],
    ['connect timeout', 'connect'],
    ['idle timeout', 'idle'],
    ['read ETIMEDOUT', 'idle'],
  ])('%s waited for: %s', (message, phase) => {
    const error = mapFailure(broken({ code: 'ETIMEDOUT', message }));
    expect([error.code, error.data['phase']]).toEqual(['TIMEOUT', phase]);
  });

  it('is the proxy’s when it was the proxy that could not be reached', () => {
    const proxied = { proxy: 'proxy.corp:3128' };
    const refused = {
      code: 'ECONNREFUSED',
      message: 'connect ECONNREFUSED',
      address: '10.0.0.1',
      port: 3128,
    };
    expect(mapFailure(broken(refused, proxied)).code).toBe('PROXY_FAILED');
    const unknown = {
      code: 'ENOTFOUND',
      message: 'getaddrinfo ENOTFOUND proxy.corp',
      hostname: 'proxy.corp',
    };
    expect(mapFailure(broken(unknown, proxied)).code).toBe('PROXY_FAILED');
    expect(mapFailure(broken({ ...unknown, hostname: 's3.amazonaws.com' }, proxied)).code).toBe('DNS_FAILED');
    const denied = { code: 'ERR_PROXY_TUNNEL', message: '407', status: 407 };
    expect(mapFailure(broken(denied, proxied)).data).toMatchObject({
      proxy: 'proxy.corp:3128',
      reason: 'authentication',
    });
  });
});
