/**
 * What Node reports of a connection that failed, as error codes: DNS, refusal, loss, time-outs, TLS, proxies.
 * Pure; part of `mapFailure`, where the `data` of each code is described.
 */
import type { ErrorData } from '../../shared/errors.ts';
import type { Failure, NetworkFailure, Verdict } from './failure.ts';

/** Node's names of TLS failures (OpenSSL's X509_V_ERR_… and Node's own). */
const TLS_REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-authority',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-authority',
  CERT_UNTRUSTED: 'unknown-authority',
  INVALID_CA: 'unknown-authority',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  CERT_REVOKED: 'revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'hostname',
  HOSTNAME_MISMATCH: 'hostname',
  EPROTO: 'handshake',
  ERR_TLS_HANDSHAKE_TIMEOUT: 'handshake',
};

const LOST = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_SOCKET_CLOSED',
  'ERR_STREAM_DESTROYED',
  'ENOTCONN',
]);
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
]);
const NO_NAME = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'ENODATA',
  'ESERVFAIL',
]);

/** The network's half of `mapFailure`. */
export function mapNetwork(failure: Failure, network: NetworkFailure): Verdict {
  const { code, message } = network;
  const data: ErrorData = { reason: code || message.slice(0, 200) };
  if (isProxyFault(failure, network))
    return [
      'PROXY_FAILED',
      {
        proxy: failure.proxy,
        reason: network.status === 407 ? 'authentication' : code,
        status: network.status ?? null,
      },
    ];
  if (NO_NAME.has(code)) return ['DNS_FAILED', { ...data, hostname: network.hostname ?? failure.host }];
  if (UNREACHABLE.has(code)) return ['CONNECTION_REFUSED', data];
  if (code === 'ETIMEDOUT' || code === 'TimeoutError' || code === 'ESOCKETTIMEDOUT')
    return ['TIMEOUT', { phase: /^connect\b|establish/i.test(message) ? 'connect' : 'idle' }];
  const tls = tlsReason(code, message);
  if (tls !== null) return ['TLS_FAILED', { reason: tls, detail: message.slice(0, 200) }];
  if (LOST.has(code) || /^(aborted|socket hang up)$/.test(message)) return ['CONNECTION_LOST', data];
  if (code.startsWith('HPE_')) return ['NOT_S3', { reason: 'not-http' }];
  if (code === 'ERR_INVALID_URL') return ['ENDPOINT_WRONG', { reason: 'malformed' }];
  return ['CONNECTION_LOST', data];
}

function tlsReason(code: string, message: string): string | null {
  if (/wrong[ _]version[ _]number|http[ _]request|packet[ _]length[ _]too[ _]long/i.test(message))
    return 'not-tls';
  const known = TLS_REASONS[code];
  if (known !== undefined) return known;
  if (code.startsWith('ERR_SSL_')) return 'handshake';
  return code.startsWith('CERT_') ? 'unknown-authority' : null;
}

/** Node does not say that it was the proxy which failed, but the address in its error does. */
function isProxyFault(failure: Failure, network: NetworkFailure): boolean {
  if (network.code === 'ERR_PROXY_TUNNEL' || network.code === 'ERR_PROXY_INVALID_CONFIG') return true;
  if (failure.proxy === null) return false;
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(failure.proxy) ?? [];
  if (network.port !== undefined)
    return String(network.port) === port && (network.address === host || !failure.host.endsWith(`:${port}`));
  return network.hostname !== undefined && network.hostname === host;
}
