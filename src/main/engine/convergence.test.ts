/**
 * Random histories on three devices: edits, passes, deaths between upload and note, lost sync.db, sweeps,
 * decisions, deletions. After every step no content that nobody gave up may be gone; in the end all agree. Many
 * runs in memory, some over the real stores and the real vault.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStage } from './testing/memory-device.ts';
import { storedStage } from './testing/stored-device.ts';
import { DEVICES, SESSIONS, World, type Stage } from './testing/world.ts';

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
  else if (step.do === 'sweep') await world.sweep(step.device, step.session);
  else if (step.do === 'remove') await world.remove(step.device, step.session);
  else await world.resolve(step.device, step.keep);
}

async function inWorld(stage: Stage, work: (world: World) => Promise<void>): Promise<void> {
  const world = new World(stage);
  try {
    await work(world);
  } finally {
    world.close();
  }
}

describe.each([
  { name: 'in memory', stage: memoryStage, runs: 500 },
  { name: 'over real stores and a sealed vault', stage: storedStage, runs: 8 },
])('any history $name', ({ stage, runs }) => {
  it('loses nothing that nobody gave up', async () => {
    const history = fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 40 }), (steps) =>
      inWorld(stage(), async (world) => {
        for (const step of steps) {
          await take(world, step);
          expect(await world.lost(), JSON.stringify(step)).toEqual([]);
        }
      }),
    );
    await fc.assert(history, { numRuns: runs });
  });

  it('ends with all devices holding the same, once conflicts are decided', async () => {
    const calm = anyStep.filter((step) => step.do !== 'sweep');
    const history = fc.asyncProperty(fc.array(calm, { minLength: 5, maxLength: 30 }), (steps) =>
      inWorld(stage(), async (world) => {
        for (const step of steps) await take(world, step);
        await world.settle();
        for (const name of DEVICES) expect(world.at(name).state.conflicts()).toEqual([]);
        expect(world.contents('B')).toBe(world.contents('A'));
        expect(world.contents('C')).toBe(world.contents('A'));
        expect(await world.lost()).toEqual([]);
      }),
    );
    await fc.assert(history, { numRuns: runs });
  });

  it('has nothing left to do after one more pass', async () => {
    const history = fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 25 }), (steps) =>
      inWorld(stage(), async (world) => {
        for (const step of steps) await take(world, step);
        await world.settle();
        for (const name of DEVICES) {
          const report = await world.at(name).engine.sync();
          expect([report.uploaded, report.downloaded, report.removed]).toEqual([0, 0, 0]);
        }
      }),
    );
    await fc.assert(history, { numRuns: runs });
  });
});
