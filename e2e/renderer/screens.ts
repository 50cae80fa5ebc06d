/** Every screen in every state that is worth a picture: what the tests for looks and accessibility go through. */
import type { Page } from '@playwright/test';
import type { Answers, Scenario } from './fake-main.ts';
import { AppError } from '../../src/shared/errors.ts';
import type { CommandResponse, SetupDraft } from '../../src/shared/contract.ts';
import { ANSWERS, SETTINGS } from './fixtures/answers.ts';
import { COST, PAGES, KEY_INFO } from './fixtures/pages.ts';
import * as setup from './fixtures/setup.ts';
import { STATES, type StateName } from './fixtures/states.ts';
import { SESSION_SCREENS } from './session-screens.ts';

const PLACE = 'Cloudflare R2 bucket “cc-sessions”';

export interface ScreenCase {
  /** Name of the picture. */
  readonly name: string;
  /** Route. */
  readonly at: string;
  readonly state: StateName;
  readonly answers?: Answers;
  /** What is done before the picture, in the usual size and theme. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** Text that is there once the screen has drawn itself. */
  readonly ready: string | RegExp;
}

export function scenario(state: StateName, answers: Answers = {}): Scenario {
  return { state: STATES[state], answers: { ...ANSWERS, ...answers } };
}

const overview = (state: StateName, ready: string | RegExp, name = `overview-${state}`): ScreenCase => ({
  name,
  at: 'overview',
  state,
  ready,
});

export const SCREENS: readonly ScreenCase[] = [
  overview('safe', 'All 412 sessions are safe', 'overview'),
  overview('not-set-up', 'Keep your sessions safe'),
  overview('not-set-up-empty', 'Keep your sessions safe'),
  overview('set-up-left', 'The set-up is not finished yet'),
  overview('opening', 'Opening'),
  overview('failed', 'config.yml'),
  overview('first-empty', 'Nothing has happened yet'),
  overview('syncing', '312 of 412'),
  overview('elsewhere', 'The command line is syncing'),
  overview('offline', 'No network'),
  overview('paused', 'Paused'),
  overview('switched-off', 'Turn sync on'),
  overview('trouble', 'Not safe yet'),
  overview('conflicts', '3 sessions changed on two devices'),
  overview('brake', 'See what would change'),
  { name: 'overview-review', at: 'overview/review', state: 'brake', ready: 'Remove from this computer' },

  wizard('welcome', {}, 'Readable by you alone'),
  { ...wizard('welcome', {}, 'Pairing code of the other device'), name: 'setup-join', at: 'setup/join' },
  kitFile('setup-kit-file', { fingerprint: 'a1b2c3d4', place: PLACE, inUse: null }, 'Set up with this kit'),
  kitFile('setup-kit-same', { fingerprint: 'a1b2c3d4', place: PLACE, inUse: 'a1b2c3d4' }, 'It fits'),
  kitFile('setup-kit-other', { fingerprint: '55aa55aa', place: PLACE, inUse: 'a1b2c3d4' }, 'another key'),
  wizard(
    'where',
    { provider: 'r2', key: { mode: 'join', fingerprint: 'a1b2c3d4', byPassphrase: false } },
    'The key is there already',
    'where-kit',
  ),
  wizard('where', { provider: 's3-compatible' }, 'Another S3-compatible server'),
  wizard('guide', { ...setup.R2_DRAFT }, 'Requests go to'),
  wizard('guide', { provider: 's3', bucket: 'my-cc-sessions-bucket' }, 's3:PutObject', 'guide-s3'),
  wizard('guide', { provider: 'b2' }, 'b2 key create', 'guide-b2'),
  wizard('guide', { provider: 'folder' }, 'Choose a folder', 'guide-folder'),
  wizard(
    'guide',
    { ...setup.R2_DRAFT, accountId: 'not an id', accessKeyId: 'f'.repeat(64), bucket: 'My Bucket' },
    'Key ID and secret look swapped',
    'guide-problems',
  ),
  wizard('test', setup.R2_DRAFT, 'Everything works.'),
  wizard('test', setup.R2_DRAFT, 'Testing …', 'test-running', { 'setup.test': setup.unfinishedTest }),
  wizard('test', setup.R2_DRAFT, 'Change the answers', 'test-failed', {
    'setup.test': setup.test(setup.BAD_STEPS),
  }),
  wizard('key', setup.R2_DRAFT, 'Make a key'),
  wizard('key', setup.R2_DRAFT, 'Sessions are kept here already', 'key-join', {
    'setup.inspectVault': setup.OLD_VAULT,
  }),
  wizard('key', { ...setup.R2_DRAFT, reconfiguring: true }, 'This place has another key', 'key-changed', {
    'setup.inspectVault': { ...setup.OLD_VAULT, known: true, passphrase: false },
  }),
  wizard('key', setup.R2_DRAFT, /bucket.*does not exist/, 'key-failed', {
    'setup.inspectVault': () => {
      throw new AppError('BUCKET_MISSING', { bucket: 'cc-sessions' });
    },
  }),
  wizard('kit', { ...setup.R2_DRAFT, key: setup.MINTED }, 'Save as a file'),
  wizard('device', { ...setup.R2_DRAFT, key: setup.MINTED }, 'In the keychain of this system'),
  wizard(
    'device',
    { ...setup.R2_DRAFT, key: setup.MINTED },
    'keychain does not answer',
    'device-no-keychain',
    {
      'settings.get': {
        ...SETTINGS,
        cloud: null,
        keychain: { available: false, problem: { code: 'KEYCHAIN_UNAVAILABLE', data: {} } },
      },
    },
  ),
  wizard('scope', { ...setup.R2_DRAFT, key: setup.MINTED }, '412 sessions in 23 projects'),
  {
    name: 'setup-already',
    at: 'setup',
    state: 'safe',
    ready: 'Sync is set up',
    answers: setup.setupAnswers(),
  },

  page('pairing', 'Make a pairing code'),
  { ...page('pairing', 'This device is not set up itself'), name: 'pairing-not-set-up', state: 'not-set-up' },
  page('settings', 'Start at login'),
  page('settings/sync', 'As soon as a session was saved', 'settings-sync'),
  page('settings/projects', '/home/ada/work/secret-client', 'settings-projects'),
  page('settings/key', 'Kept since', 'settings-key'),
  page('settings/key', 'Secrets stand in the config file', 'settings-key-trouble', {
    'key.info': { ...KEY_INFO, recoveryKitKeptAt: null, storedIn: 'config-file' },
    'settings.get': {
      ...SETTINGS,
      secretsInFile: ['secret_access_key', 'encryption_key'],
      keychain: { available: false, problem: { code: 'KEYCHAIN_UNAVAILABLE', data: {} } },
    },
  }),
  page('settings/connection', 'The secret access key is kept apart', 'settings-connection'),
  page('settings/advanced', 'Changes made by hand', 'settings-advanced', {
    'settings.get': {
      ...SETTINGS,
      configProblem: { code: 'CONFIG_MALFORMED', data: { path: SETTINGS.configFile, line: 12 } },
      warnings: [{ code: 'CONFIG_WORLD_READABLE', data: { path: SETTINGS.configFile, mode: '0644' } }],
    },
  }),
  page('settings', 'Try again', 'settings-failed', {
    'settings.get': () => {
      throw new AppError('CONFIG_UNREADABLE', { path: SETTINGS.configFile });
    },
  }),
  broken('settings/key', 'settings-key-broken'),
  broken('setup', 'setup-broken'),
  broken('diagnostics', 'diagnostics-broken'),
  page('cost', 'Backblaze B2'),
  page('cost', 'From 7 measured days on', 'cost-estimated', {
    'cost.get': {
      ...COST,
      measured: { ...COST.measured, days: 2, from: '2026-11-21' },
      forecast: { ...COST.forecast, estimated: true },
    },
  }),
  page('cost', 'Try again', 'cost-failed', {
    'cost.get': () => {
      throw new AppError('INTERNAL', { reason: 'no such table' });
    },
  }),
  page('diagnostics', 'rate limited, waiting'),
  page('diagnostics/doctor', 'Everything works.', 'diagnostics-doctor'),
  ...SESSION_SCREENS,
];

/** The config file cannot be read. */
function broken(at: string, name: string): ScreenCase {
  const settings = { ...SETTINGS, cloud: null, configProblem: STATES.failed.failure };
  const answers = { ...PAGES, ...setup.setupAnswers(), 'settings.get': settings };
  return { name, at, state: 'failed', ready: 'line 3', answers };
}

function page(at: string, ready: string | RegExp, name = at, answers: Answers = {}): ScreenCase {
  return { name, at, state: 'safe', ready, answers: { ...PAGES, ...answers } };
}

function wizard(
  step: SetupDraft['step'],
  draft: Partial<SetupDraft>,
  ready: string | RegExp,
  name: string = step,
  answers: Answers = {},
): ScreenCase {
  const whole = { ...setup.EMPTY_DRAFT, ...draft, step };
  return {
    name: `setup-${name}`,
    at: 'setup',
    state: 'not-set-up',
    ready,
    answers: setup.setupAnswers(whole, answers),
  };
}

function kitFile(
  name: string,
  offered: NonNullable<CommandResponse<'recovery.offered'>>,
  ready: string,
): ScreenCase {
  const state = offered.inUse === null ? 'not-set-up' : 'safe';
  const answers = setup.setupAnswers(undefined, { 'recovery.offered': offered });
  return { name, at: 'setup/kit', state, ready, answers };
}
