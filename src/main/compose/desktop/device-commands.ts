/** Commands on the devices of the vault. */
import type { CommandHandlers, CommandResponse } from '../../../shared/contract.ts';
import { AppError, toAppError } from '../../../shared/errors.ts';
import { PREFIX } from '../../../shared/object-key.ts';
import { FACT } from '../../engine/facts.ts';
import type { Bucket, DeviceCard, ObjectEntry, RemoteRow, SyncState, Vault } from '../../engine/ports.ts';
import { labelsInForce, readLabels, writeLabel, type DeviceLabels } from '../device-labels.ts';
import { leaningOn, takeOver } from '../taken-over-conversations.ts';
import type { DesktopContext } from './context.ts';
import type { OpenEngine } from './engine-host.ts';
import type { SessionViews } from './session-views.ts';

type DeviceRow = CommandResponse<'devices.list'>['devices'][number];

export function deviceCommands(context: DesktopContext, views: SessionViews): CommandHandlers {
  const { host, emit, now, reopen } = context;
  const changed = (): Record<string, never> => {
    emit({ type: 'changed', what: 'devices' });
    context.refresh();
    return {};
  };
  const say = async (device: string, said: Parameters<typeof writeLabel>[2]): Promise<void> => {
    const { parts } = await host.current();
    await writeLabel(parts.machine.paths.home, device, said, now());
    renewCardSoon(parts.state);
  };
  return {
    'devices.list': async () => {
      const devices = await listDevices(await host.current());
      (await views.current()).names.learn(devices);
      return { devices };
    },
    'devices.rename': async ({ device, name }) => {
      await say(device, { name: name.trim() });
      return changed();
    },
    'devices.retire': async ({ device, retired }) => {
      await say(device, { retiredAt: retired ? new Date(now()).toISOString() : null });
      return changed();
    },
    'devices.removal': async ({ device }) => removal(await host.current(), device),
    'devices.remove': async ({ device, typed }) => {
      const result = await removeDevice(await host.current(), device, typed);
      changed();
      return result;
    },
    'devices.newId': async () => {
      const { app } = await host.current();
      const id = await app.renewDeviceId();
      await reopen(async () => undefined);
      return { id };
    },
    'devices.takeOver': async () => {
      await (await host.current()).app.takeOverDeviceId();
      return changed();
    },
  };
}

/** The next pass writes the card, although nothing else may have changed. */
export function renewCardSoon(state: SyncState): void {
  state.commit({ facts: { [FACT.cardWrittenAt]: '0' } });
}

interface Seen {
  readonly entry: ObjectEntry & { readonly device: string };
  /** `null`: the object is no card that can be read. */
  readonly card: DeviceCard | null;
}

async function listDevices({ parts }: OpenEngine): Promise<DeviceRow[]> {
  const vault = await parts.bucketSession.vault();
  const seen = await Promise.all((await vault.listDevices()).map((entry) => readCard(vault, entry)));
  const labels = labelsInForce(
    seen.flatMap(({ card }) => card ?? []),
    readLabels(parts.machine.paths.home),
  );
  const remotes = [...parts.state.remotes().values()];
  const self = parts.identity.device;
  const rows = seen.map((each) => deviceRow(each, { labels, remotes, self }));
  const own = rows.some(({ id }) => id === self) ? [] : [ownRow(parts, labels, remotes)];
  return [...own, ...rows].sort(byImportance);
}

/** Before the first pass this device has no card yet. */
function ownRow(
  { identity }: OpenEngine['parts'],
  labels: DeviceLabels,
  remotes: readonly RemoteRow[],
): DeviceRow {
  const card: DeviceCard = { ...identity, lastSyncAt: '', sessions: 0 };
  const entry = { key: '', etag: '', size: 0, modifiedAt: 0, device: identity.device };
  return {
    ...deviceRow({ entry, card }, { labels, remotes, self: identity.device }),
    lastSeenAt: null,
    clockSkewSeconds: null,
  };
}

async function readCard(vault: Vault, entry: Seen['entry']): Promise<Seen> {
  try {
    return { entry, card: await vault.readDevice(entry.device) };
  } catch (error) {
    const failure = toAppError(error);
    if (!failure.code.startsWith('OBJECT_')) throw failure;
    return { entry, card: null };
  }
}

function deviceRow(
  { entry, card }: Seen,
  { labels, remotes, self }: { labels: DeviceLabels; remotes: readonly RemoteRow[]; self: string },
): DeviceRow {
  const own = remotes.filter((row) => row.device === entry.device);
  const label = labels[entry.device];
  const lastSync = Date.parse(card?.lastSyncAt ?? '');
  const retiredAt = label?.retiredAt ?? null;
  // It has synced since: whoever retired it was wrong.
  const isBack = retiredAt !== null && entry.modifiedAt > Date.parse(retiredAt) && entry.device !== self;
  return {
    id: entry.device,
    name: label?.name || card?.name || entry.device,
    platform: card?.platform ?? '',
    thisDevice: entry.device === self,
    lastSyncAt: card?.lastSyncAt ?? '',
    lastSeenAt: entry.modifiedAt,
    sessions: own.length,
    bytes: own.reduce((sum, { size }) => sum + size, 0),
    appVersion: card?.appVersion ?? '',
    behind: remotes.filter((row) => row.device !== entry.device && row.modifiedAt > entry.modifiedAt).length,
    clockSkewSeconds: Number.isNaN(lastSync) ? null : Math.round((lastSync - entry.modifiedAt) / 1000),
    retiredAt: isBack ? null : retiredAt,
  };
}

function byImportance(a: DeviceRow, b: DeviceRow): number {
  if (a.thisDevice !== b.thisDevice) return a.thisDevice ? -1 : 1;
  return (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0);
}

const SHOWN = 100;

async function objectsOf(bucket: Bucket, device: string): Promise<ObjectEntry[]> {
  const prefixes = [PREFIX.sessions, PREFIX.transcripts, PREFIX.tombstones].map(
    (prefix) => `${prefix}${device}/`,
  );
  const found: ObjectEntry[] = [];
  for (const prefix of prefixes) for await (const page of bucket.list(prefix)) found.push(...page);
  return found;
}

/**
 * Sessions that nobody else keeps in the bucket: `lost` with it, or `ours`, as the agent's own files of them are on
 * this computer too.
 */
function onlyThere(state: OpenEngine['parts']['state'], device: string): { lost: string[]; ours: string[] } {
  const elsewhere = new Set<string>();
  const there: string[] = [];
  for (const row of state.remotes().values()) {
    if (row.device === device) there.push(row.session);
    else elsewhere.add(row.session);
  }
  const captured = new Set([...state.captures().values()].map(({ session }) => session));
  const alone = there.filter((session) => !elsewhere.has(session));
  return {
    lost: alone.filter((session) => !captured.has(session)),
    ours: alone.filter((session) => captured.has(session)),
  };
}

async function removal({ parts }: OpenEngine, device: string): Promise<CommandResponse<'devices.removal'>> {
  const { bucket } = await parts.bucketSession.bucket();
  const objects = await objectsOf(bucket, device);
  const { lost } = onlyThere(parts.state, device);
  return {
    objects: objects.length,
    bytes: objects.reduce((sum, { size }) => sum + size, 0),
    onlyThere: lost.length,
    sessions: lost.slice(0, SHOWN).map((id) => ({ id, summary: parts.store.get(id)?.memory.summary ?? '' })),
  };
}

/**
 * What stays must not lean on what goes.
 * @throws DEVICE_NEEDED {device, sessions} when a conversation could not be copied; nothing was removed then
 */
async function keepConversations(
  { app, parts: { state, store } }: OpenEngine,
  device: string,
  lost: ReadonlySet<string>,
): Promise<void> {
  const leaning = (): string[] => leaningOn({ state, store }, device).filter((session) => !lost.has(session));
  const sessions = leaning();
  if (sessions.length === 0) return;
  takeOver({ state, store }, sessions);
  await app.sync({});
  const left = leaning().length;
  if (left > 0) throw new AppError('DEVICE_NEEDED', { device, count: left });
}

/**
 * Sessions first, the card last: one that is interrupted can be done again. What is lost is deleted on all devices, as
 * those that took it over would bring it back otherwise; what is on this computer too is uploaded by the next pass.
 */
async function removeDevice(
  engine: OpenEngine,
  device: string,
  typed: string,
): Promise<CommandResponse<'devices.remove'>> {
  const { parts } = engine;
  if (device === parts.identity.device) throw new AppError('USAGE', { problem: 'own-device', device });
  const row = (await listDevices(engine)).find(({ id }) => id === device);
  if (!row || typed.trim() !== row.name.trim())
    throw new AppError('USAGE', { problem: 'not-its-name', device });
  const { lost, ours } = onlyThere(parts.state, device);
  await keepConversations(engine, device, new Set(lost));
  for (const session of lost) await engine.app.delete(session);
  const { bucket } = await parts.bucketSession.bucket();
  const lease = await parts.state.waitForLease({ holder: 'app', timeoutMs: 60_000 });
  try {
    const objects = await objectsOf(bucket, device);
    for (const { key } of objects) {
      lease.assertHeld();
      await bucket.delete(key);
    }
    await bucket.delete(`${PREFIX.devices}${device}.enc`);
    const gone = parts.state.remotes();
    const forgetRemotes = [...gone.values()].filter((remote) => remote.device === device);
    // As if they were new: memory and conversation are to be sent from here.
    const transcripts = ours.map((session) => ({ session, transcript: null }));
    const state = { forgetRemotes, forgetBaselines: ours };
    parts.state.transcripts.commitTranscripts({ transcripts, forgetBundles: ours, state }, lease);
    return { objects: objects.length + 1, sessionsLost: lost.length };
  } finally {
    lease.release();
  }
}
