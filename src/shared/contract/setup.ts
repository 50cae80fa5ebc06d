/**
 * The guided set-up. All answers live in a draft in the main process, so that the wizard can be left and resumed:
 * `setup.draft.save` as one types, then `setup.test`, `setup.inspectVault`, `setup.chooseKey`, recovery kit
 * (recovery.*, of: 'draft'), `setup.estimate`, `setup.finish`, and `sync.now` for the first pass. Nothing is written
 * to the bucket or the config before `setup.finish`. Secrets go to the main process and never come back: of them a
 * draft says only that they are there. They are kept in the keychain, or where that is silent in memory alone.
 */
import { z } from 'zod';
import { PROVIDERS } from '../settings.ts';
import {
  amount,
  chosenFile,
  count,
  done,
  line,
  list,
  moment,
  nothing,
  secret,
  type CommandShape,
} from './schema.ts';
import { problem } from './schema.ts';
import { testStep } from './state.ts';

export const SETUP_STEPS = [
  'welcome',
  'where',
  'guide',
  'test',
  'key',
  'kit',
  'device',
  'scope',
  'first-sync',
  'done',
] as const;

const provider = z.enum(PROVIDERS);

/** Answers so far; empty texts for what was not answered. */
const fields = {
  provider: provider.nullable(),
  /** Name of the bucket; for `folder` the directory. */
  bucket: line,
  /** R2: the endpoint is made from it. */
  accountId: line,
  /** R2: buckets of a jurisdiction have endpoints of their own. */
  jurisdiction: z.enum(['', 'eu', 'fedramp']),
  endpoint: line,
  region: line,
  accessKeyId: line,
  prefix: line,
  /** `null`: as the provider wants it. */
  pathStyle: z.boolean().nullable(),
  /** A name for this device; empty: `auto`. */
  deviceName: line,
  keepSecretsIn: z.enum(['keychain', 'config-file']).nullable(),
  step: z.enum(SETUP_STEPS),
} as const;

export const setupDraft = z.object({
  ...fields,
  hasSecretAccessKey: z.boolean(),
  /** What `setup.chooseKey` or `pairing.accept` came to. */
  key: z
    .object({ mode: z.enum(['new', 'join']), fingerprint: z.string(), byPassphrase: z.boolean() })
    .nullable(),
  kitKept: z.boolean(),
  /** Saved settings are being changed, rather than made. */
  reconfiguring: z.boolean(),
  savedAt: moment,
});

const draftChange = z.strictObject({
  ...z.object(fields).partial().shape,
  /** Empty: forget it. */
  secretAccessKey: secret.optional(),
});

/** `field` is a key of the draft or `secretAccessKey`; words: SETUP_PROBLEMS of shared/strings/setup.ts. */
const fieldProblem = z.object({
  field: z.string(),
  problem: z.string(),
  /** `unlikely`: it may be right; say so and let it pass. */
  severity: z.enum(['wrong', 'unlikely']),
});

const checkResult = z.object({
  problems: list(fieldProblem),
  /** Needed and still empty. */
  missing: list(z.string()),
  /** Key id and secret stand in each other's place: offer to swap them with `setup.swapKeys`. */
  swapped: z.boolean(),
  /** As it will be used; made from account id or region where the provider has a rule. */
  endpoint: z.string().nullable(),
  region: z.string().nullable(),
  /** What the place will be called, when it is complete. */
  label: z.string().nullable(),
});

export const diagnosis = z.object({
  ok: z.boolean(),
  /** The first failure, named as precisely as all steps together allow. */
  cause: problem.nullable(),
  steps: list(testStep),
});

const runId = z.string().min(1).max(64);

/** What kind of answer, and where to find it; the words are in shared/provider-guides.ts. */
const guide = z.object({
  provider,
  name: z.string(),
  hint: z.string(),
  fields: list(
    z.object({
      field: z.string(),
      label: z.string(),
      example: z.string(),
      help: z.string(),
      secret: z.boolean(),
      optional: z.boolean(),
    }),
  ),
  steps: list(z.object({ text: z.string(), link: z.string().nullable() })),
  links: list(z.object({ label: z.string(), url: z.string() })),
  /** The least rights that do, to be copied; the bucket's name is filled in. */
  policy: z.object({ title: z.string(), text: z.string(), format: z.enum(['json', 'text']) }).nullable(),
  regions: list(z.string()),
});

const keyChoice = z.union([
  z.strictObject({ mint: z.literal(true) }),
  /** For a new vault: a random key is made and wrapped under it. For an existing one: opens it. */
  z.strictObject({ passphrase: secret }),
  /** 64 hex digits. */
  z.strictObject({ hex: secret }),
]);

export const setupCommands = {
  /** Presets of all providers. `bucket` is put into the policies. */
  'setup.providers': {
    request: z.strictObject({ bucket: line.optional() }),
    response: z.object({ providers: list(guide) }),
  },
  'setup.draft.load': { request: nothing, response: z.object({ draft: setupDraft }) },
  /** Changes what is named; all else stays. Changing the place forgets the key that was chosen for another one. */
  'setup.draft.save': { request: draftChange, response: z.object({ draft: setupDraft }) },
  /** Forgets all answers and their secrets. */
  'setup.draft.discard': { request: nothing, response: done },
  /** Takes the saved settings as answers, to change them. */
  'setup.draft.fromSettings': { request: nothing, response: z.object({ draft: setupDraft }) },
  /** What can be seen to be wrong in the draft without asking anybody. */
  'setup.check': { request: nothing, response: checkResult },
  'setup.swapKeys': { request: nothing, response: z.object({ draft: setupDraft }) },
  'setup.chooseFolder': { request: nothing, response: chosenFile },
  /** Connection test of the draft; steps come as `test-step` events with this `run`. */
  'setup.test': { request: z.strictObject({ run: runId }), response: diagnosis },
  'setup.cancelTest': { request: z.strictObject({ run: runId }), response: done },
  /** Looks into the place of the draft without writing. @throws bucket errors, VAULT_DAMAGED, VAULT_UNSUPPORTED */
  'setup.inspectVault': {
    request: nothing,
    response: z.object({
      /** `headerless`: sessions of another client of the document; its key is needed. */
      state: z.enum(['new', 'existing', 'headerless']),
      fingerprint: z.string().nullable(),
      /** It opens with a passphrase as well. */
      passphrase: z.boolean(),
      createdAt: z.string().nullable(),
      /** The key of this device's present settings fits. */
      keyFits: z.boolean(),
      /** The key that was chosen in this set-up opens what is there; `null`: none was chosen, or nothing is there. */
      chosenFits: z.boolean().nullable(),
      /** It is the vault this device synced with before. */
      known: z.boolean(),
      /** Names of devices in it, as ids; their cards need the key. */
      devices: list(z.string()),
    }),
  },
  /**
   * Decides the key: makes one for a new place, or checks the given one against the existing vault. Nothing is
   * written yet. @throws KEY_WRONG, KEY_MALFORMED, PASSPHRASE_WRONG, PASSPHRASE_WEAK, PASSPHRASE_UNUSED
   */
  'setup.chooseKey': {
    request: z.strictObject({ choice: keyChoice }),
    response: z.object({ mode: z.enum(['new', 'join']), fingerprint: z.string() }),
  },
  /** How strong a new passphrase is; nothing is kept of it. */
  'setup.passphraseStrength': {
    request: z.strictObject({ passphrase: secret }),
    response: z.object({
      /** Log10 of the guesses it takes, by a cautious estimate. */
      guessesLog10: amount,
      /** 0: refused … 4: strong. */
      score: z.int().min(0).max(4),
      /** Id of the words in shared/strings/setup.ts; `null`: nothing to say. */
      problem: z.enum(['short', 'repetitive', 'sequence', 'common']).nullable(),
    }),
  },
  /** What will be synced, and what that costs there. */
  'setup.estimate': {
    request: nothing,
    response: z.object({
      sessions: count,
      conversations: count,
      projects: count,
      /** Before compression. */
      bytes: amount,
      /** Estimated size in the bucket. */
      storedBytes: amount,
      /** US dollars; `null` for a folder and servers whose prices nobody knows. */
      perMonth: amount.nullable(),
      pricesAsOf: z.string(),
      source: z.string().nullable(),
    }),
  },
  /**
   * Makes or joins the vault and writes the settings; then the app is ready for the first `sync.now`.
   * @throws what the connection test says; KEY_*, PASSPHRASE_*, VAULT_*, CONFIG_*; the draft stays
   */
  'setup.finish': {
    request: nothing,
    response: z.object({
      place: z.string(),
      deviceId: z.string(),
      vault: z.enum(['created', 'joined']),
      keyFingerprint: z.string(),
      secretsIn: z.enum(['keychain', 'config-file']),
      configFile: z.string(),
      firstTime: z.boolean(),
    }),
  },
} as const satisfies Record<string, CommandShape>;
