import { describe, expect, it } from 'vitest';
import { expectedSteps } from './expected-steps.ts';

const ok = (step: string) => ({ step, state: 'ok', durationMs: 12 }) as const;

describe('steps of the connection test', () => {
  it('shows what is done, what is being done and what is to come', () => {
    const views = expectedSteps([ok('put'), ok('get')], true);
    expect(views.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'put ok',
      'get ok',
      'range running',
      'list waiting',
      'delete waiting',
      'gone waiting',
      'clock waiting',
      'versioning waiting',
      'privilege waiting',
    ]);
  });

  it('shows only what was done once it has ended, unknown steps included', () => {
    const views = expectedSteps([ok('config'), ok('put')], false);
    expect(views.map(({ name }) => name)).toEqual(['put', 'config']);
    expect(expectedSteps([], false)).toEqual([]);
  });
});
