/**
 * Random histories on three devices: edits, passes, deaths between upload and note, lost sync.db, sweeps,
 * decisions, deletions. After every step no content that nobody gave up may be gone; in the end all agree.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SyncEngine } from './engine.ts';
import type { Lease } from './ports.ts';
import { memoryOf, MemorySessions, MemoryState, MemoryVault } from './testing/memory-device.ts';

const DEVICES = ['A', 'B', 'C'] as const;
type Device = (typeof DEVICES)[number];
const SESSIONS = ['mem_1', 'mem_2'] as const;

const lease: Lease = { token: 't', assertHeld: () => undefined, release: () => undefined };

class World {
  readonly vault = new MemoryVault();
  readonly devices = new Map<Device, { local: MemorySessions; state: MemoryState; engine: SyncEngine }>();
  /** Contents ever written, and those a person or an edit knowingly left behind. */
  readonly written = new Map<string, string>();
  readonly givenUp = new Set<string>();
  /** What a swept row held: saving that session again on that device is an edit of it. */
  readonly held = new Map<string, string>();
  #edits = 0;

  constructor() {
    for (const device of DEVICES) {
      const local = new MemorySessions();
      const state = new MemoryState();
      const engine = new SyncEngine({
        identity: { device, name: device, platform: 'test', appVersion: '0', installId: device },
        local,
        state,
        openVault: () => Promise.resolve(this.vault),
        acquireLease: () => Promise.resolve(lease),
        traffic: this.vault.traffic,
        now: () => 0,
      });
      this.devices.set(device, { local, state, engine });
    }
  }

  at(device: Device) {
    const found = this.devices.get(device);
    if (!found) throw new Error(device);
    return found;
  }

  edit(device: Device, session: string): void {
    const { local } = this.at(device);
    const before = local.get(session)?.memory.summary ?? this.held.get(`${device}/${session}`);
    if (before) this.givenUp.add(before);
    const summary = `edit ${(this.#edits += 1)} on ${device}`;
    this.written.set(summary, session);
    local.save(memoryOf(session, summary));
  }

  async sync(device: Device): Promise<void> {
    await this.at(device).engine.sync({ accept: ['BRAKE_EMPTY_BUCKET', 'BRAKE_MASS_CHANGE'] });
  }

  async die(device: Device, afterWrites: number): Promise<void> {
    this.vault.dieAfterWrites = afterWrites;
    await this.sync(device).catch(() => undefined);
    this.vault.dieAfterWrites = 0;
  }

  /** The agent sweeps its files; content that was only there is gone by its doing, not by ours. */
  sweep(device: Device, session: string): void {
    const { local } = this.at(device);
    const summary = local.get(session)?.memory.summary;
    local.rows.delete(session);
    if (summary) this.held.set(`${device}/${session}`, summary);
    if (summary && !this.present().has(summary)) this.givenUp.add(summary);
  }

  /** sync.db is deleted; what was kept only there in a conflict is in the bucket or the row as well. */
  loseState(device: Device): void {
    this.at(device).state.reset();
  }

  async resolve(device: Device, keep: 'local' | 'remote' | 'both'): Promise<void> {
    const { state, engine } = this.at(device);
    const [conflict] = state.conflicts();
    if (!conflict) return;
    const gives = keep === 'local' ? conflict.remote : conflict.local;
    try {
      await engine.resolve({ session: conflict.session, device: conflict.remote.device, keep });
    } catch {
      return;
    }
    if (keep !== 'both') this.givenUp.add(gives.memory.summary);
  }

  async remove(device: Device, session: string): Promise<void> {
    const { local, state, engine } = this.at(device);
    const seen = state
      .remotesOf(session)
      .map((row) => this.vault.sessions.get(`${row.device}/${session}`)?.value.memory.summary);
    const own = local.get(session)?.memory.summary;
    const disputed = state.conflictsOf(session).flatMap((record) => [record.local, record.remote]);
    try {
      await engine.delete(session);
    } catch {
      return;
    }
    for (const summary of [own, ...seen]) if (summary) this.givenUp.add(summary);
    for (const version of disputed) this.givenUp.add(version.memory.summary);
  }

  present(): Set<string> {
    const summaries = new Set<string>();
    for (const { value } of this.vault.sessions.values()) summaries.add(value.memory.summary);
    for (const { local, state } of this.devices.values()) {
      for (const { memory } of local.rows.values()) summaries.add(memory.summary);
      for (const { local: mine, remote } of state.conflicts())
        summaries.add(mine.memory.summary).add(remote.memory.summary);
    }
    return summaries;
  }

  lost(): string[] {
    const present = this.present();
    return [...this.written.keys()].filter((summary) => !present.has(summary) && !this.givenUp.has(summary));
  }

  contents(device: Device): string {
    const rows = [...this.at(device).local.rows.values()].map(
      ({ memory }) => `${memory.id}: ${memory.summary}`,
    );
    return rows.sort().join('\n');
  }
}

const device = fc.constantFrom(...DEVICES);
const session = fc.constantFrom(...SESSIONS);
const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('edit' as const), device, session }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('sync' as const), device }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('die' as const), device, after: fc.integer({ min: 1, max: 2 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), device }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep' as const), device, session }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), device, session }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('resolve' as const),
      device,
      keep: fc.constantFrom('local' as const, 'remote' as const, 'both' as const),
    }),
  },
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

async function take(world: World, step: Step): Promise<void> {
  if (step.do === 'edit') world.edit(step.device, step.session);
  else if (step.do === 'sync') await world.sync(step.device);
  else if (step.do === 'die') await world.die(step.device, step.after);
  else if (step.do === 'lose') world.loseState(step.device);
  else if (step.do === 'sweep') world.sweep(step.device, step.session);
  else if (step.do === 'remove') await world.remove(step.device, step.session);
  else await world.resolve(step.device, step.keep);
}

/** Everyone syncs and decides until nothing is left to decide, and everyone has seen it. */
async function settle(world: World): Promise<void> {
  for (let calm = 0, round = 0; calm < 2 && round < 20; round += 1) {
    for (const name of DEVICES) await world.sync(name);
    const open = DEVICES.find((name) => world.at(name).state.conflicts().length > 0);
    if (open) await world.resolve(open, 'local');
    calm = open ? 0 : calm + 1;
  }
}

describe('any history', () => {
  it('loses nothing that nobody gave up', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 40 }), async (steps) => {
        const world = new World();
        for (const step of steps) {
          await take(world, step);
          expect(world.lost(), JSON.stringify(step)).toEqual([]);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('ends with all devices holding the same, once conflicts are decided', async () => {
    const calm = anyStep.filter((step) => step.do !== 'sweep');
    await fc.assert(
      fc.asyncProperty(fc.array(calm, { minLength: 5, maxLength: 30 }), async (steps) => {
        const world = new World();
        for (const step of steps) await take(world, step);
        await settle(world);
        for (const name of DEVICES) expect(world.at(name).state.conflicts()).toEqual([]);
        expect(world.contents('B')).toBe(world.contents('A'));
        expect(world.contents('C')).toBe(world.contents('A'));
        expect(world.lost()).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('has nothing left to do after one more pass', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 25 }), async (steps) => {
        const world = new World();
        for (const step of steps) await take(world, step);
        await settle(world);
        for (const name of DEVICES) {
          const report = await world.at(name).engine.sync();
          expect([report.uploaded, report.downloaded, report.removed]).toEqual([0, 0, 0]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
