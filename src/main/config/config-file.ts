/**
 * Reads `config.yml`. The `cloud:` block is the document's; other blocks belong to the cc-sessions plugin and
 * are never looked at. Rewriting is in `config-update.ts`. Nothing here puts a value of the file into an error.
 */
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { isScalar } from 'yaml';
import { AppError } from '../../shared/errors.ts';
import { CLOUD_DEFAULTS } from '../../shared/settings.ts';
import type { CloudConfig } from '../../shared/settings.ts';
import type { Warning } from '../../shared/warnings.ts';
import {
  CLOUD_FIELDS,
  CLOUD_SETTINGS,
  fieldOfKey,
  isExample,
  SECRET_FIELDS,
  suggestKey,
} from './cloud-settings.ts';
import type { CloudField, Expected, Problem, SecretField } from './cloud-settings.ts';
import { followLinks, readConfigText } from './config-source.ts';
import { expandPath } from './home.ts';
import { parseYaml, rawValue } from './yaml-source.ts';
import type { RawEntry, RawValue, YamlSource } from './yaml-source.ts';

/** What the file says. `missing`: there is no file. `no-cloud`: there is one, but cloud sync was never set up in it. */
export type ConfigRead =
  | { readonly status: 'missing'; readonly path: string; readonly warnings: readonly Warning[] }
  | { readonly status: 'no-cloud'; readonly path: string; readonly warnings: readonly Warning[] }
  | {
      readonly status: 'ready';
      readonly path: string;
      readonly warnings: readonly Warning[];
      /** Defaults filled in; for provider `folder` the bucket is an absolute path. */
      readonly cloud: CloudConfig;
      /** Secrets that stand in the file. */
      readonly secretsInFile: readonly SecretField[];
    };

/**
 * Reads and checks the config file.
 * @throws AppError CONFIG_UNREADABLE {path, reason}, CONFIG_MALFORMED {path, line, column, reason},
 *   CONFIG_INVALID {path, key, line, column, problem, expected, found, suggestion?},
 *   KEY_MALFORMED {path, line, column, length}, DEVICE_ID_INVALID {path, line, column}
 */
export async function readConfig(file: string): Promise<ConfigRead> {
  const source = await readConfigText(file);
  if (source === null) return { status: 'missing', path: file, warnings: [] };
  const parsed = parseCloud(parseYaml(source.text, file));
  if (parsed.cloud === null) return { status: 'no-cloud', path: file, warnings: parsed.warnings };
  const cloud = withAbsoluteFolder(parsed.cloud, path.dirname(path.resolve(file)));
  const secretsInFile = SECRET_FIELDS.filter((field) => cloud[field] !== undefined);
  const warnings = [...parsed.warnings, ...secretWarnings(file, source.mode, secretsInFile)];
  return { status: 'ready', path: file, warnings, cloud, secretsInFile };
}

/**
 * The settings to sync with.
 * @throws AppError CONFIG_MISSING {path, part} when nothing was set up, CLOUD_DISABLED {path}
 */
export function requireCloud(read: ConfigRead): CloudConfig {
  if (read.status !== 'ready') {
    throw new AppError('CONFIG_MISSING', {
      path: read.path,
      part: read.status === 'missing' ? 'file' : 'cloud',
    });
  }
  if (!read.cloud.enabled) throw new AppError('CLOUD_DISABLED', { path: read.path });
  return read.cloud;
}

/**
 * Makes the config file readable by its owner only.
 * @throws AppError CONFIG_UNWRITABLE {path, reason}
 */
export async function tightenMode(file: string): Promise<void> {
  try {
    await chmod(await followLinks(file), 0o600);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new AppError('CONFIG_UNWRITABLE', { path: file, reason }, { cause: error });
  }
}

/** Windows has no such mode bits; there the profile directory's access list guards the file. */
function secretWarnings(file: string, mode: number, secrets: readonly SecretField[]): Warning[] {
  if (secrets.length === 0) return [];
  const names = secrets.map((field) => CLOUD_SETTINGS[field].yaml).join(', ');
  const warnings: Warning[] = [{ code: 'SECRETS_IN_CONFIG', data: { path: file, names } }];
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    warnings.push({
      code: 'CONFIG_WORLD_READABLE',
      data: { path: file, mode: mode.toString(8).padStart(3, '0') },
    });
  }
  return warnings;
}

function withAbsoluteFolder(cloud: CloudConfig, base: string): CloudConfig {
  return cloud.provider === 'folder' ? { ...cloud, bucket: expandPath(cloud.bucket, base) } : cloud;
}

// --- from YAML to settings -------------------------------------------------------------------------------------

interface ParsedCloud {
  readonly cloud: CloudConfig | null;
  readonly warnings: readonly Warning[];
}

/** The `cloud:` block of a parsed file. Exported for `config-update.ts`, which checks what it is about to write. */
export function parseCloud(source: YamlSource): ParsedCloud {
  const root = rawValue(source.document.contents, source.document);
  const top = topEntries(root, source);
  const block = top.find((entry) => entry.key === 'cloud');
  if (!block || block.value.kind === 'empty') {
    refuseLostIndentation(block, top, source);
    return { cloud: null, warnings: [] };
  }
  if (block.value.kind !== 'map') throw invalid(source, block, 'type', 'block');
  const { fields, warnings } = sortEntries(block.value.entries(), top, source);
  return { cloud: buildCloud(fields, block, source), warnings };
}

function topEntries(root: RawValue, source: YamlSource): RawEntry[] {
  if (root.kind === 'map') return root.entries();
  if (root.kind === 'empty') return [];
  const offset = isScalar(source.document.contents) ? source.document.contents.range[0] : 0;
  throw invalid(source, { key: '', value: root, keyOffset: offset, valueOffset: offset }, 'type', 'block');
}

/** `cloud:` with nothing below it and its keys at the left margin: the document's example pasted flat. */
function refuseLostIndentation(
  block: RawEntry | undefined,
  top: readonly RawEntry[],
  source: YamlSource,
): void {
  const stray = top.find(({ key }) => ['provider', 'bucket', 'accessKeyId'].includes(fieldOfKey(key) ?? ''));
  if (block && stray) throw invalid(source, stray, 'indentation', 'block');
}

type Fields = Map<CloudField, RawEntry>;

function sortEntries(
  entries: readonly RawEntry[],
  top: readonly RawEntry[],
  source: YamlSource,
): { fields: Fields; warnings: Warning[] } {
  const fields: Fields = new Map();
  const warnings: Warning[] = [];
  // The first run of the document's client says "Save this in your config: encryptionKey", without saying where.
  const strayKeys = top.filter(({ key }) => fieldOfKey(key) === 'encryptionKey');
  for (const entry of [...entries, ...strayKeys]) {
    const field = fieldOfKey(entry.key);
    if (!field) {
      warnings.push(unknownKey(source, entry));
      continue;
    }
    const earlier = fields.get(field);
    if (!earlier || earlier.value.kind === 'empty') fields.set(field, entry);
    else if (contradicts(earlier.value, entry.value)) {
      throw invalid(source, entry, 'contradiction', CLOUD_SETTINGS[field].expected);
    }
  }
  return { fields, warnings };
}

/** Two spellings of one key (`encryption_key`, `encryptionKey`) that say different things. */
function contradicts(earlier: RawValue, later: RawValue): boolean {
  if (later.kind === 'empty') return false;
  return earlier.kind !== 'scalar' || later.kind !== 'scalar' || earlier.text.trim() !== later.text.trim();
}

/** A key's name, unless it could be a secret pasted in the wrong place. */
function keyName(key: string): string {
  return /^[A-Za-z][A-Za-z0-9_.-]{0,31}$/.test(key) ? key : '';
}

function unknownKey(source: YamlSource, entry: RawEntry): Warning {
  const key = keyName(entry.key);
  const place = source.positionOf(entry.keyOffset);
  return {
    code: 'CONFIG_KEY_UNKNOWN',
    data: { path: source.path, key, ...place, suggestion: suggestKey(key) },
  };
}

function buildCloud(fields: Fields, block: RawEntry, source: YamlSource): CloudConfig | null {
  const enabled = readField(fields, 'enabled', source, true) ?? CLOUD_DEFAULTS.enabled;
  const values: Record<string, unknown> = {};
  for (const field of CLOUD_FIELDS) {
    const value = readField(fields, field, source, enabled);
    if (value !== undefined) values[field] = value;
  }
  const settings = values as Partial<CloudConfig>;
  const { provider, bucket } = settings;
  if (provider !== undefined && bucket !== undefined) {
    return { ...CLOUD_DEFAULTS, ...settings, provider, bucket, enabled };
  }
  if (!enabled) return null;
  const missing = provider === undefined ? 'provider' : 'bucket';
  const place = { ...block, key: `cloud.${missing}`, value: { kind: 'empty' } } as const;
  throw invalid(
    source,
    { ...place, valueOffset: block.keyOffset },
    'missing',
    CLOUD_SETTINGS[missing].expected,
  );
}

/** One field, or undefined when it is absent. Example values only matter once sync is switched on. */
function readField<K extends CloudField>(
  fields: Fields,
  field: K,
  source: YamlSource,
  enabled: boolean,
): CloudConfig[K] | undefined {
  const entry = fields.get(field);
  if (!entry) return undefined;
  const setting = CLOUD_SETTINGS[field];
  if (isExample(entry.value)) {
    if (!enabled) return undefined;
    throw invalid(source, entry, 'example', setting.expected);
  }
  const reading = setting.read(entry.value);
  if (reading.ok) return reading.value as CloudConfig[K] | undefined;
  if (reading.problem === 'range' && entry.value.kind === 'scalar')
    refuseSpecial(source, entry, setting.expected);
  throw invalid(source, entry, reading.problem, setting.expected, reading.suggestion);
}

/** Values that have error codes of their own wherever they come from. */
function refuseSpecial(source: YamlSource, entry: RawEntry, expected: Expected): void {
  const place = { path: source.path, ...source.positionOf(entry.valueOffset) };
  const length = entry.value.kind === 'scalar' ? entry.value.text.trim().length : 0;
  if (expected === 'key') throw new AppError('KEY_MALFORMED', { source: 'config', ...place, length });
  if (expected === 'device-id') throw new AppError('DEVICE_ID_INVALID', { ...place, reason: 'characters' });
}

function invalid(
  source: YamlSource,
  entry: RawEntry,
  problem: Problem,
  expected: Expected,
  suggestion?: string,
): AppError {
  const place = source.positionOf(problem === 'indentation' ? entry.keyOffset : entry.valueOffset);
  const key = keyName(entry.key);
  const found = entry.value.kind === 'scalar' ? 'text' : entry.value.kind;
  return new AppError('CONFIG_INVALID', {
    path: source.path,
    key,
    ...place,
    problem,
    expected,
    found,
    suggestion,
  });
}
