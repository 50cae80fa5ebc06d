/** Answers of the set-up, from flags, environment and stdin or from the wizard, and what is still missing. */
import type { SetupRequest } from '../../main/composed-app.ts';
import type { CloudConfig, Provider } from '../../shared/settings.ts';
import type { OptionValues } from '../context.ts';
import { wholeNumber } from '../number-option.ts';
import { SECRET_VARIABLES, type SecretValues } from '../secret-input.ts';
import { UsageError } from '../usage-error.ts';
import { FIELDS_OF, fieldProblem, type TextField } from './fields.ts';

export type KeyAnswer = NonNullable<SetupRequest['key']>;

/** Everything that can be said; `undefined` is not said yet, or left to the default. */
export interface Answers {
  provider?: Provider | undefined;
  bucket?: string | undefined;
  endpoint?: string | undefined;
  region?: string | undefined;
  accessKeyId?: string | undefined;
  secretAccessKey?: string | undefined;
  key?: KeyAnswer | undefined;
  /** Whether this is the vault's first device; `undefined`: either will do. */
  vault?: 'new' | 'existing' | undefined;
  prefix?: string | undefined;
  pathStyle?: boolean | undefined;
  deviceId?: string | undefined;
  syncIntervalMinutes?: number | undefined;
  syncOnSave?: boolean | undefined;
  keepSecretsIn?: 'keychain' | 'config-file' | undefined;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() ? value.trim() : undefined;

/** A week, as in the config file. */
const MOST_MINUTES = 10_080;

/** @throws UsageError for values that can never be right */
export function answersFromFlags(options: OptionValues, secrets: SecretValues): Answers {
  const interval = options['syncInterval'];
  const answers: Answers = {
    provider: text(options['provider']) as Provider | undefined,
    bucket: text(options['bucket']),
    endpoint: text(options['endpoint']),
    region: text(options['region']),
    accessKeyId: text(options['accessKeyId']) ?? secrets.accessKeyId,
    secretAccessKey: secrets.secretAccessKey,
    prefix: text(options['prefix']),
    pathStyle: typeof options['pathStyle'] === 'boolean' ? options['pathStyle'] : undefined,
    deviceId: text(options['deviceId']),
    syncIntervalMinutes:
      interval === undefined
        ? undefined
        : wholeNumber('--sync-interval', interval, { least: 0, most: MOST_MINUTES }),
    syncOnSave: options['syncOnSave'] === false ? false : undefined,
    keepSecretsIn: text(options['keepSecretsIn']) as Answers['keepSecretsIn'],
    key: keyFrom(options, secrets),
    vault: options['newKey'] ? 'new' : options['join'] ? 'existing' : undefined,
  };
  refuseImpossible(answers);
  return answers;
}

/** `--new-key` with a passphrase in the environment makes a vault with that passphrase. */
function keyFrom(options: OptionValues, { encryptionKey, passphrase }: SecretValues): KeyAnswer | undefined {
  if (encryptionKey) return { hex: encryptionKey };
  if (passphrase) return { passphrase };
  return options['newKey'] ? { mint: true } : undefined;
}

function refuseImpossible(answers: Answers): void {
  for (const field of ['bucket', 'endpoint', 'region', 'accessKeyId', 'deviceId'] as const) {
    const value = answers[field];
    const problem = value === undefined ? undefined : fieldProblem(field, value, answers);
    if (problem) throw new UsageError(`${flagOf(field)}: ${problem}`);
  }
}

/** The flag, or the environment variable of a secret. */
export function flagOf(field: TextField | 'secretAccessKey'): string {
  if (field === 'secretAccessKey') return SECRET_VARIABLES.secretAccessKey;
  return `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Flags and variables that are still needed, in words; empty when the set-up can begin. */
export function missingAnswers(answers: Answers): string[] {
  const { provider } = answers;
  if (!provider) return ['--provider', '--bucket', '--new-key or --join'];
  const missing: string[] = [];
  for (const field of FIELDS_OF[provider]) {
    const replaced = provider === 'b2' && field === 'endpoint' && answers.region !== undefined;
    if (answers[field] === undefined && !replaced) missing.push(flagOf(field));
  }
  if (answers.key === undefined) {
    const secret = `${SECRET_VARIABLES.encryptionKey} (or ${SECRET_VARIABLES.passphrase})`;
    missing.push(answers.vault === 'existing' ? secret : `--new-key (first device) or --join with ${secret}`);
  }
  return missing;
}

/** @throws Error when something is missing; ask `missingAnswers` first */
export function setupRequest(answers: Answers): SetupRequest {
  const { provider, bucket, secretAccessKey, key, keepSecretsIn, vault, ...rest } = answers;
  if (!provider || !bucket) throw new UsageError('Provider and bucket are missing.');
  const settings = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const cloud: SetupRequest['cloud'] = { ...(settings as Partial<CloudConfig>), provider, bucket };
  return {
    cloud,
    ...(secretAccessKey === undefined ? {} : { secretAccessKey }),
    ...(key === undefined ? {} : { key }),
    ...(vault === undefined ? {} : { vault }),
    ...(keepSecretsIn === undefined ? {} : { keepSecretsIn }),
  };
}
