/**
 * One device in memory, for simulations that need thousands of passes: the ports of the engine over Maps. The
 * real stores and the real vault run through the same simulation, less often, in convergence.test.ts.
 */
import { AppError } from '../../../shared/errors.ts';
import type { SessionMemory } from '../../../shared/session.ts';
import { restingStamp } from '../session-state.ts';
import { hashOf } from './memories.ts';
import type {
  BaselineRow,
  ConflictRecord,
  DeviceCard,
  Lease,
  LocalSessions,
  OpenedSession,
  RemoteRow,
  StateChange,
  SyncState,
  Tombstone,
  TombstoneRow,
  Vault,
} from '../ports.ts';
import type { Transcript, TranscriptPart } from '../../../shared/transcript.ts';
import type { OpenedPart, PartContent, WritePartOptions } from '../transcript-ports.ts';
import type { Stage } from './world.ts';

export class MemorySessions implements LocalSessions {
  readonly rows = new Map<string, { memory: SessionMemory; stamp: string }>();
  #stamp = 0;

  stamps() {
    return [...this.rows].map(([id, { stamp }]) => ({ id, stamp })).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  stampsOf(ids: readonly string[]) {
    return new Map(this.stamps().flatMap(({ id, stamp }) => (ids.includes(id) ? [[id, stamp]] : [])));
  }

  get(id: string) {
    return this.rows.get(id) ?? null;
  }

  hashOf(memory: SessionMemory): string {
    return hashOf(memory);
  }

  put(rows: readonly { memory: SessionMemory; expected: string | null; synced: boolean }[]): string[] {
    for (const { memory, expected } of rows) {
      if ((this.rows.get(memory.id)?.stamp ?? null) !== expected)
        throw new AppError('LOCAL_CHANGED', { session: memory.id });
    }
    return rows.map(({ memory, synced }) => this.save({ ...memory, synced }));
  }

  /** An edit by this device. */
  save(memory: SessionMemory): string {
    const { extra: _extra, ...core } = memory;
    const stamp = String((this.#stamp += 1));
    this.rows.set(memory.id, { memory: core, stamp });
    return stamp;
  }

  remove(id: string, expected: string): void {
    if (this.rows.get(id)?.stamp !== expected) throw new AppError('LOCAL_CHANGED', { session: id });
    this.rows.delete(id);
  }

  markSynced(): void {
    // The mark is upstream's; nothing here reads it.
  }
}

export class MemoryState implements SyncState {
  #baselines = new Map<string, BaselineRow>();
  #remotes = new Map<string, RemoteRow>();
  #conflicts = new Map<string, ConflictRecord>();
  #tombstones = new Map<string, TombstoneRow>();
  #facts = new Map<string, string>();

  baselines() {
    return new Map(this.#baselines);
  }
  baseline(session: string) {
    return this.#baselines.get(session) ?? null;
  }
  eachBaselineStamp(use: (row: BaselineRow) => void) {
    this.#baselines.forEach((row) => use({ ...row, stamp: restingStamp(row) }));
  }
  baselinesOf(sessions: readonly string[]) {
    return new Map([...this.#baselines].filter(([session]) => sessions.includes(session)));
  }
  remotes() {
    return new Map(this.#remotes);
  }
  remotesAmong(sessions: readonly string[]) {
    return [...this.#remotes.values()].filter((row) => sessions.includes(row.session));
  }
  remoteEtags() {
    return new Map([...this.#remotes].map(([name, row]) => [name, row.etag]));
  }
  countRemotes(device?: string) {
    return [...this.#remotes.values()].filter((row) => device === undefined || row.device === device).length;
  }
  sessionsWithoutBaseline() {
    const sessions = new Set([...this.#remotes.values()].map((row) => row.session));
    return [...sessions].filter((session) => !this.#baselines.has(session));
  }
  remotesOf(session: string) {
    return [...this.#remotes.values()].filter((row) => row.session === session);
  }
  conflicts() {
    return [...this.#conflicts.values()];
  }
  conflictsOf(session: string) {
    return this.conflicts().filter((record) => record.session === session);
  }
  tombstones() {
    return [...this.#tombstones.values()];
  }
  activity() {
    return [];
  }
  fact(name: string) {
    return this.#facts.get(name) ?? null;
  }
  reset(): void {
    for (const map of [this.#baselines, this.#remotes, this.#conflicts, this.#tombstones, this.#facts])
      map.clear();
  }
  close(): void {
    // Nothing is open.
  }

  commit(change: StateChange): void {
    const name = (row: { device: string; session: string }): string => `${row.device}/${row.session}`;
    for (const row of change.baselines ?? []) this.#baselines.set(row.session, row);
    for (const session of change.forgetBaselines ?? []) this.#baselines.delete(session);
    for (const row of change.remotes ?? []) this.#remotes.set(name(row), row);
    for (const row of change.forgetRemotes ?? []) this.#remotes.delete(name(row));
    for (const row of change.tombstones ?? []) this.#tombstones.set(name(row), row);
    for (const row of change.forgetTombstones ?? []) this.#tombstones.delete(name(row));
    for (const { session, device } of change.closeConflicts ?? []) {
      for (const [key, record] of this.#conflicts) {
        if (record.session === session && (!device || record.remote.device === device))
          this.#conflicts.delete(key);
      }
    }
    for (const record of change.conflicts ?? []) {
      this.#conflicts.set(`${record.remote.device}/${record.session}`, record);
    }
    for (const [key, value] of Object.entries(change.facts ?? {})) {
      if (value === null) this.#facts.delete(key);
      else this.#facts.set(key, value);
    }
  }
}

interface Stored<T> {
  readonly etag: string;
  readonly modifiedAt: number;
  readonly value: T;
}

type StoredSession = Pick<OpenedSession, 'memory' | 'vector' | 'contentHash' | 'coreHash'>;

/** A bucket shared by several devices, already decrypted. */
export class MemoryVault implements Vault {
  readonly id = 'vault';
  readonly keyFingerprint = '00000000';
  readonly label = 'memory';
  readonly traffic = { requests: 0, bytesUp: 0, bytesDown: 0 };
  readonly sessions = new Map<string, Stored<StoredSession>>();
  readonly tombstones = new Map<string, Stored<Tombstone>>();
  readonly cards = new Map<string, Stored<DeviceCard>>();
  /** When it reaches zero, the write has happened and the process dies before it can note it. */
  writesLeft = 0;
  /** The server's clock: what is written gets this time. */
  serverNow = 0;
  #etag = 0;

  #next(): string {
    return String((this.#etag += 1));
  }

  #entries<T>(map: Map<string, Stored<T>>) {
    return [...map]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { etag, modifiedAt }]) => {
        const [device = '', session = ''] = name.split('/');
        return { key: name, device, session, etag, size: 1, modifiedAt };
      });
  }

  #read<T>(map: Map<string, Stored<T>>, name: string): Stored<T> {
    const found = map.get(name);
    if (!found) throw new AppError('OBJECT_NOT_FOUND', { key: name });
    return found;
  }

  async *listSessions() {
    yield this.#entries(this.sessions);
  }

  async readSession(device: string, session: string): Promise<OpenedSession> {
    const { etag, value } = this.#read(this.sessions, `${device}/${session}`);
    return { ...value, etag, size: 1 };
  }

  async writeSession(device: string, memory: SessionMemory, vector: Record<string, number>) {
    const contentHash = hashOf(memory);
    const { extra: _extra, transcript: _transcript, ...core } = memory;
    const etag = this.#next();
    this.sessions.set(`${device}/${memory.id}`, {
      etag,
      modifiedAt: this.serverNow,
      value: { memory, vector, contentHash, coreHash: hashOf(core) },
    });
    if (this.writesLeft > 0 && (this.writesLeft -= 1) === 0) throw new AppError('DISK_FULL');
    return { etag, size: 1, contentHash };
  }

  async deleteSession(device: string, session: string): Promise<void> {
    this.sessions.delete(`${device}/${session}`);
  }

  async listTombstones() {
    return this.#entries(this.tombstones);
  }

  async readTombstone(device: string, session: string): Promise<Tombstone> {
    return this.#read(this.tombstones, `${device}/${session}`).value;
  }

  async writeTombstone(tombstone: Tombstone) {
    const etag = this.#next();
    this.tombstones.set(`${tombstone.device}/${tombstone.session}`, {
      etag,
      modifiedAt: this.serverNow,
      value: tombstone,
    });
    return { etag };
  }

  async deleteTombstone(device: string, session: string): Promise<void> {
    this.tombstones.delete(`${device}/${session}`);
  }

  async listDevices() {
    return this.#entries(this.cards);
  }

  async readDevice(device: string): Promise<DeviceCard> {
    return this.#read(this.cards, device).value;
  }

  async writeDevice(card: DeviceCard) {
    const etag = this.#next();
    this.cards.set(card.device, { etag, modifiedAt: this.serverNow, value: card });
    return { etag };
  }

  readonly parts = new Map<string, Stored<PartContent>>();

  async writePart(device: string, session: string, part: PartContent, options?: WritePartOptions) {
    const value = { ...part, bytes: Uint8Array.from(part.bytes) };
    options?.onSealed?.(part.bytes.length + 1);
    this.parts.set(`${device}/${session}/${part.name}`, {
      etag: this.#next(),
      modifiedAt: this.serverNow,
      value,
    });
    return { size: part.bytes.length + 1 };
  }

  async readPart({ device, session }: Transcript, { name }: TranscriptPart): Promise<OpenedPart> {
    const { segments, bytes } = this.#read(this.parts, `${device}/${session}/${name}`).value;
    return { segments, bytes: Uint8Array.from(bytes) };
  }

  async *listParts(device: string, options: { readonly session?: string } = {}) {
    const prefix = `${device}/${options.session === undefined ? '' : `${options.session}/`}`;
    yield this.#entries(this.parts)
      .filter(({ key }) => key.startsWith(prefix))
      .map((entry) => ({ ...entry, part: entry.key.split('/')[2] ?? '' }));
  }

  async deletePart(device: string, session: string, part: string): Promise<void> {
    this.parts.delete(`${device}/${session}/${part}`);
  }

  async close(): Promise<void> {
    // Shared by all devices.
  }
}

/** Nobody else is there. */
const ONLY_WRITER: Lease = { token: 'only', assertHeld: () => undefined, release: () => undefined };

export function memoryStage(): Stage {
  const vault = new MemoryVault();
  return {
    bucket: {
      vault,
      dieAfterWrites: (writes) => {
        vault.writesLeft = writes;
      },
    },
    stores: () => ({ local: new MemorySessions(), state: new MemoryState(), lease: () => ONLY_WRITER }),
    close: () => undefined,
  };
}
