/**
 * Three devices and one bucket for simulations: what people, agents and misfortune do to them, and what must
 * hold whatever happens. Over which stores it runs is the caller's choice.
 */
import type { SessionMemory } from '../../../shared/session.ts';
import { SyncEngine } from '../engine.ts';
import type { Lease, LocalSessions, SyncState, Vault } from '../ports.ts';
import { memoryOf } from './memories.ts';

export const DEVICES = ['A', 'B', 'C'] as const;
export type DeviceName = (typeof DEVICES)[number];
export const SESSIONS = ['mem_1', 'mem_2'] as const;

/** A device's stores, as a simulation needs them. */
export interface SimulatedStores {
  readonly local: LocalSessions & { save(memory: SessionMemory): string };
  readonly state: SyncState;
  lease(): Lease;
}

export interface SimulatedBucket {
  readonly vault: Vault;
  /** Lets the process "die" right after the n-th write from now, before it can note it; 0: never. */
  dieAfterWrites(writes: number): void;
}

export interface Stage {
  readonly bucket: SimulatedBucket;
  stores(device: DeviceName): SimulatedStores;
  close(): void;
}

export class World {
  readonly #stage: Stage;
  readonly #devices = new Map<DeviceName, SimulatedStores & { engine: SyncEngine }>();
  /** Contents ever written, by the session they belong to. */
  readonly #written = new Map<string, string>();
  /** Contents that a person or an edit knowingly left behind. */
  readonly #givenUp = new Set<string>();
  /** What a swept row held: saving that session again on that device is an edit of it. */
  readonly #swept = new Map<string, string>();
  #edits = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
    const { vault } = stage.bucket;
    for (const device of DEVICES) {
      const stores = stage.stores(device);
      const engine = new SyncEngine({
        identity: { device, name: device, platform: 'test', appVersion: '0', installId: device },
        local: stores.local,
        state: stores.state,
        openVault: () => Promise.resolve({ listing: vault, vault: Promise.resolve(vault) }),
        acquireLease: () => Promise.resolve(stores.lease()),
        traffic: vault.traffic,
        now: () => 0,
      });
      this.#devices.set(device, { ...stores, engine });
    }
  }

  at(device: DeviceName): SimulatedStores & { engine: SyncEngine } {
    const found = this.#devices.get(device);
    if (!found) throw new Error(device);
    return found;
  }

  edit(device: DeviceName, session: string): void {
    const { local } = this.at(device);
    const before = local.get(session)?.memory.summary ?? this.#swept.get(`${device}/${session}`);
    if (before) this.#givenUp.add(before);
    const summary = `edit ${(this.#edits += 1)} on ${device}`;
    this.#written.set(summary, session);
    local.save(memoryOf(session, summary));
  }

  async sync(device: DeviceName): Promise<void> {
    await this.at(device).engine.sync({ accept: ['BRAKE_EMPTY_BUCKET', 'BRAKE_MASS_CHANGE'] });
  }

  async die(device: DeviceName, afterWrites: number): Promise<void> {
    this.#stage.bucket.dieAfterWrites(afterWrites);
    await this.sync(device).catch(() => undefined);
    this.#stage.bucket.dieAfterWrites(0);
  }

  /** The agent sweeps its files; content that was only there is gone by its doing, not by ours. */
  async sweep(device: DeviceName, session: string): Promise<void> {
    const { local } = this.at(device);
    const row = local.get(session);
    if (!row) return;
    const { summary } = row.memory;
    local.remove(session, row.stamp);
    this.#swept.set(`${device}/${session}`, summary);
    if (!(await this.present()).has(summary)) this.#givenUp.add(summary);
  }

  /** sync.db is deleted; what an open conflict kept there is in a row or in the bucket as well. */
  loseState(device: DeviceName): void {
    this.at(device).state.reset();
  }

  async resolve(device: DeviceName, keep: 'local' | 'remote' | 'both'): Promise<void> {
    const { state, engine } = this.at(device);
    const [conflict] = state.conflicts();
    if (!conflict) return;
    const gives = keep === 'local' ? conflict.remote : conflict.local;
    try {
      await engine.resolve({ session: conflict.session, device: conflict.remote.device, keep });
    } catch {
      return;
    }
    if (keep !== 'both') this.#givenUp.add(gives.memory.summary);
  }

  /** A person deletes a session, knowing what this device knows of it. */
  async remove(device: DeviceName, session: string): Promise<void> {
    const { local, state, engine } = this.at(device);
    const disputed = state.conflictsOf(session).flatMap((record) => [record.local, record.remote]);
    const known = await Promise.all(
      state.remotesOf(session).map((row) => this.#inBucket(row.device, session)),
    );
    const own = local.get(session)?.memory.summary;
    try {
      await engine.delete(session);
    } catch {
      return;
    }
    for (const summary of [own, ...known]) if (summary) this.#givenUp.add(summary);
    for (const version of disputed) this.#givenUp.add(version.memory.summary);
  }

  async #inBucket(device: string, session: string): Promise<string | null> {
    const { vault } = this.#stage.bucket;
    return vault.readSession(device, session).then(
      ({ memory }) => memory.summary,
      () => null,
    );
  }

  async present(): Promise<Set<string>> {
    const summaries = new Set<string>();
    for await (const page of this.#stage.bucket.vault.listSessions({ onRefused: () => undefined })) {
      for (const { device, session } of page) summaries.add((await this.#inBucket(device, session)) ?? '');
    }
    for (const { local, state } of this.#devices.values()) {
      for (const { id } of local.stamps()) summaries.add(local.get(id)?.memory.summary ?? '');
      for (const record of state.conflicts()) {
        summaries.add(record.local.memory.summary).add(record.remote.memory.summary);
      }
    }
    return summaries;
  }

  /** Contents that nobody gave up and that are nowhere: must be empty, always. */
  async lost(): Promise<string[]> {
    const present = await this.present();
    return [...this.#written.keys()].filter(
      (summary) => !present.has(summary) && !this.#givenUp.has(summary),
    );
  }

  contents(device: DeviceName): string {
    const { local } = this.at(device);
    return local
      .stamps()
      .map(({ id }) => `${id}: ${local.get(id)?.memory.summary ?? ''}`)
      .join('\n');
  }

  /** Everyone syncs and decides until nothing is left to decide, and everyone has seen it. */
  async settle(): Promise<void> {
    for (let calm = 0, round = 0; calm < 2 && round < 20; round += 1) {
      for (const name of DEVICES) await this.sync(name);
      const open = DEVICES.find((name) => this.at(name).state.conflicts().length > 0);
      if (open) await this.resolve(open, 'local');
      calm = open ? 0 : calm + 1;
    }
  }

  close(): void {
    this.#stage.close();
  }
}
