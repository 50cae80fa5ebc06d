/**
 * Provider presets: from the `cloud:` block, as people write it, to the one place that requests go to. A
 * table of rules, no classes; nothing here asks the network. What people paste is tolerated where its meaning
 * is certain (no scheme, a trailing slash, the bucket's name in the address, an R2 account id alone) and
 * explained where it is not.
 *
 * ENDPOINT_WRONG carries `{reason, endpoint, hint}`; reason is `missing`, `malformed`, `placeholder`, `path`,
 * `public-url` (an address that only serves files to browsers) or `console` (the provider's web site).
 */
import os from 'node:os';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { CloudConfig, Provider } from '../../shared/settings.ts';
import { looksSwapped } from './credential-shapes.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only with temporary credentials. */
  readonly sessionToken?: string | undefined;
}

export interface S3Target {
  readonly kind: 's3';
  readonly provider: Exclude<Provider, 'folder'>;
  readonly bucket: string;
  /** Scheme, host, port and, rarely, a base path; `null`: Amazon's own, which follows from the region. */
  readonly endpoint: string | null;
  readonly region: string;
  /** Whether a person or the endpoint named the region; if not, the server's correction is simply taken. */
  readonly regionGiven: boolean;
  readonly pathStyle: boolean;
  readonly credentials: Credentials;
  /** Empty, or ending in `/`. */
  readonly prefix: string;
  /** For people; no secrets. */
  readonly label: string;
}

export interface FolderTarget {
  readonly kind: 'folder';
  /** Absolute path. */
  readonly directory: string;
  readonly prefix: string;
  readonly label: string;
}

export type BucketTarget = S3Target | FolderTarget;

export interface Secrets {
  /** From the keychain; the one in the config file is used first. */
  readonly secretAccessKey?: string | undefined;
  readonly sessionToken?: string | undefined;
}

export interface ResolveOptions {
  /** What a relative folder is relative to. Default: the home directory. */
  readonly baseDirectory?: string;
}

interface Place {
  readonly endpoint: string | null;
  readonly region: string;
  readonly regionGiven: boolean;
}

/**
 * @throws AppError ENDPOINT_WRONG; BUCKET_MISSING {reason: 'invalid-name'}; CREDENTIALS_MISSING {which:
 * 'accessKeyId' | 'secretAccessKey' | 'both'}; CREDENTIALS_SWAPPED {provider}
 */
export function resolveTarget(
  config: CloudConfig,
  secrets: Secrets = {},
  options: ResolveOptions = {},
): BucketTarget {
  const { provider } = config;
  if (provider === 'folder') return resolveFolder(config, options);
  const bucket = bucketName(config.bucket);
  const place = PLACES[provider](config, bucket);
  return {
    kind: 's3',
    provider,
    bucket,
    ...place,
    pathStyle: config.pathStyle ?? wantsPathStyle(provider, bucket, place.endpoint),
    credentials: resolveCredentials(config, secrets),
    prefix: config.prefix,
    label: labelOf(provider, bucket, place.endpoint),
  };
}

function resolveFolder(config: CloudConfig, options: ResolveOptions): FolderTarget {
  const home = os.homedir();
  const written = config.bucket.trim();
  if (written === '') throw new AppError('BUCKET_MISSING', { bucket: '', reason: 'invalid-name' });
  const expanded = /^~(?=[/\\]|$)/.test(written) ? home + written.slice(1) : written;
  const directory = path.resolve(options.baseDirectory ?? home, expanded);
  return { kind: 'folder', directory, prefix: config.prefix, label: `folder ${directory}` };
}

/** `s3://name/` and stray slashes are tolerated; a path inside the name is not a bucket's name. */
function bucketName(written: string): string {
  const name = written
    .trim()
    .replace(/^s3:\/\//i, '')
    .replace(/^\/+|\/+$/g, '');
  // Buckets of before 2018 may hold capitals and underscores, and MinIO allows them still.
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/.test(name)) return name;
  throw new AppError('BUCKET_MISSING', { bucket: written.slice(0, 200), reason: 'invalid-name' });
}

/**
 * The words with which the document marks what is to be filled in: `YOUR_ACCOUNT_ID`, `YOUR_AWS_ACCESS_KEY`.
 */
const PLACEHOLDER = /^<?YOUR[_-]/i;

function resolveCredentials(config: CloudConfig, secrets: Secrets): Credentials {
  const accessKeyId = filled(config.accessKeyId);
  const secretAccessKey = filled(config.secretAccessKey) ?? filled(secrets.secretAccessKey);
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const which =
      accessKeyId !== undefined ? 'secretAccessKey' : secretAccessKey !== undefined ? 'accessKeyId' : 'both';
    throw new AppError('CREDENTIALS_MISSING', { which, provider: config.provider });
  }
  if (looksSwapped(config.provider, accessKeyId, secretAccessKey)) {
    throw new AppError('CREDENTIALS_SWAPPED', { provider: config.provider });
  }
  return { accessKeyId, secretAccessKey, sessionToken: secrets.sessionToken };
}

function filled(value: string | undefined): string | undefined {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' || PLACEHOLDER.test(trimmed) ? undefined : trimmed;
}

const PLACES: Readonly<Record<S3Target['provider'], (config: CloudConfig, bucket: string) => Place>> = {
  r2: placeOfR2,
  s3: placeOfAws,
  b2: placeOfB2,
  's3-compatible': placeOfCompatible,
};

/**
 * R2 knows one region, `auto`, whatever a config says that was copied from another provider; jurisdictions
 * have endpoints of their own (`.eu.`, `.fedramp.`).
 */
function placeOfR2(config: CloudConfig, bucket: string): Place {
  const written = config.endpoint?.trim() ?? '';
  const bare = written.replace(/^https?:\/\//i, '').replace(/\/+$/, '');
  const account = /^[0-9a-f]{32}$/i.test(bare);
  const url = parseEndpoint(
    account ? `${bare.toLowerCase()}.r2.cloudflarestorage.com` : written,
    'r2',
    bucket,
  );
  if (url.hostname.endsWith('.r2.dev')) throw wrong('public-url', written);
  if (url.hostname === 'dash.cloudflare.com') throw wrong('console', written);
  return {
    endpoint: withoutPath(url, written, bucket),
    region: 'auto',
    regionGiven: true,
  };
}

/** Without a region Amazon's oldest is asked, which tells the right one. */
function placeOfAws(config: CloudConfig, bucket: string): Place {
  const written = config.endpoint?.trim() ?? '';
  const region = config.region?.trim() ?? '';
  if (written === '') return { endpoint: null, region: region || 'us-east-1', regionGiven: region !== '' };
  const url = parseEndpoint(written, 's3', bucket);
  if (/^s3-website[.-]/.test(url.hostname)) throw wrong('public-url', written);
  if (url.hostname.endsWith('console.aws.amazon.com')) throw wrong('console', written);
  const own = /^s3(?:[.-]([a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com(?:\.cn)?$/.exec(url.hostname);
  const told = own?.[1] ?? '';
  if (own)
    return { endpoint: null, region: region || told || 'us-east-1', regionGiven: (region || told) !== '' };
  return {
    endpoint: withoutPath(url, written, bucket),
    region: region || 'us-east-1',
    regionGiven: region !== '',
  };
}

/** B2 has a host per region; either tells the other, and where they differ the host is where requests go. */
function placeOfB2(config: CloudConfig, bucket: string): Place {
  const written = config.endpoint?.trim() ?? '';
  const region = config.region?.trim() ?? '';
  if (written === '') {
    if (!/^[a-z]+(?:-[a-z]+)+-\d{3}$/.test(region))
      throw wrong('missing', region, 'https://s3.<region>.backblazeb2.com');
    return { endpoint: `https://s3.${region}.backblazeb2.com`, region, regionGiven: true };
  }
  const url = parseEndpoint(written, 'b2', bucket);
  if (/^f\d{3}\.backblazeb2\.com$/.test(url.hostname)) throw wrong('public-url', written);
  if (/^(?:secure|www)\.backblaze\.com$/.test(url.hostname)) throw wrong('console', written);
  const told = /^s3\.([a-z0-9-]+)\.backblazeb2\.com$/.exec(url.hostname)?.[1];
  const endpoint = withoutPath(url, written, bucket);
  return {
    endpoint,
    region: told ?? (region || 'us-west-002'),
    regionGiven: told !== undefined || region !== '',
  };
}

function placeOfCompatible(config: CloudConfig, bucket: string): Place {
  const written = config.endpoint?.trim() ?? '';
  const region = config.region?.trim() ?? '';
  const url = parseEndpoint(written, 's3-compatible', bucket);
  // Some gateways live below a path (Supabase: /storage/v1/s3), so only the bucket's own name is taken away.
  const base = url.pathname.replace(/\/+$/, '');
  const kept = base.endsWith(`/${bucket}`) ? base.slice(0, -bucket.length - 1) : base;
  return { endpoint: url.origin + kept, region: region || 'us-east-1', regionGiven: region !== '' };
}

const ENDPOINT_FORM: Readonly<Record<S3Target['provider'], string>> = {
  r2: 'https://<account id>.r2.cloudflarestorage.com',
  s3: '',
  b2: 'https://s3.<region>.backblazeb2.com',
  's3-compatible': 'https://storage.example.com:9000',
};

/** Parses an endpoint, with `http` for this machine and `https` for all others where no scheme is written. */
function parseEndpoint(written: string, provider: S3Target['provider'], bucket: string): URL {
  const hint = ENDPOINT_FORM[provider];
  if (written === '') throw wrong('missing', written, hint);
  const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)/i.exec(written)?.[1] ?? '';
  if (PLACEHOLDER.test(host) || /[<>]/.test(host)) throw wrong('placeholder', written, hint);
  const local = /^(?:localhost|127\.[\d.]+|\[::1\])(?::|$)/i.test(host);
  const full = written.includes('://') ? written : `${local ? 'http' : 'https'}://${written}`;
  const url = URL.canParse(full) ? new URL(full) : null;
  const usable = url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '' && url.username === '';
  if (!usable || url.search !== '' || url.hash !== '') throw wrong('malformed', written, hint);
  const inHost = `${bucket.toLowerCase()}.`;
  const known = /(?:\.r2\.cloudflarestorage\.com|\.backblazeb2\.com|\.amazonaws\.com(?:\.cn)?)$/;
  if (url.hostname.startsWith(inHost) && known.test(url.hostname))
    url.hostname = url.hostname.slice(inHost.length);
  return url;
}

/** The origin; the bucket's name as path is what consoles show and is left out, another path is a mistake. */
function withoutPath(url: URL, written: string, bucket: string): string {
  const inside = url.pathname.replace(/^\/+|\/+$/g, '');
  if (inside !== '' && inside !== bucket) throw wrong('path', written, url.origin);
  return url.origin;
}

function wrong(reason: string, endpoint: string, hint = ''): AppError {
  return new AppError('ENDPOINT_WRONG', { reason, endpoint: endpoint.slice(0, 200), hint });
}

/** Names that cannot be part of a host, or that a wildcard certificate would not cover, go into the path. */
function wantsPathStyle(provider: Provider, bucket: string, endpoint: string | null): boolean {
  if (provider === 's3-compatible' || !/^[a-z0-9-]{3,63}$/.test(bucket)) return true;
  if (endpoint === null) return false;
  const { hostname } = new URL(endpoint);
  return hostname === 'localhost' || hostname.startsWith('[') || /^\d+(?:\.\d+){3}$/.test(hostname);
}

const NAMES: Readonly<Record<S3Target['provider'], string>> = {
  r2: 'Cloudflare R2',
  s3: 'Amazon S3',
  b2: 'Backblaze B2',
  's3-compatible': 'S3-compatible',
};

function labelOf(provider: S3Target['provider'], bucket: string, endpoint: string | null): string {
  const at = provider === 's3-compatible' && endpoint !== null ? ` at ${new URL(endpoint).host}` : '';
  return `${NAMES[provider]} bucket "${bucket}"${at}`;
}

/** The base address of requests, for the region that is in force: the bucket in host or path. */
export function requestBase(target: S3Target, region: string): URL {
  const china = region.startsWith('cn-') ? '.cn' : '';
  const url = new URL(target.endpoint ?? `https://s3.${region}.amazonaws.com${china}`);
  if (target.pathStyle) url.pathname = `${url.pathname.replace(/\/+$/, '')}/${target.bucket}`;
  else url.hostname = `${target.bucket}.${url.hostname}`;
  return url;
}
