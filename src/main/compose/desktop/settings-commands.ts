/** Commands on settings: config.yml, which the command line shares, and what belongs to the desktop app alone. */
import { access } from 'node:fs/promises';
import type {
  CheckedRequest,
  CommandHandlers,
  CommandResponse,
  DesktopSettings,
} from '../../../shared/contract.ts';
import { AppError, toAppError } from '../../../shared/errors.ts';
import type { CloudConfig } from '../../../shared/settings.ts';
import { tightenMode, type ConfigRead } from '../../config/config-file.ts';
import { updateConfig } from '../../config/config-update.ts';
import {
  isSynced,
  readProjectRules,
  writeProjectRule,
  type ProjectRule,
} from '../../config/project-rules.ts';
import type { Availability } from '../../secrets/keychain.ts';
import { writeLabel } from '../device-labels.ts';
import { planSecretsMove } from '../../secrets/secret-source.ts';
import type { DesktopContext } from './context.ts';
import { openPath } from './open-path.ts';
import { renewCardSoon } from './device-commands.ts';
import type { Pausing } from './pausing.ts';

type Settings = CommandResponse<'settings.get'>;
type Changes = CheckedRequest<'settings.set'>;

/** Milliseconds for which an answer of the keychain counts: asking it writes a probe. */
const KEYCHAIN_FRESH = 30_000;

export function settingsCommands(context: DesktopContext, pausing: Pausing): CommandHandlers {
  const { native, strings } = context;
  const keychain = cachedAvailability(context);
  return {
    'settings.get': async () => settingsNow(context, await keychain()),
    'settings.set': async (changes) => {
      await change(context, pausing, changes);
      context.emit({ type: 'changed', what: 'settings' });
      context.refresh();
      return settingsNow(context, await keychain());
    },
    'settings.openConfigFile': async () => {
      const { configFile } = context.machine().paths;
      await access(configFile).catch(() => {
        throw new AppError('CONFIG_MISSING', { path: configFile, part: 'file' });
      });
      await openPath(native, configFile);
      return {};
    },
    'settings.tightenMode': async () => {
      await tightenMode(context.machine().paths.configFile);
      await context.reopen(async () => undefined);
      context.emit({ type: 'changed', what: 'settings' });
      return {};
    },
    'settings.chooseDirectory': async () => ({
      path: await native.chooseDirectory({ title: strings().dialogs.chooseProject }),
    }),
  };
}

function cachedAvailability(context: DesktopContext): () => Promise<Availability> {
  let known: { readonly at: number; readonly answer: Promise<Availability> } | null = null;
  return () => {
    const at = context.now();
    if (!known || at - known.at > KEYCHAIN_FRESH) {
      known = { at, answer: context.machine().keychain.availability() };
    }
    return known.answer;
  };
}

async function settingsNow(context: DesktopContext, keychain: Availability): Promise<Settings> {
  const machine = context.machine();
  const { configFile } = machine.paths;
  const { read, problem } = await readConfig(machine);
  const cloud = read?.status === 'ready' ? read.cloud : problem ? await lastGood(context) : null;
  const rules = await readProjectRules(configFile).catch(() => []);
  const { startAtLogin, metered, battery } = context.native.info;
  return {
    cloud: cloud && cloudView(cloud),
    desktop: context.preferences.settings,
    projects: await ruleViews(context, rules),
    configFile,
    configProblem: problem,
    warnings: (read?.warnings ?? []).map(({ code, data }) => ({ code, data })),
    secretsInFile: cloud ? planSecretsMove(cloud) : [],
    keychain: {
      available: keychain.available,
      problem: keychain.available ? null : { code: keychain.error.code, data: keychain.error.data },
    },
    supports: { startAtLogin, metered, battery },
  };
}

async function readConfig(
  machine: ReturnType<DesktopContext['machine']>,
): Promise<{ read: ConfigRead | null; problem: Settings['configProblem'] }> {
  try {
    return { read: await machine.config(), problem: null };
  } catch (error) {
    const { code, data } = toAppError(error);
    return { read: null, problem: { code, data } };
  }
}

async function lastGood({ host }: DesktopContext): Promise<CloudConfig | null> {
  try {
    const { cloud } = (await host.current()).parts;
    return cloud.enabled ? cloud : null;
  } catch {
    return null;
  }
}

/** Secrets stay here. */
function cloudView(cloud: CloudConfig): NonNullable<Settings['cloud']> {
  const { enabled, provider, bucket, endpoint, region, accessKeyId, prefix, deviceId } = cloud;
  const { syncOnSave, syncIntervalMinutes, transcripts, pathMap, bandwidthLimit } = cloud;
  return {
    enabled,
    provider,
    bucket,
    endpoint: endpoint ?? '',
    region: region ?? '',
    accessKeyId: accessKeyId ?? '',
    prefix,
    deviceId,
    syncOnSave,
    syncIntervalMinutes,
    transcripts,
    pathMap: { ...pathMap },
    bandwidthLimit,
  };
}

async function ruleViews(
  { host, env }: DesktopContext,
  rules: readonly ProjectRule[],
): Promise<Settings['projects']> {
  const paths = await host.current().then(
    ({ parts }) => parts.store.list().map(({ projectPath }) => projectPath),
    () => [],
  );
  return rules.map((rule) => {
    const alone = [{ ...rule, cloudSync: false }];
    const sessions = paths.filter((path) => path !== '' && !isSynced(alone, path, env)).length;
    return { ...rule, sessions };
  });
}

async function change(context: DesktopContext, pausing: Pausing, changes: Changes): Promise<void> {
  const { cloud, desktop, project, deviceName } = changes;
  const { configFile, home } = context.machine().paths;
  const needsEngine = Boolean(cloud ?? project ?? desktop?.capture) || desktop?.debug !== undefined;
  if (desktop) changeDesktop(context, desktop);
  if (needsEngine) {
    await context.reopen(async () => {
      if (cloud) await changeCloud(context, configFile, cloud);
      if (project) await writeProjectRule(configFile, project.path, project.cloudSync);
    });
  }
  pausing.review();
  if (deviceName !== undefined) {
    const { identity, state } = (await context.host.current()).parts;
    await writeLabel(home, identity.device, { name: deviceName.trim() }, context.now());
    renewCardSoon(state);
  }
}

/** @throws CONFIG_MISSING before a bucket was set up */
async function changeCloud(
  context: DesktopContext,
  configFile: string,
  cloud: NonNullable<Changes['cloud']>,
): Promise<void> {
  const read = await context.machine().config();
  if (read.status !== 'ready') throw new AppError('CONFIG_MISSING', { path: configFile, part: 'cloud' });
  await updateConfig(configFile, given(cloud));
}

function changeDesktop(
  { preferences, native }: DesktopContext,
  desktop: NonNullable<Changes['desktop']>,
): void {
  const { notifications, capture, ...others } = given(desktop);
  const before = preferences.settings;
  const after: DesktopSettings = {
    ...before,
    ...others,
    notifications: { ...before.notifications, ...given(notifications ?? {}) },
    capture: { ...before.capture, ...given(capture ?? {}) },
  };
  preferences.change(after);
  native.apply(after);
}

/** Without the fields that are there and undefined. */
function given<T extends object>(changes: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(changes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
