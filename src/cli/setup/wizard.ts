/** The guided set-up: asks what the flags did not say, tries it, and lets the person correct what did not work. */
import type { SetupRequest, SetupResult } from '../../main/composed-app.ts';
import { toAppError, type AppError, type ErrorCode } from '../../shared/errors.ts';
import { describeError } from '../../shared/messages.ts';
import { PROVIDERS, type CloudConfig, type Provider } from '../../shared/settings.ts';
import { setupRequest, type Answers } from './answers.ts';
import {
  fieldProblem,
  FIELDS_OF,
  GUIDES,
  keyProblem,
  newPassphraseProblem,
  secretProblem,
  type ProviderField,
} from './fields.ts';
import type { Prompter } from './prompts.ts';

/** How this device is set up so far. */
export interface CurrentSetup {
  readonly cloud: CloudConfig;
  readonly hasKey: boolean;
}

export interface WizardActions {
  /** Tests the connection and, when all is well, stores everything. */
  attempt(request: SetupRequest): Promise<SetupResult>;
  readonly current: CurrentSetup | null;
}

/** What is asked, and about what. */
interface Dialog {
  readonly prompter: Prompter;
  readonly answers: Answers;
  readonly provider: Provider;
  /** The set-up so far, when it is with the same provider. */
  readonly current: CurrentSetup | null;
}

type Question = ProviderField | 'region' | 'key' | 'deviceId';

/** @throws AppError CANCELLED; nothing has been stored then */
export async function runWizard(
  prompter: Prompter,
  flags: Answers,
  actions: WizardActions,
): Promise<SetupResult> {
  const { current } = actions;
  const answers: Answers = { ...flags };
  prompter.intro('cc-sessions: set up sync');
  const provider = (answers.provider ??= await askProvider(prompter, current?.cloud.provider));
  const guide = GUIDES[provider];
  prompter.note(
    guide.name,
    guide.steps.map((step, at) => `${at + 1}. ${step}`),
  );
  const dialog = {
    prompter,
    answers,
    provider,
    current: current?.cloud.provider === provider ? current : null,
  };
  for (const question of [...FIELDS_OF[provider], 'key', 'deviceId'] as const) {
    if (isOpen(question, dialog)) await ask(question, dialog);
  }
  for (;;) {
    try {
      return await actions.attempt(setupRequest(answers));
    } catch (error) {
      const failure = toAppError(error);
      if (failure.code === 'CANCELLED') throw failure;
      await correct(failure, dialog);
    }
  }
}

function isOpen(question: Question, { answers, provider, current }: Dialog): boolean {
  if (question === 'endpoint' && provider === 'b2' && answers.region) return false;
  if (question === 'key' && answers.vault === undefined && current?.hasKey && isSamePlace(answers, current))
    return false;
  return answers[question] === undefined;
}

/** The device's key is the one of this place. */
function isSamePlace(answers: Answers, { cloud }: CurrentSetup): boolean {
  return (
    answers.bucket === cloud.bucket &&
    (answers.endpoint ?? cloud.endpoint) === cloud.endpoint &&
    (answers.prefix ?? cloud.prefix) === cloud.prefix
  );
}

function askProvider(prompter: Prompter, current: Provider | undefined): Promise<Provider> {
  const choices = PROVIDERS.map((value) => ({ value, label: GUIDES[value].name, hint: GUIDES[value].hint }));
  return prompter.choose('Where shall your sessions be kept?', choices, current);
}

async function ask(question: Question, dialog: Dialog): Promise<void> {
  const { prompter, answers, provider, current } = dialog;
  const guide = GUIDES[provider];
  if (question === 'key') return askKey(prompter, answers);
  if (question === 'secretAccessKey') return askSecret(dialog);
  if (question === 'deviceId') {
    const name = await prompter.text({
      message: 'Name of this device (empty: made from its host name)',
      optional: true,
      initial: current?.cloud.deviceId === 'auto' ? undefined : current?.cloud.deviceId,
      problem: (value) => fieldProblem('deviceId', value, {}),
    });
    answers.deviceId = name || 'auto';
    return;
  }
  answers[question] = await prompter.text({
    message: guide.labels[question] ?? question,
    example: question === 'region' ? 'us-east-1' : guide.examples[question],
    initial: answers[question] ?? current?.cloud[question],
    problem: (value) => fieldProblem(question, value, { provider }),
  });
}

/** A device that is set up may keep the secret it has; it is never shown. */
async function askSecret({ prompter, answers, provider, current }: Dialog): Promise<void> {
  const name = GUIDES[provider].labels.secretAccessKey ?? 'Secret';
  const mayKeep = current !== null && answers.accessKeyId === current.cloud.accessKeyId;
  const message = mayKeep ? `${name} (empty: the one there is)` : name;
  const secret = await prompter.secret(message, (value) =>
    mayKeep && value === '' ? undefined : secretProblem(value),
  );
  answers.secretAccessKey = secret.trim() || undefined;
}

async function askKey(prompter: Prompter, answers: Answers): Promise<void> {
  const kind = answers.vault === 'new' ? await askNewKind(prompter) : await askAnyKind(prompter, answers);
  if (kind === 'mint') answers.key = { mint: true };
  else if (kind === 'hex')
    answers.key = { hex: (await prompter.secret('Encryption key (64 characters)', keyProblem)).trim() };
  else if (kind === 'passphrase') {
    answers.key = {
      passphrase: await prompter.secret('Passphrase', (value) =>
        value === '' ? 'This is needed.' : undefined,
      ),
    };
  } else answers.key = { passphrase: await askNewPassphrase(prompter) };
  answers.vault = kind === 'mint' || kind === 'new-passphrase' ? 'new' : 'existing';
}

type KeyKind = 'mint' | 'new-passphrase' | 'hex' | 'passphrase';

const NEW_KINDS = [
  { value: 'mint', label: 'Make a new key', hint: 'shown once, to be kept in a safe place' },
  { value: 'new-passphrase', label: 'Choose a passphrase', hint: 'a key is made and locked with it' },
] as const;

function askNewKind(prompter: Prompter): Promise<KeyKind> {
  return prompter.choose('The key that encrypts everything', NEW_KINDS);
}

async function askAnyKind(prompter: Prompter, { vault }: Answers): Promise<KeyKind> {
  const joinKinds = [
    {
      value: 'hex',
      label: 'I have the key',
      hint: '64 characters; "cc-sessions key show" on the other device',
    },
    { value: 'passphrase', label: 'I have the passphrase' },
  ] as const;
  if (vault === 'existing') return prompter.choose<KeyKind>('The key of your other device', joinKinds);
  const first = await prompter.choose('Is this your first device with cc-sessions?', [
    { value: 'yes', label: 'Yes, the first one' },
    { value: 'no', label: 'No, another one syncs there already' },
  ]);
  return first === 'yes'
    ? askNewKind(prompter)
    : prompter.choose<KeyKind>('The key of your other device', joinKinds);
}

async function askNewPassphrase(prompter: Prompter): Promise<string> {
  for (;;) {
    const passphrase = await prompter.secret('New passphrase', newPassphraseProblem);
    const again = await prompter.secret('The same once more', () => undefined);
    if (again === passphrase) return passphrase;
    prompter.error('The two were not the same.');
  }
}

// --- when it did not work --------------------------------------------------------------------------------

/** What to ask again for a failure; all others ask everything. */
const QUESTIONS_OF: Readonly<Partial<Record<ErrorCode, readonly Question[]>>> = {
  BUCKET_MISSING: ['bucket'],
  ACCESS_DENIED: ['bucket', 'accessKeyId', 'secretAccessKey'],
  CREDENTIALS_MISSING: ['accessKeyId', 'secretAccessKey'],
  CREDENTIALS_INVALID: ['accessKeyId', 'secretAccessKey'],
  CREDENTIALS_SWAPPED: ['accessKeyId', 'secretAccessKey'],
  KEY_READ_ONLY: ['accessKeyId', 'secretAccessKey'],
  REGION_WRONG: ['region'],
  ENDPOINT_WRONG: ['endpoint'],
  NOT_S3: ['endpoint'],
  DNS_FAILED: ['endpoint'],
  CONNECTION_REFUSED: ['endpoint'],
  TLS_FAILED: ['endpoint'],
  VAULT_MISSING: ['bucket', 'key'],
  KEY_MISSING: ['key'],
  KEY_MALFORMED: ['key'],
  KEY_WRONG: ['key'],
  PASSPHRASE_WRONG: ['key'],
  PASSPHRASE_UNUSED: ['key'],
  PASSPHRASE_WEAK: ['key'],
  DEVICE_ID_INVALID: ['deviceId'],
};

/** Failures that say that somebody was there before. */
const NEEDS_EXISTING: ReadonlySet<ErrorCode> = new Set([
  'KEY_MISSING',
  'KEY_WRONG',
  'PASSPHRASE_WRONG',
  'PASSPHRASE_UNUSED',
]);

type Correction = 'swap' | 'correct' | 'again' | 'stop';

async function correct(failure: AppError, dialog: Dialog): Promise<void> {
  const { prompter, answers, provider } = dialog;
  const { title, sentence } = describeError(failure);
  prompter.error(`${title}\n${sentence}`);
  const swapped = failure.code === 'CREDENTIALS_SWAPPED';
  const next = await prompter.choose<Correction>('Nothing has been saved. What now?', [
    ...(swapped ? [{ value: 'swap' as const, label: 'Swap the two' }] : []),
    { value: 'correct', label: 'Correct my answers' },
    { value: 'again', label: 'Try again as it is' },
    { value: 'stop', label: 'Stop' },
  ]);
  if (next === 'stop') throw failure;
  if (next === 'again') return;
  if (next === 'swap') {
    [answers.accessKeyId, answers.secretAccessKey] = [answers.secretAccessKey, answers.accessKeyId];
    return;
  }
  if (NEEDS_EXISTING.has(failure.code)) answers.vault = 'existing';
  if (failure.code === 'VAULT_MISSING') answers.vault = undefined;
  if (failure.code === 'REGION_WRONG' && typeof failure.data['expected'] === 'string') {
    answers.region = failure.data['expected'];
  }
  const all: readonly Question[] = [...FIELDS_OF[provider], 'key', 'deviceId'];
  for (const question of QUESTIONS_OF[failure.code] ?? all) await ask(question, dialog);
}
