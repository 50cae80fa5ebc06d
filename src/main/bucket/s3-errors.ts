/**
 * One pure mapping from what a server or the network said to the product's error codes. Nothing else in the
 * program interprets S3 error codes, HTTP statuses or `ECONN…`.
 *
 * `data` of the errors made here, beside `{operation, bucket, host, key?}`:
 * - everything a server answered: `status`, `s3Code`, `requestId`, `detail` (the server's own words, ≤ 200)
 * - REGION_WRONG `{region, expected: string | null}`; CLOCK_SKEW `{seconds}` (positive: this machine is
 * behind)
 * - RATE_LIMITED, SERVER_ERROR `{retryAfterMs: number | null}`
 * - CREDENTIALS_INVALID `{which: 'accessKeyId' | 'secretAccessKey' | 'token', reason}`
 * - TLS_FAILED `{reason: 'self-signed' | 'unknown-authority' | 'expired' | 'not-yet-valid' | 'hostname' |
 *   'revoked' | 'not-tls' | 'handshake'}`; NOT_S3 `{contentType, reason}`; PROXY_FAILED `{proxy, reason}`
 * - TIMEOUT `{phase: 'connect' | 'idle'}`; BUCKET_MISSING `{reason: 'absent' | 'invalid-name'}`
 */
import { AppError } from '../../shared/errors.ts';
import type { ErrorData } from '../../shared/errors.ts';
import type { Failure, ServerAnswer, Verdict } from './failure.ts';
import { mapNetwork } from './network-errors.ts';

/** The failure as an AppError; see the table of `data` above. */
export function mapFailure(failure: Failure, cause?: unknown): AppError {
  const { operation, bucket, host, key } = failure;
  const [code, data] = failure.answer
    ? mapAnswer(failure, failure.answer)
    : mapNetwork(failure, failure.network ?? { code: '', message: '' });
  const place: ErrorData = { operation, bucket, host, ...(key === undefined ? {} : { key }) };
  return new AppError(code, { ...place, ...data }, cause === undefined ? {} : { cause });
}

/** S3 error codes that mean the same whatever the request was. Sources: AWS S3 API "Error responses", the
 *  R2 "Error codes" page, Ceph RGW `rgw_common.cc`, MinIO `api-errors.go`, issues filed against B2. */
const BY_CODE: Readonly<Record<string, Verdict>> = {
  NoSuchBucket: ['BUCKET_MISSING', { reason: 'absent' }],
  InvalidBucketName: ['BUCKET_MISSING', { reason: 'invalid-name' }],
  NoSuchKey: ['OBJECT_NOT_FOUND', {}],
  NoSuchVersion: ['OBJECT_NOT_FOUND', {}],
  PreconditionFailed: ['OBJECT_EXISTS', {}],
  AccessDenied: ['ACCESS_DENIED', {}],
  AllAccessDisabled: ['ACCESS_DENIED', { reason: 'account' }],
  AccountProblem: ['ACCESS_DENIED', { reason: 'account' }],
  NotSignedUp: ['ACCESS_DENIED', { reason: 'account' }],
  NotEntitled: ['ACCESS_DENIED', { reason: 'account' }],
  UserSuspended: ['ACCESS_DENIED', { reason: 'account' }],
  ObjectLockedByBucketPolicy: ['ACCESS_DENIED', { reason: 'locked' }],
  InvalidAccessKeyId: ['CREDENTIALS_INVALID', { which: 'accessKeyId' }],
  Unauthorized: ['CREDENTIALS_INVALID', { which: 'accessKeyId' }],
  SignatureDoesNotMatch: ['CREDENTIALS_INVALID', { which: 'secretAccessKey' }],
  InvalidToken: ['CREDENTIALS_INVALID', { which: 'token' }],
  InvalidTokenId: ['CREDENTIALS_INVALID', { which: 'token' }],
  ExpiredToken: ['CREDENTIALS_INVALID', { which: 'token', reason: 'expired' }],
  TokenRefreshRequired: ['CREDENTIALS_INVALID', { which: 'token', reason: 'expired' }],
  QuotaExceeded: ['QUOTA_EXCEEDED', {}],
  XMinioAdminBucketQuotaExceeded: ['QUOTA_EXCEEDED', {}],
  XMinioStorageFull: ['QUOTA_EXCEEDED', {}],
  StorageCapExceeded: ['QUOTA_EXCEEDED', {}],
  StorageQuotaExceeded: ['QUOTA_EXCEEDED', {}],
  TransactionCapExceeded: ['QUOTA_EXCEEDED', {}],
  DownloadCapExceeded: ['QUOTA_EXCEEDED', {}],
  InsufficientStorage: ['QUOTA_EXCEEDED', {}],
  InvalidRange: ['REQUEST_REFUSED', { reason: 'range' }],
  EntityTooLarge: ['OBJECT_TOO_LARGE', {}],
  KeyTooLongError: ['OBJECT_KEY_UNSAFE', { reason: 'too-long' }],
  InvalidObjectName: ['OBJECT_KEY_UNSAFE', { reason: 'character' }],
};

/** Passing failures under a 4xx status: the same request may simply be made again. */
const PASSING = new Set([
  'RequestTimeout',
  'IncompleteBody',
  'ClientDisconnect',
  'BadDigest',
  'XAmzContentSHA256Mismatch',
  'OperationAborted',
  'ConditionalRequestConflict',
  'InternalError',
]);
const THROTTLED = /^(SlowDown|TooManyRequests|Throttl|RequestLimitExceeded|BandwidthLimitExceeded)/;
const REGION_CODES = new Set([
  'PermanentRedirect',
  'TemporaryRedirect',
  'Redirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
  'InvalidRegionName',
  'IncorrectEndpoint',
]);
const SKEW_CODES = new Set(['RequestTimeTooSkewed', 'RequestExpired', 'ExpiredRequest']);
/** B2 tells of a spending cap in words, with `AccessDenied` as its code. */
const CAP_WORDS = /\b(cap|quota)\b.{0,20}\bexceeded\b|\bexceeded\b.{0,40}\b(cap|quota)\b/i;

function mapAnswer(failure: Failure, answer: ServerAnswer): Verdict {
  const { status, code, message } = answer;
  const said: ErrorData = {
    status,
    s3Code: code,
    requestId: header(answer, 'x-amz-request-id'),
    detail: message.slice(0, 200),
  };
  const [verdict, data] = interpret(failure, answer);
  return [verdict, { ...said, ...data }];
}

function interpret(failure: Failure, answer: ServerAnswer): Verdict {
  const { status, code, message } = answer;
  const retryAfterMs = retryAfter(answer, failure.now);
  if (status === 407) return ['PROXY_FAILED', { proxy: failure.proxy, reason: 'authentication' }];
  if (status === 429 || THROTTLED.test(code ?? '')) return ['RATE_LIMITED', { retryAfterMs }];
  if (status === 503 && retryAfterMs !== null) return ['RATE_LIMITED', { retryAfterMs }];
  if (SKEW_CODES.has(code ?? '')) return ['CLOCK_SKEW', { seconds: skewSeconds(failure, answer) }];
  const expected = expectedRegion(failure, answer);
  if (REGION_CODES.has(code ?? '') || (expected !== null && status < 500))
    return regionVerdict(failure, answer, expected);
  if (code === 'AccessDenied' && CAP_WORDS.test(message)) return ['QUOTA_EXCEEDED', {}];
  if (status === 507) return ['QUOTA_EXCEEDED', {}];
  const known = BY_CODE[code ?? ''];
  if (known) return known[0] === 'CREDENTIALS_INVALID' ? credentialsVerdict(failure, answer, known) : known;
  if (/credential access key has length/i.test(message))
    return credentialsVerdict(failure, answer, ['CREDENTIALS_INVALID', { which: 'accessKeyId' }]);
  if (PASSING.has(code ?? '')) return ['SERVER_ERROR', { retryAfterMs }];
  return byStatus(failure, answer, retryAfterMs);
}

/** What is left when the server used no code that is known: the status decides. */
function byStatus(failure: Failure, answer: ServerAnswer, retryAfterMs: number | null): Verdict {
  const { status, code } = answer;
  const contentType = header(answer, 'content-type');
  if (status === 408) return ['TIMEOUT', { phase: 'idle' }];
  if (status >= 500 && status !== 501) return ['SERVER_ERROR', { retryAfterMs }];
  if (status === 412) return ['OBJECT_EXISTS', {}];
  if (status === 416) return ['REQUEST_REFUSED', { reason: 'range' }];
  if (code !== null) return ['REQUEST_REFUSED', {}];
  // Go's servers, MinIO among them, say so in plain text.
  if (/http request to an https server/i.test(answer.message)) {
    return ['ENDPOINT_WRONG', { reason: 'needs-https', hint: `https://${failure.host}` }];
  }
  if (answer.foreignBody || status < 400)
    return ['NOT_S3', { contentType, reason: status < 400 && status >= 300 ? 'redirect' : 'content' }];
  if (status === 401) return ['CREDENTIALS_INVALID', { which: 'accessKeyId' }];
  if (status === 403) return ['ACCESS_DENIED', {}];
  if (status === 404) return ['NOT_S3', { contentType, reason: 'not-found' }];
  return ['REQUEST_REFUSED', {}];
}

function credentialsVerdict(failure: Failure, answer: ServerAnswer, known: Verdict): Verdict {
  if (failure.looksSwapped) return ['CREDENTIALS_SWAPPED', {}];
  const expected = b2RegionOfKey(failure);
  if (expected !== null) return ['REGION_WRONG', { region: failure.region, expected }];
  const master = /malformed access key id/i.test(answer.message);
  return [known[0], { ...known[1], ...(master ? { reason: 'master-key' } : {}) }];
}

/**
 * B2 numbers its clusters, and a key id begins with the number of its own (`004…` belongs to `us-west-004`);
 * another cluster answers InvalidAccessKeyId. Only the number is known for sure, so only it is said.
 */
function b2RegionOfKey(failure: Failure): string | null {
  if (failure.provider !== 'b2') return null;
  const cluster = /^(\d{3})[0-9a-f]{22}$/.exec(failure.accessKeyId)?.[1];
  return cluster !== undefined && !failure.region.endsWith(`-${cluster}`) ? `…-${cluster}` : null;
}

function regionVerdict(failure: Failure, answer: ServerAnswer, expected: string | null): Verdict {
  const { region } = failure;
  if (expected !== null && expected !== region) return ['REGION_WRONG', { region, expected }];
  if (answer.endpoint) return ['ENDPOINT_WRONG', { reason: 'redirect', expected: answer.endpoint }];
  if (answer.foreignBody)
    return ['NOT_S3', { contentType: header(answer, 'content-type'), reason: 'redirect' }];
  return ['REGION_WRONG', { region, expected: null }];
}

/** The region that the server says is right, from the header, the document, or the words of its message. */
function expectedRegion(failure: Failure, answer: ServerAnswer): string | null {
  const { code, message } = answer;
  if (code === 'InvalidRegionName' && failure.provider === 'r2') return 'auto';
  const told = header(answer, 'x-amz-bucket-region');
  if (told !== null && [301, 307, 400, 403].includes(answer.status))
    return told === failure.region ? null : told;
  if (!REGION_CODES.has(code ?? '')) return null;
  if (answer.region) return answer.region === failure.region ? null : answer.region;
  return (
    /expecting '([\w-]{1,40})'/.exec(message)?.[1] ??
    /^The ([\w-]{1,40}) location constraint is incompatible/.exec(message)?.[1] ??
    /\bs3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com/.exec(answer.endpoint ?? '')?.[1] ??
    null
  );
}

/** Seconds by which the server's clock is ahead of ours; `null` when it did not tell its time. */
function skewSeconds(failure: Failure, answer: ServerAnswer): number | null {
  const time = Date.parse(answer.serverTime || header(answer, 'date') || '');
  return Number.isNaN(time) ? null : Math.round((time - failure.now) / 1000);
}

/** Retry-After as milliseconds: RFC 9110 allows seconds or a date. Never more than an hour. */
function retryAfter(answer: ServerAnswer, now: number): number | null {
  const value = header(answer, 'retry-after');
  if (value === null) return null;
  const millis = /^\d+$/.test(value)
    ? Number(value) * 1000
    : Date.parse(value) - (Date.parse(header(answer, 'date') ?? '') || now);
  return Number.isNaN(millis) ? null : Math.min(Math.max(millis, 0), 3_600_000);
}

function header(answer: ServerAnswer, name: string): string | null {
  const value = answer.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
