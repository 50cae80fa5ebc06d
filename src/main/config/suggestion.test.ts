import { expect, it } from 'vitest';
import { closest, editDistance } from './suggestion.ts';

it('counts edits', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('', 'abc')).toBe(3);
  expect(editDistance('same', 'same')).toBe(0);
});

it('suggests only what is near', () => {
  const keys = ['enabled', 'bucket', 'sync_on_save', 'region'];
  expect(closest('enabeld', keys)).toBe('enabled');
  expect(closest('Buckets', keys)).toBe('bucket');
  expect(closest('something', keys)).toBeUndefined();
  expect(closest('x'.repeat(100_000), keys)).toBeUndefined();
});
