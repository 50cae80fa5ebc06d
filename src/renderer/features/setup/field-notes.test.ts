import { describe, expect, it } from 'vitest';
import { noteFor } from './field-notes.ts';

const words = { needed: 'This is needed.', problems: { 'region-form': 'A region looks like us-east-1.' } };
const check = {
  problems: [
    { field: 'region', problem: 'region-form', severity: 'unlikely' as const },
    { field: 'endpoint', problem: 'from-a-newer-version', severity: 'wrong' as const },
  ],
  missing: ['bucket'],
  swapped: false,
  endpoint: null,
  region: null,
  label: null,
};

describe('notes below fields', () => {
  it('say a problem at once, that something is missing only when one wants to go on', () => {
    expect(noteFor('region', check, false, words)?.text).toBe('A region looks like us-east-1.');
    expect(noteFor('bucket', check, false, words)).toBeUndefined();
    expect(noteFor('bucket', check, true, words)).toEqual({ text: 'This is needed.', severity: 'wrong' });
    expect(noteFor('accessKeyId', check, true, words)).toBeUndefined();
  });

  it('name a problem that has no words, and say nothing before the first look', () => {
    expect(noteFor('endpoint', check, false, words)?.text).toBe('from-a-newer-version');
    expect(noteFor('endpoint', null, true, words)).toBeUndefined();
  });
});
