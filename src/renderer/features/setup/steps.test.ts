import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resumeStep, stepAfter, stepBefore, stepsOf, type Step } from './steps.ts';

const fresh = { provider: null, key: null, kitKept: false, reconfiguring: false } as const;
const minted = {
  ...fresh,
  provider: 'r2',
  key: { mode: 'new', fingerprint: 'a1b2c3d4', byPassphrase: false },
} as const;
const joined = { ...minted, key: { ...minted.key, mode: 'join' } } as const;

function walk(from: Step, answers: Parameters<typeof stepAfter>[1]): Step[] {
  const next = stepAfter(from, answers);
  return next === null ? [from] : [from, ...walk(next, answers)];
}

describe('the order of the set-up', () => {
  it('leads from the greeting to the end', () => {
    expect(walk('welcome', minted)).toEqual([
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
    ]);
  });

  it('needs no recovery kit of who joins, and no greeting of who only changes the connection', () => {
    expect(stepsOf(joined)).not.toContain('kit');
    expect(stepAfter('key', joined)).toBe('device');
    expect(stepBefore('where', { ...minted, reconfiguring: true })).toBeNull();
  });

  it('goes on sensibly from a step that a later answer took out', () => {
    expect(stepAfter('kit', joined)).toBe('device');
    expect(stepBefore('kit', joined)).toBe('key');
  });

  it('never leads back behind what was written', () => {
    expect(stepBefore('first-sync', minted)).toBeNull();
    expect(stepBefore('done', minted)).toBeNull();
  });

  it('resumes where it was left, or where an answer is missing', () => {
    expect(resumeStep('device', minted)).toBe('device');
    expect(resumeStep('device', { ...minted, key: null })).toBe('key');
    expect(resumeStep('key', fresh)).toBe('where');
    expect(resumeStep('first-sync', minted)).toBe('scope');
    expect(resumeStep('kit', joined)).toBe('device');
    expect(resumeStep('welcome', fresh)).toBe('welcome');
  });

  it('goes back to where it came from, whatever was answered', () => {
    const answers = fc.constantFrom(fresh, minted, joined, { ...minted, kitKept: true, reconfiguring: true });
    fc.assert(
      fc.property(answers, fc.nat({ max: 9 }), (given, index) => {
        const steps = stepsOf(given);
        const step = steps[index % steps.length] ?? 'where';
        const next = stepAfter(step, given);
        if (next === null || next === 'first-sync' || next === 'done') return;
        expect(stepBefore(next, given)).toBe(step);
      }),
    );
  });
});
