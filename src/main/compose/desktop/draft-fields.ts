/** The set-up's answers as settings: what follows from them, and what can be seen to be wrong with them. Pure. */
import type { SetupDraft } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { isSafeName } from '../../../shared/object-key.ts';
import { CLOUD_DEFAULTS, type CloudConfig, type Provider } from '../../../shared/settings.ts';
import type { SetupProblemId } from '../../../shared/strings/setup.ts';
import { hasShape, looksSwapped } from '../../bucket/credential-shapes.ts';
import { resolveTarget } from '../../bucket/providers.ts';

/** Answers that the place of the vault is made of, and how it is reached. */
export type DraftAnswers = Pick<
  SetupDraft,
  | 'provider'
  | 'bucket'
  | 'accountId'
  | 'jurisdiction'
  | 'endpoint'
  | 'region'
  | 'accessKeyId'
  | 'prefix'
  | 'pathStyle'
>;

export interface FieldProblem {
  readonly field: string;
  readonly problem: SetupProblemId;
  readonly severity: 'wrong' | 'unlikely';
}

/** R2's endpoint follows from the account; elsewhere it is what was written. */
export function endpointOf(draft: DraftAnswers): string {
  const { provider, accountId, jurisdiction, endpoint } = draft;
  if (provider !== 'r2' || accountId.trim() === '') return endpoint.trim();
  const host = jurisdiction === '' ? '' : `${jurisdiction}.`;
  return `https://${accountId.trim().toLowerCase()}.${host}r2.cloudflarestorage.com`;
}

/** Only what was answered. @throws USAGE before a provider and a bucket are named */
export function cloudOf(
  draft: DraftAnswers,
): Partial<CloudConfig> & Pick<CloudConfig, 'provider' | 'bucket'> {
  const { provider } = draft;
  const bucket = draft.bucket.trim();
  if (provider === null || bucket === '') throw new AppError('USAGE', { problem: 'set-up-incomplete' });
  if (provider === 'folder') return { provider, bucket, prefix: prefixOf(draft) };
  return {
    provider,
    bucket,
    prefix: prefixOf(draft),
    endpoint: endpointOf(draft) || undefined,
    region: draft.region.trim() || undefined,
    accessKeyId: draft.accessKeyId.trim() || undefined,
    pathStyle: draft.pathStyle ?? undefined,
  };
}

function prefixOf({ prefix }: DraftAnswers): string {
  const plain = prefix.trim().replace(/^\/+|\/+$/g, '');
  return plain === '' ? '' : `${plain}/`;
}

const R2_ENDPOINT = /^https:\/\/([0-9a-f]{32})\.(?:(eu|fedramp)\.)?r2\.cloudflarestorage\.com$/;

/** Settings as answers: the way back from `cloudOf`. */
export function answersOf(
  cloud: Partial<CloudConfig> & Pick<CloudConfig, 'provider' | 'bucket'>,
): DraftAnswers {
  const account = cloud.provider === 'r2' ? R2_ENDPOINT.exec(cloud.endpoint ?? '') : null;
  return {
    provider: cloud.provider,
    bucket: cloud.bucket,
    accountId: account?.[1] ?? '',
    jurisdiction: (account?.[2] ?? '') as SetupDraft['jurisdiction'],
    endpoint: account ? '' : (cloud.endpoint ?? ''),
    region: cloud.region ?? '',
    accessKeyId: cloud.accessKeyId ?? '',
    prefix: cloud.prefix ?? '',
    pathStyle: cloud.pathStyle ?? null,
  };
}

/** A name for the place: a key that was chosen for one does not serve another. */
export function placeOf(draft: DraftAnswers): string {
  return JSON.stringify([draft.provider, draft.bucket.trim(), endpointOf(draft), prefixOf(draft)]);
}

type Field = 'bucket' | 'accountId' | 'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey' | 'prefix';

const REQUIRED: Readonly<Record<Provider, readonly Field[]>> = {
  r2: ['bucket', 'accountId', 'accessKeyId', 'secretAccessKey'],
  s3: ['bucket', 'accessKeyId', 'secretAccessKey'],
  b2: ['bucket', 'endpoint', 'accessKeyId', 'secretAccessKey'],
  's3-compatible': ['bucket', 'endpoint', 'accessKeyId', 'secretAccessKey'],
  folder: ['bucket'],
};

/** Needed and not answered. R2 takes a whole endpoint in place of the account, B2 a region in place of its host. */
export function missingFields(draft: DraftAnswers, hasSecret: boolean): string[] {
  const { provider } = draft;
  if (provider === null) return ['provider'];
  return REQUIRED[provider].filter((field) => {
    if (field === 'secretAccessKey') return !hasSecret;
    if (field === 'accountId') return draft.accountId.trim() === '' && draft.endpoint.trim() === '';
    if (field === 'endpoint' && provider === 'b2') {
      return draft.endpoint.trim() === '' && draft.region.trim() === '';
    }
    return draft[field].trim() === '';
  });
}

/** @param secret empty when it is not known here */
export function fieldProblems(draft: DraftAnswers, secret: string): FieldProblem[] {
  const { provider } = draft;
  if (provider === null) return [];
  const values: Readonly<Partial<Record<Field, string>>> =
    provider === 'folder'
      ? { bucket: draft.bucket, prefix: draft.prefix }
      : { ...draft, secretAccessKey: secret };
  const found: FieldProblem[] = [];
  for (const field of Object.keys(CHECKS) as Field[]) {
    const value = (values[field] ?? '').trim();
    if (value === '') continue;
    const problem = anyField(value, field) ?? CHECKS[field](value, provider);
    if (problem) found.push(problem.startsWith('?') ? unlikely(field, problem) : wrong(field, problem));
  }
  return found;
}

/** A problem's id; with a question mark before it when it may be right all the same. */
type Found = SetupProblemId | `?${SetupProblemId}`;

const wrong = (field: Field, problem: Found): FieldProblem => ({
  field,
  problem: problem as SetupProblemId,
  severity: 'wrong',
});
const unlikely = (field: Field, problem: Found): FieldProblem => ({
  field,
  problem: problem.slice(1) as SetupProblemId,
  severity: 'unlikely',
});

function anyField(value: string, field: Field): Found | null {
  if (/\p{Cc}/u.test(value)) return 'control-character';
  if (field !== 'secretAccessKey' && /YOUR[_-]|[<>]/.test(value)) return 'example';
  return null;
}

const CHECKS: Readonly<Record<Field, (value: string, provider: Provider) => Found | null>> = {
  bucket: (value, provider) => {
    if (provider === 'folder') return /^(?:[/\\~]|[A-Za-z]:)/.test(value) ? null : 'folder-relative';
    const name = value.replace(/^s3:\/\//i, '').replace(/^\/+|\/+$/g, '');
    if (name.includes('/')) return 'bucket-path';
    if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) return null;
    return /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/.test(name) ? '?bucket-form' : 'bucket-form';
  },
  accountId: (value, provider) =>
    provider !== 'r2' || /^[0-9a-f]{32}$/i.test(value) ? null : 'account-id-form',
  endpoint: checkEndpoint,
  region: (value) => (/^[A-Za-z0-9-]{2,64}$/.test(value) ? null : 'region-form'),
  accessKeyId: (value, provider) => {
    if (/\s/.test(value)) return 'blank-inside';
    return hasShape(provider, 'id', value) ? null : '?key-id-form';
  },
  secretAccessKey: (value, provider) => {
    if (/\s/.test(value)) return 'blank-inside';
    return hasShape(provider, 'secret', value) ? null : '?secret-form';
  },
  prefix: (value) =>
    value.split('/').every((part) => part === '' || isSafeName(part)) ? null : 'prefix-form',
};

const HOSTS: Readonly<Partial<Record<Provider, RegExp>>> = {
  r2: /\.r2\.cloudflarestorage\.com$/,
  s3: /\.amazonaws\.com(?:\.cn)?$/,
  b2: /\.backblazeb2\.com$/,
};

function checkEndpoint(value: string, provider: Provider): Found | null {
  const full = value.includes('://') ? value : `https://${value}`;
  if (/\s/.test(value) || !URL.canParse(full) || !/^https?:$/.test(new URL(full).protocol))
    return 'endpoint-form';
  const { hostname, protocol } = new URL(full);
  if (
    /^(?:dash\.cloudflare\.com|(?:secure|www)\.backblaze\.com)$|console\.aws\.amazon\.com$/.test(hostname)
  ) {
    return 'endpoint-console';
  }
  if (/\.r2\.dev$|^f\d{3}\.backblazeb2\.com$|^s3-website/.test(hostname)) return 'endpoint-public';
  const owner = (Object.keys(HOSTS) as Provider[]).find((name) => HOSTS[name]?.test(hostname));
  if (owner && owner !== provider && provider !== 's3-compatible') return 'endpoint-other-provider';
  const local =
    /^(?:localhost|127\.[\d.]+|\[::1\]|10\.[\d.]+|192\.168\.[\d.]+|172\.(?:1[6-9]|2\d|3[01])\.[\d.]+)$/;
  return protocol === 'http:' && !local.test(hostname) ? '?endpoint-plain-http' : null;
}

export function isSwapped(draft: DraftAnswers, secret: string): boolean {
  const { provider, accessKeyId } = draft;
  return (
    provider !== null && provider !== 'folder' && looksSwapped(provider, accessKeyId.trim(), secret.trim())
  );
}

/** What the place will be called and where requests will go; `null` while that cannot be said. */
export function targetOf(
  draft: DraftAnswers,
  home: string,
): { label: string; endpoint: string | null; region: string | null } | null {
  try {
    const cloud = { ...CLOUD_DEFAULTS, ...cloudOf(draft), accessKeyId: 'id', secretAccessKey: 'secret' };
    const target = resolveTarget(cloud, {}, { baseDirectory: home });
    if (target.kind === 'folder') return { label: target.label, endpoint: null, region: null };
    return {
      label: target.label,
      endpoint: target.endpoint,
      region: target.regionGiven ? target.region : null,
    };
  } catch {
    return null;
  }
}
