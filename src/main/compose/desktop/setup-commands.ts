/** Commands of the guided set-up. */
import type { CommandHandlers, SetupDraft } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { providerGuides } from '../../../shared/provider-guides.ts';
import { keyFingerprint, parseKey } from '../../crypto/keys.ts';
import { writeLabel } from '../device-labels.ts';
import { diagnose } from '../diagnosis.ts';
import { setup } from '../setup.ts';
import type { SetupRequest } from '../../composed-app.ts';
import type { DesktopContext } from './context.ts';
import {
  answersOf,
  cloudOf,
  fieldProblems,
  isSwapped,
  missingFields,
  placeOf,
  targetOf,
} from './draft-fields.ts';
import { atDraftPlace, chooseKey, lookIntoPlace, type Draft } from './draft-place.ts';
import { passphraseStrength } from './passphrase-strength.ts';
import { estimateSetup } from './setup-estimate.ts';
import { rememberKit } from './recovery.ts';
import type { SetupDraftStore } from './setup-draft.ts';
import type { TestRuns } from './test-runs.ts';

export function setupCommands(
  context: DesktopContext,
  drafts: SetupDraftStore,
  runs: TestRuns,
): CommandHandlers {
  return {
    ...draftCommands(context, drafts),
    'setup.test': async ({ run }) => {
      const draft = await drafts.load();
      return runs.run(run, (onStep, signal) =>
        atDraftPlace(context, draft, (opened) => diagnose(opened, onStep, signal)),
      );
    },
    'setup.cancelTest': async ({ run }) => {
      runs.cancel(run);
      return {};
    },
    'setup.inspectVault': async () => {
      const draft = await drafts.load();
      return atDraftPlace(context, draft, ({ bucket }) => lookIntoPlace(context, bucket, draft.secrets.key));
    },
    'setup.chooseKey': async ({ choice }) => {
      const draft = await drafts.load();
      const key = await atDraftPlace(context, draft, ({ bucket }) => chooseKey(bucket, draft.draft, choice));
      await drafts.chooseKey(key);
      return { mode: key.mode, fingerprint: key.fingerprint };
    },
    'setup.passphraseStrength': async ({ passphrase }) => passphraseStrength(passphrase),
    'setup.estimate': async () =>
      estimateSetup(await context.host.current(), (await drafts.load()).draft.provider),
    'setup.finish': async () => {
      const draft = await drafts.load();
      const result = await context.reopen(() => finish(context, draft));
      if (draft.draft.kitKept) rememberKit(context, result.keyFingerprint);
      await drafts.discard();
      context.refresh();
      return result;
    },
  };
}

function draftCommands(context: DesktopContext, drafts: SetupDraftStore): CommandHandlers {
  const { native, strings, language } = context;
  return {
    'setup.providers': async ({ bucket = '' }) => ({ providers: providerGuides(bucket, language()) }),
    'setup.draft.load': async () => ({ draft: (await drafts.load()).draft }),
    'setup.draft.save': async (changes) => ({ draft: await drafts.save(changes) }),
    'setup.draft.discard': async () => {
      await drafts.discard();
      return {};
    },
    'setup.draft.fromSettings': async () => ({ draft: await draftFromSettings(context, drafts) }),
    'setup.check': async () => {
      const { draft, secrets } = await drafts.load();
      const secret = secrets.secretAccessKey ?? '';
      const target = targetOf(draft, context.machine().paths.home);
      return {
        problems: fieldProblems(draft, secret),
        missing: missingFields(draft, secret !== ''),
        swapped: isSwapped(draft, secret),
        endpoint: target?.endpoint ?? null,
        region: target?.region ?? null,
        label: target?.label ?? null,
      };
    },
    'setup.swapKeys': async () => ({ draft: await drafts.swapKeys() }),
    'setup.chooseFolder': async () => {
      const path = await native.chooseDirectory({ title: strings().dialogs.chooseFolder });
      if (path !== null) await drafts.save({ bucket: path });
      return { path };
    },
  };
}

/** What is in force now as answers to be changed, with the secrets that are known. */
async function draftFromSettings(context: DesktopContext, drafts: SetupDraftStore): Promise<SetupDraft> {
  const machine = context.machine();
  const cloud = await machine.settings();
  const { secretAccessKey, encryptionKey } = await machine.secrets();
  const answers = { ...answersOf(cloud), step: 'guide' as const, reconfiguring: true };
  const draft = await drafts.replace(answers, { secretAccessKey: secretAccessKey.value ?? undefined });
  if (encryptionKey.value === null) return draft;
  return drafts.chooseKey({
    mode: 'join',
    hex: encryptionKey.value,
    fingerprint: keyFingerprint(parseKey(encryptionKey.value)),
    place: placeOf(draft),
  });
}

/** @throws USAGE before a key was chosen; what `setup` throws */
async function finish(context: DesktopContext, { draft, secrets }: Draft) {
  const { key, secretAccessKey } = secrets;
  if (!key) throw new AppError('KEY_MISSING', { fingerprint: null, passphrase: false });
  const request: SetupRequest = {
    cloud: cloudOf(draft),
    ...(secretAccessKey ? { secretAccessKey: secretAccessKey.trim() } : {}),
    ...(draft.keepSecretsIn ? { keepSecretsIn: draft.keepSecretsIn } : {}),
    key: { hex: key.hex, passphrase: key.passphrase },
    vault: key.mode === 'new' ? 'new' : 'existing',
  };
  const result = await setup(request, {
    env: context.env,
    holder: 'app',
    onNotice: (notice) => context.log.write('warn', `set-up: ${notice.code}`),
  });
  const { home } = context.machine().paths;
  const name = draft.deviceName.trim();
  if (name !== '') await writeLabel(home, result.deviceId, { name }, context.now());
  return result;
}
