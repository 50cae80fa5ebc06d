/** What each provider needs to be told, where a person finds it, and what can be seen to be wrong at once. */
import { isSafeName } from '../../shared/object-key.ts';
import type { Provider } from '../../shared/settings.ts';

export type TextField = 'bucket' | 'endpoint' | 'region' | 'accessKeyId' | 'deviceId';
export type ProviderField = 'bucket' | 'endpoint' | 'accessKeyId' | 'secretAccessKey';

/** Exactly what is needed, in the order it is asked. Region follows from the endpoint, or the server tells it. */
export const FIELDS_OF: Readonly<Record<Provider, readonly ProviderField[]>> = {
  r2: ['bucket', 'endpoint', 'accessKeyId', 'secretAccessKey'],
  s3: ['bucket', 'accessKeyId', 'secretAccessKey'],
  b2: ['bucket', 'endpoint', 'accessKeyId', 'secretAccessKey'],
  's3-compatible': ['bucket', 'endpoint', 'accessKeyId', 'secretAccessKey'],
  folder: ['bucket'],
};

export interface ProviderGuide {
  readonly name: string;
  readonly hint: string;
  /** Where to click, which permission. */
  readonly steps: readonly string[];
  /** What the provider calls each answer. */
  readonly labels: Readonly<Partial<Record<ProviderField | 'region', string>>>;
  readonly examples: Readonly<Partial<Record<ProviderField, string>>>;
}

export const GUIDES: Readonly<Record<Provider, ProviderGuide>> = {
  r2: {
    name: 'Cloudflare R2',
    hint: 'free up to 10 GB, no charge for downloads',
    steps: [
      'dash.cloudflare.com › R2 Object Storage › Create bucket, for instance “cc-sessions”.',
      'R2 overview › API › Manage API tokens › Create API token.',
      'Permission “Object Read & Write”, applied to this bucket only.',
      'It shows, once: Access Key ID, Secret Access Key, endpoint for S3 clients.',
    ],
    labels: {
      bucket: 'Bucket',
      endpoint: 'Endpoint (or only the account id)',
      accessKeyId: 'Access Key ID',
      secretAccessKey: 'Secret Access Key',
    },
    examples: { bucket: 'cc-sessions', endpoint: 'https://<account id>.r2.cloudflarestorage.com' },
  },
  s3: {
    name: 'AWS S3',
    hint: 'pay per use',
    steps: [
      'S3 console › Create bucket. Leave “Block all public access” on; versioning is a good idea.',
      'IAM › Users › Create user, without console access.',
      'Give it a policy: s3:ListBucket on the bucket; s3:GetObject, s3:PutObject, s3:DeleteObject on bucket/*.',
      'The user › Security credentials › Create access key › “Application running outside AWS”.',
    ],
    labels: {
      bucket: 'Bucket',
      region: 'Region',
      accessKeyId: 'Access key',
      secretAccessKey: 'Secret access key',
    },
    examples: { bucket: 'my-cc-sessions', accessKeyId: 'AKIA…' },
  },
  b2: {
    name: 'Backblaze B2',
    hint: 'low-cost storage',
    steps: [
      'secure.backblaze.com › Buckets › Create a Bucket, files private.',
      'The bucket’s tile shows its endpoint, such as s3.us-west-002.backblazeb2.com.',
      'Application Keys › Add a New Application Key: this bucket only, Read and Write.',
      'The page shows, once: keyID and applicationKey. The master key does not work here.',
    ],
    labels: {
      bucket: 'Bucket',
      endpoint: 'Endpoint',
      accessKeyId: 'keyID',
      secretAccessKey: 'applicationKey',
    },
    examples: { bucket: 'cc-sessions', endpoint: 's3.us-west-002.backblazeb2.com' },
  },
  's3-compatible': {
    name: 'Any S3-compatible server',
    hint: 'MinIO, Ceph, Wasabi, Hetzner, your own …',
    steps: [
      'Create a bucket, and an access key that may list, read, write and delete in it.',
      'The endpoint is the address of the S3 API, not of the web console (MinIO: port 9000, not 9001).',
    ],
    labels: {
      bucket: 'Bucket',
      endpoint: 'Endpoint',
      accessKeyId: 'Access key',
      secretAccessKey: 'Secret key',
    },
    examples: { bucket: 'cc-sessions', endpoint: 'https://storage.example.com:9000' },
  },
  folder: {
    name: 'A folder',
    hint: 'on a share, a disk, or kept in step by Dropbox, Syncthing …',
    steps: [
      'Choose a folder that your other devices see too; it is made if it is not there.',
      'It will hold encrypted files only.',
    ],
    labels: { bucket: 'Folder' },
    examples: { bucket: '~/Dropbox/cc-sessions' },
  },
};

interface Known {
  readonly provider?: Provider | undefined;
}

/** What is certainly wrong with a value, as a sentence; `undefined` when it may be right. */
export function fieldProblem(field: TextField, value: string, { provider }: Known): string | undefined {
  const written = value.trim();
  if (written === '') return 'This is needed.';
  if (/\p{Cc}/u.test(written)) return 'There is a character in it that cannot be typed; copy it once more.';
  if (/YOUR[_-]|[<>]/.test(written) && field !== 'deviceId')
    return 'This is still the example; put in your own.';
  return CHECKS[field](written, provider);
}

const CHECKS: Readonly<
  Record<TextField, (value: string, provider: Provider | undefined) => string | undefined>
> = {
  bucket: (value, provider) => {
    if (provider === 'folder' || provider === undefined) return undefined;
    const name = value.replace(/^s3:\/\//i, '').replace(/^\/+|\/+$/g, '');
    if (/^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/.test(name)) return undefined;
    return 'A bucket has 3 or more letters, digits, dots and hyphens, without blanks or slashes.';
  },
  endpoint: (value, provider) => {
    if (provider === 'r2' && /^[0-9a-f]{32}$/i.test(value)) return undefined;
    const url = value.includes('://') ? value : `https://${value}`;
    if (/\s/.test(value) || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      return 'This is not a web address.';
    }
    if (provider === 'r2' && /dash\.cloudflare\.com|\.r2\.dev$/.test(new URL(url).hostname)) {
      return 'This is the address for browsers; the one for programs ends in r2.cloudflarestorage.com.';
    }
    return undefined;
  },
  region: (value) => (/^[A-Za-z0-9-]{2,64}$/.test(value) ? undefined : 'A region looks like us-east-1.'),
  accessKeyId: (value) => (/\s/.test(value) ? 'There is a blank in it.' : undefined),
  deviceId: (value) =>
    value === 'auto' || isSafeName(value)
      ? undefined
      : 'Use letters, digits and . _ @ + = - without blanks or slashes.',
};

/** @see fieldProblem */
export function secretProblem(value: string): string | undefined {
  if (value.trim() === '') return 'This is needed.';
  return /\s/.test(value.trim()) ? 'There is a blank in it.' : undefined;
}

export function keyProblem(value: string): string | undefined {
  const digits = value.trim();
  if (/^[0-9a-fA-F]{64}$/.test(digits)) return undefined;
  if (/[^0-9a-fA-F]/.test(digits)) return 'A key has only digits and the letters a to f.';
  return `A key has 64 characters; this has ${digits.length}.`;
}

/** As in main/crypto/keys.ts, which also refuses rows and repetitions. */
const LEAST_PASSPHRASE = 12;

export function newPassphraseProblem(value: string): string | undefined {
  const length = [...value.trim()].length;
  if (length >= LEAST_PASSPHRASE) return undefined;
  return `At least ${LEAST_PASSPHRASE} characters; four or five words that do not belong together are good.`;
}
