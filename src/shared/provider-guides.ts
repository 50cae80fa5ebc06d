/**
 * Step-by-step guides for every provider: which fields it needs and in which order, where a person finds them, the
 * least rights to copy. The words are in strings/guides*.ts.
 */
import { PROVIDERS, type Provider } from './settings.ts';
import { GUIDES_DE } from './strings/guides-de.ts';
import { GUIDES_EN } from './strings/guides.ts';
import type { Language } from './strings/language.ts';

export interface GuideFieldView {
  /** A field of the set-up's draft, or `secretAccessKey`. */
  readonly field: string;
  readonly label: string;
  readonly example: string;
  readonly help: string;
  readonly secret: boolean;
  readonly optional: boolean;
}

export interface ProviderGuideView {
  readonly provider: Provider;
  readonly name: string;
  readonly hint: string;
  readonly fields: readonly GuideFieldView[];
  readonly steps: readonly { readonly text: string; readonly link: string | null }[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
  readonly policy: { readonly title: string; readonly text: string; readonly format: 'json' | 'text' } | null;
  readonly regions: readonly string[];
}

interface Preset {
  /** In the order they are asked; `?` after the name: may stay empty. */
  readonly fields: readonly string[];
  readonly examples: Readonly<Record<string, string>>;
  /** Per step, or `null`. */
  readonly stepLinks: readonly (string | null)[];
  readonly links: readonly string[];
  readonly policy: ((bucket: string) => string) | null;
  readonly policyFormat: 'json' | 'text';
  readonly regions: readonly string[];
}

/** Exactly what the app asks of a server: see bucket/s3.ts. */
function s3Policy(bucket: string): string {
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ListSessions',
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: `arn:aws:s3:::${bucket}`,
      },
      {
        Sid: 'ReadAndWriteSessions',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        Resource: `arn:aws:s3:::${bucket}/*`,
      },
    ],
  };
  return JSON.stringify(policy, null, 2);
}

/** AWS General Reference, "Amazon S3 endpoints", regions that need no opt-in, then those that do. */
const S3_REGIONS = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1', 'eu-south-1', 'eu-south-2'],
  ...['eu-central-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2'],
  ...['ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-east-1', 'af-south-1'],
  ...['il-central-1', 'me-central-1', 'me-south-1', 'ca-west-1', 'mx-central-1'],
];

const PRESETS: Readonly<Record<Provider, Preset>> = {
  r2: {
    fields: ['bucket', 'accountId', 'jurisdiction?', 'accessKeyId', 'secretAccessKey'],
    examples: { bucket: 'cc-sessions', accountId: '0123456789abcdef0123456789abcdef' },
    stepLinks: [
      'https://dash.cloudflare.com/?to=/:account/r2/overview',
      'https://dash.cloudflare.com/?to=/:account/r2/new',
      'https://dash.cloudflare.com/?to=/:account/r2/api-tokens',
      null,
      null,
    ],
    links: [
      'https://dash.cloudflare.com/?to=/:account/r2/overview',
      'https://developers.cloudflare.com/r2/api/tokens/',
    ],
    policy: (bucket) =>
      `Permission: Object Read & Write\nApply to: specific buckets only › ${bucket}\nTTL: forever`,
    policyFormat: 'text',
    regions: [],
  },
  s3: {
    fields: ['bucket', 'region', 'accessKeyId', 'secretAccessKey'],
    examples: { bucket: 'my-cc-sessions-bucket', region: 'us-east-1', accessKeyId: 'AKIA…' },
    stepLinks: [
      'https://s3.console.aws.amazon.com/s3/bucket/create',
      'https://us-east-1.console.aws.amazon.com/iam/home#/users/create',
      null,
      null,
      null,
    ],
    links: [
      'https://s3.console.aws.amazon.com/s3/buckets',
      'https://us-east-1.console.aws.amazon.com/iam/home#/users',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    ],
    policy: s3Policy,
    policyFormat: 'json',
    regions: S3_REGIONS,
  },
  b2: {
    fields: ['bucket', 'endpoint', 'accessKeyId', 'secretAccessKey'],
    examples: { bucket: 'cc-sessions', endpoint: 's3.us-west-002.backblazeb2.com' },
    stepLinks: [
      'https://secure.backblaze.com/b2_buckets.htm',
      null,
      'https://secure.backblaze.com/app_keys.htm',
      null,
    ],
    links: [
      'https://secure.backblaze.com/b2_buckets.htm',
      'https://secure.backblaze.com/app_keys.htm',
      'https://www.backblaze.com/docs/cloud-storage-application-keys',
    ],
    policy: (bucket) =>
      `b2 key create --bucket ${bucket} cc-sessions listFiles,readFiles,writeFiles,deleteFiles`,
    policyFormat: 'text',
    regions: [
      'us-west-000',
      'us-west-001',
      'us-west-002',
      'us-west-004',
      'us-east-005',
      'eu-central-003',
      'ca-east-006',
    ],
  },
  's3-compatible': {
    fields: ['bucket', 'endpoint', 'region?', 'accessKeyId', 'secretAccessKey'],
    examples: { bucket: 'cc-sessions', endpoint: 'https://storage.example.com:9000', region: 'us-east-1' },
    stepLinks: [null, null, null],
    links: ['https://min.io/docs/minio/linux/administration/identity-access-management.html'],
    policy: s3Policy,
    policyFormat: 'json',
    regions: [],
  },
  folder: {
    fields: ['bucket'],
    examples: { bucket: '~/Dropbox/cc-sessions' },
    stepLinks: [null, null],
    links: [],
    policy: null,
    policyFormat: 'text',
    regions: [],
  },
};

const CATALOGUES = { en: GUIDES_EN, de: GUIDES_DE } as const;

/** @param bucket put into the policy; an empty one is shown as `BUCKET`. */
export function providerGuide(provider: Provider, bucket: string, language: Language): ProviderGuideView {
  const preset = PRESETS[provider];
  const words = CATALOGUES[language][provider];
  const fields = preset.fields.map((written) => {
    const field = written.replace('?', '');
    const { label, help } = words.fields[field] ?? { label: field, help: '' };
    return {
      field,
      label,
      help,
      example: preset.examples[field] ?? '',
      secret: field === 'secretAccessKey',
      optional: written.endsWith('?'),
    };
  });
  const name = bucket.trim() || 'BUCKET';
  return {
    provider,
    name: words.name,
    hint: words.hint,
    fields,
    steps: words.steps.map((text, index) => ({ text, link: preset.stepLinks[index] ?? null })),
    links: preset.links.map((url, index) => ({ label: words.links[index] ?? url, url })),
    policy: preset.policy && { title: words.policy, text: preset.policy(name), format: preset.policyFormat },
    regions: preset.regions,
  };
}

export function providerGuides(bucket: string, language: Language): ProviderGuideView[] {
  return PROVIDERS.map((provider) => providerGuide(provider, bucket, language));
}
