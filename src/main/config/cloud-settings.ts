/**
 * The keys of the `cloud:` block: how each is spelled, what it takes, and how a value written by hand becomes a
 * setting. Kind to people: `yes`, `"30"`, `R2`, `500 kB` and camelCase keys are understood.
 */
import { isSafeName } from '../../shared/object-key.ts';
import { PROVIDERS } from '../../shared/settings.ts';
import type { CloudConfig, Provider } from '../../shared/settings.ts';
import { closest } from './suggestion.ts';
import type { RawValue } from './yaml-source.ts';

/** What a key takes; messages.ts has words for each. */
export type Expected =
  | 'boolean'
  | 'text'
  | 'provider'
  | 'interval'
  | 'bandwidth'
  | 'key'
  | 'device-id'
  | 'prefix'
  | 'transcripts'
  | 'path-map'
  | 'block';

/** What is wrong with a value. */
export type Problem = 'type' | 'range' | 'choice' | 'example' | 'missing' | 'contradiction' | 'indentation';

/** `value: undefined`: nothing was given, the default holds. */
type Reading<T> =
  | { readonly ok: true; readonly value: T | undefined }
  | { readonly ok: false; readonly problem: Problem; readonly suggestion?: string | undefined };

interface Setting<T> {
  /** As in the document. */
  readonly yaml: string;
  readonly expected: Expected;
  readonly secret?: true;
  read(raw: RawValue): Reading<T>;
}

const given = <T>(value: T | undefined): Reading<T> => ({ ok: true, value });
const refused = (problem: Problem, suggestion?: string): Reading<never> => ({
  ok: false,
  problem,
  suggestion,
});

/** Text of one line, trimmed; scalars only. */
function readText(raw: RawValue): Reading<string> {
  if (raw.kind === 'empty') return given<string>(undefined);
  if (raw.kind !== 'scalar') return refused('type');
  const text = raw.text.trim();
  if (/\p{Cc}/u.test(text) || text.length > 4096) return refused('type');
  return given(text === '' ? undefined : text);
}

/** A reader on top of `readText` that is only asked when there is text. */
function fromText<T>(read: (text: string) => Reading<T>): (raw: RawValue) => Reading<T> {
  return (raw) => {
    const text = readText(raw);
    if (!text.ok) return text;
    return text.value === undefined ? given<T>(undefined) : read(text.value);
  };
}

const readBoolean = fromText<boolean>((text) => {
  if (/^(true|yes|on|y|1)$/i.test(text)) return given(true);
  if (/^(false|no|off|n|0)$/i.test(text)) return given(false);
  return refused('type');
});

/** Other names people give the providers. */
const PROVIDER_NICKNAMES: Readonly<Record<string, Provider>> = {
  cloudflare: 'r2',
  'cloudflare-r2': 'r2',
  aws: 's3',
  amazon: 's3',
  'aws-s3': 's3',
  backblaze: 'b2',
  'backblaze-b2': 'b2',
  minio: 's3-compatible',
  wasabi: 's3-compatible',
  ceph: 's3-compatible',
  local: 'folder',
  directory: 'folder',
};

const readProvider = fromText<Provider>((text) => {
  const name = text.toLowerCase().replaceAll('_', '-');
  const provider = PROVIDERS.find((known) => known === name);
  if (provider) return given(provider);
  const nickname = Object.hasOwn(PROVIDER_NICKNAMES, name) ? PROVIDER_NICKNAMES[name] : undefined;
  return refused('choice', nickname ?? closest(name, PROVIDERS));
});

/** One week in minutes. Far below 2^31 ms, past which timers of Node fire at once. */
const MAX_INTERVAL_MINUTES = 10_080;

const readInterval = fromText<number>((text) => {
  const minutes = Number(text.replaceAll('_', ''));
  if (!Number.isFinite(minutes)) return refused('type');
  const inRange = Number.isInteger(minutes) && minutes >= 0 && minutes <= MAX_INTERVAL_MINUTES;
  return inRange ? given(minutes) : refused('range');
});

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/** Bytes per second: `2000000`, `2 MB`, `500kB/s`; units of 1000. */
const readBandwidth = fromText<number>((text) => {
  const match = /^(-?\d+(?:\.\d+)?)\s*([kmg]?)b?(?:\/s|ps)?$/i.exec(text.replaceAll('_', ''));
  if (!match) return refused('type');
  const bytes = Math.round(Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? 1));
  return bytes >= 0 && Number.isSafeInteger(bytes) ? given(bytes) : refused('range');
});

/** Keys with a leading slash or `..` would leave the vault's corner of the bucket. */
const readPrefix = fromText<string>((text) => {
  const parts = text.split('/').filter((part) => part !== '');
  if (text.includes('\\') || text.length > 512 || parts.includes('..') || parts.includes('.')) {
    return refused('range');
  }
  return given(parts.length === 0 ? '' : `${parts.join('/')}/`);
});

const readTranscripts = fromText<'on-demand' | 'all'>((text) => {
  const mode = text.toLowerCase().replaceAll('_', '-');
  return mode === 'on-demand' || mode === 'all' ? given<'on-demand' | 'all'>(mode) : refused('choice');
});

/** 64 hex digits; what else it could be is not guessed at. */
const readKey = fromText<string>((text) =>
  /^[0-9a-fA-F]{64}$/.test(text) ? given(text.toLowerCase()) : refused('range'),
);

const readDeviceId = fromText<string>((text) => {
  if (text.toLowerCase() === 'auto') return given('auto');
  return isSafeName(text) ? given(text) : refused('range');
});

function readPathMap(raw: RawValue): Reading<Readonly<Record<string, string>>> {
  if (raw.kind === 'empty') return given<Readonly<Record<string, string>>>(undefined);
  if (raw.kind !== 'map') return refused('type');
  const pairs: [string, string][] = [];
  for (const { key, value } of raw.entries()) {
    const text = readText(value);
    if (!text.ok || text.value === undefined) return refused('type');
    pairs.push([key, text.value]);
  }
  // fromEntries defines own properties, so that a key `__proto__` stays a mere key.
  return given(Object.fromEntries(pairs));
}

type Settings = { readonly [K in keyof CloudConfig]-?: Setting<NonNullable<CloudConfig[K]>> };

/** Every key, in the order a new file gets them. */
export const CLOUD_SETTINGS: Settings = {
  enabled: { yaml: 'enabled', expected: 'boolean', read: readBoolean },
  provider: { yaml: 'provider', expected: 'provider', read: readProvider },
  bucket: { yaml: 'bucket', expected: 'text', read: readText },
  endpoint: { yaml: 'endpoint', expected: 'text', read: readText },
  region: { yaml: 'region', expected: 'text', read: readText },
  accessKeyId: { yaml: 'access_key_id', expected: 'text', read: readText },
  secretAccessKey: { yaml: 'secret_access_key', expected: 'text', secret: true, read: readText },
  syncOnSave: { yaml: 'sync_on_save', expected: 'boolean', read: readBoolean },
  syncIntervalMinutes: { yaml: 'sync_interval_minutes', expected: 'interval', read: readInterval },
  encryptionKey: { yaml: 'encryption_key', expected: 'key', secret: true, read: readKey },
  deviceId: { yaml: 'device_id', expected: 'device-id', read: readDeviceId },
  prefix: { yaml: 'prefix', expected: 'prefix', read: readPrefix },
  pathStyle: { yaml: 'path_style', expected: 'boolean', read: readBoolean },
  transcripts: { yaml: 'transcripts', expected: 'transcripts', read: readTranscripts },
  pathMap: { yaml: 'path_map', expected: 'path-map', read: readPathMap },
  bandwidthLimit: { yaml: 'bandwidth_limit', expected: 'bandwidth', read: readBandwidth },
};

export type CloudField = keyof CloudConfig;
export const CLOUD_FIELDS = Object.keys(CLOUD_SETTINGS) as readonly CloudField[];
/** Fields that hold secrets. */
export const SECRET_FIELDS = ['encryptionKey', 'secretAccessKey'] as const satisfies CloudField[];
export type SecretField = (typeof SECRET_FIELDS)[number];

const FIELD_BY_YAML = new Map(CLOUD_FIELDS.map((field) => [CLOUD_SETTINGS[field].yaml, field]));

/** The field a key of the file means, in whichever spelling: `access_key_id`, `accessKeyId`, `access-key-id`. */
export function fieldOfKey(key: string): CloudField | undefined {
  const snake = key
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
  return FIELD_BY_YAML.get(snake);
}

/** A known key near to an unknown one. */
export function suggestKey(key: string): string | undefined {
  return closest(key, [...FIELD_BY_YAML.keys()]);
}

/** Values printed in the document's examples, which no one's configuration really has. */
const EXAMPLES = /\bYOUR_[A-Z0-9_]+|^your-64-char-hex-key$|^[A-Za-z0-9]+\.\.\.$|^<[^<>]+>$|\/\/<[^<>]+>/;

/** Whether a value is still the example's: `YOUR_R2_ACCESS_KEY`, `a1b2c3d4e5f6...`, `<account>`. */
export function isExample(raw: RawValue): boolean {
  return raw.kind === 'scalar' && EXAMPLES.test(raw.text.trim());
}
