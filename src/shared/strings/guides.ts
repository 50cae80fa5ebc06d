/** The words of the provider guides in English. What is needed, and in which order: provider-guides.ts. */
import type { Provider } from '../settings.ts';

export interface GuideField {
  /** What the provider calls it. */
  readonly label: string;
  readonly help: string;
}

export interface GuideWords {
  readonly name: string;
  /** A few words for the choice of provider. */
  readonly hint: string;
  /** One per step of provider-guides.ts. */
  readonly steps: readonly string[];
  readonly fields: Readonly<Record<string, GuideField>>;
  /** Above the policy. */
  readonly policy: string;
  /** Labels of the links, in their order. */
  readonly links: readonly string[];
}

export type GuideCatalogue = Readonly<Record<Provider, GuideWords>>;

export const GUIDES_EN: GuideCatalogue = {
  r2: {
    name: 'Cloudflare R2',
    hint: 'Free up to 10 GB, and downloads cost nothing.',
    steps: [
      'Open R2 Object Storage in the Cloudflare dashboard. A payment method is asked for once, also for the free tier.',
      'Create a bucket, for instance “cc-sessions”. Location: automatic.',
      'Back in the overview, open “Manage API tokens” and create an account API token.',
      'Choose “Object Read & Write” and apply it to this bucket only. No expiry.',
      'The page then shows, once, the Access Key ID and the Secret Access Key. Copy both here; the Account ID stands in the overview.',
    ],
    fields: {
      bucket: { label: 'Bucket', help: 'The name you gave it.' },
      accountId: {
        label: 'Account ID',
        help: '32 digits and letters, on the R2 overview at the right. The endpoint is made from it.',
      },
      jurisdiction: {
        label: 'Jurisdiction',
        help: 'Only for buckets made in the EU or FedRAMP jurisdiction.',
      },
      accessKeyId: { label: 'Access Key ID', help: '32 digits and letters.' },
      secretAccessKey: { label: 'Secret Access Key', help: '64 digits and letters, shown once.' },
    },
    policy: 'The token needs these rights, and no others',
    links: ['R2 in the Cloudflare dashboard', 'How R2 tokens work'],
  },
  s3: {
    name: 'AWS S3',
    hint: 'Pay per use; for most people cents a month.',
    steps: [
      'Open the S3 console and create a bucket. Leave “Block all public access” on; bucket versioning is a good idea.',
      'Open IAM, create a user without console access.',
      'Give the user an inline policy: choose JSON and paste the policy below.',
      'Open the user’s security credentials, create an access key for an “Application running outside AWS”.',
      'Copy the access key and the secret access key here; the secret is shown once.',
    ],
    fields: {
      bucket: { label: 'Bucket', help: 'Names are unique in all of AWS.' },
      region: { label: 'Region', help: 'Where you made the bucket, such as eu-central-1.' },
      accessKeyId: { label: 'Access key', help: '20 capital letters and digits, beginning with AKIA.' },
      secretAccessKey: { label: 'Secret access key', help: '40 characters, shown once.' },
    },
    policy: 'IAM policy with the least rights that do',
    links: ['S3 console', 'IAM console', 'How access keys are made'],
  },
  b2: {
    name: 'Backblaze B2',
    hint: 'Low-cost storage; the first 10 GB are free.',
    steps: [
      'Open Buckets at Backblaze and create a bucket. Files: private.',
      'The bucket’s tile shows its endpoint, such as s3.us-west-002.backblazeb2.com.',
      'Open Application Keys and add a new key: for this bucket only, type “Read and Write”.',
      'The page shows, once, keyID and applicationKey. Copy both here. The master key does not work for this.',
    ],
    fields: {
      bucket: { label: 'Bucket', help: 'Names are unique in all of Backblaze.' },
      endpoint: { label: 'Endpoint', help: 'On the bucket’s tile; the region is read from it.' },
      accessKeyId: { label: 'keyID', help: '25 digits and letters, beginning with 00.' },
      secretAccessKey: { label: 'applicationKey', help: '31 characters, shown once.' },
    },
    policy: 'Capabilities of the key; with the B2 command line',
    links: ['Buckets at Backblaze', 'Application keys at Backblaze', 'How application keys work'],
  },
  's3-compatible': {
    name: 'Another S3-compatible server',
    hint: 'MinIO, Ceph, Wasabi, Hetzner, your own …',
    steps: [
      'Create a bucket on the server.',
      'Create an access key that may list, read, write and delete in it; the policy below is understood by most servers.',
      'The endpoint is the address of the S3 API, not of the web console (MinIO: port 9000, not 9001).',
    ],
    fields: {
      bucket: { label: 'Bucket', help: 'The name you gave it.' },
      endpoint: { label: 'Endpoint', help: 'The address of the S3 API, with its port.' },
      region: { label: 'Region', help: 'Only if the server asks for one.' },
      accessKeyId: { label: 'Access key', help: 'Called key id, user or access key.' },
      secretAccessKey: { label: 'Secret key', help: 'Called secret or password.' },
    },
    policy: 'Policy with the least rights that do',
    links: ['How MinIO makes access keys'],
  },
  folder: {
    name: 'A folder',
    hint: 'On this computer, a network drive, or kept in step by Dropbox, Syncthing …',
    steps: [
      'Choose a folder that your other devices see too; it is made if it is not there.',
      'It will hold encrypted files only. A folder on this computer alone is no protection against losing it.',
    ],
    fields: {
      bucket: { label: 'Folder', help: 'An empty folder, or one that another device uses already.' },
    },
    policy: '',
    links: [],
  },
};
