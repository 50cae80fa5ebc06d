import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMassChange, plan, type PlanLimits } from './plan.ts';
import type { SessionView } from './views.ts';

const fastForward = (id: number): SessionView => ({
  session: `mem_${String(id).padStart(3, '0')}`,
  self: 'A',
  local: { stamp: 's', contentHash: 'old', synced: true },
  baseline: { contentHash: 'old', vector: { A: 1 }, pending: null },
  remotes: [
    {
      device: 'B',
      etag: 'e',
      revision: { vector: { A: 1, B: 1 }, contentHash: 'new', coreHash: 'new', legacy: false },
      refused: null,
    },
  ],
  tombstones: [],
});
const limits = (localCount: number, more: Partial<PlanLimits> = {}): PlanLimits => ({
  localCount,
  knownObjects: localCount,
  listedObjects: localCount,
  ...more,
});
const views = (count: number): SessionView[] => Array.from({ length: count }, (_, id) => fastForward(id));

describe('plan', () => {
  it('lists decisions in order of session id, whatever the order of the views', () => {
    const shuffled = fc.shuffledSubarray(views(30), { minLength: 30 });
    fc.assert(
      fc.property(shuffled, (input) => {
        const sessions = plan(input, limits(200)).items.map((item) => item.session);
        expect(sessions).toEqual([...sessions].sort());
      }),
    );
  });

  it('brakes when more than ten and more than a fifth of the rows would give way', () => {
    expect(plan(views(10), limits(10)).brake).toBeNull();
    expect(plan(views(11), limits(11)).brake).toBe('BRAKE_MASS_CHANGE');
    expect(plan(views(11), limits(55)).brake).toBeNull();
    expect(plan(views(12), limits(55)).brake).toBe('BRAKE_MASS_CHANGE');
  });

  it('does not count new sessions, nor what only joins the baseline', () => {
    const fresh = views(50).map((view) => ({ ...view, local: null, baseline: null }));
    expect(plan(fresh, limits(0)).brake).toBeNull();
    const same = views(50).map((view) => ({
      ...view,
      local: { stamp: 's', contentHash: 'new', synced: true },
    }));
    expect(plan(same, limits(50)).losing).toBe(0);
  });

  it('brakes on an empty bucket that was not empty before', () => {
    expect(plan([], limits(5, { listedObjects: 0 })).brake).toBe('BRAKE_EMPTY_BUCKET');
    expect(plan([], limits(5, { knownObjects: 0, listedObjects: 0 })).brake).toBeNull();
  });

  it('counts separately what opening objects may still show', () => {
    const unopened = views(20).map((view) => ({
      ...view,
      remotes: [{ device: 'B', etag: 'e', revision: null, refused: null }],
    }));
    expect(plan(unopened, limits(20))).toMatchObject({ losing: 0, mayLose: 20, brake: null });
  });

  it('is a mass change only past both bounds', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (losing, known) => {
        expect(isMassChange(losing, known)).toBe(losing > 10 && losing * 5 > known);
      }),
    );
  });
});
