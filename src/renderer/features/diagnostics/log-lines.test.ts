import { describe, expect, it } from 'vitest';
import { linesFrom } from './log-lines.ts';

describe('lines of the log', () => {
  it('are those that matter at least as much', () => {
    const lines = (['debug', 'info', 'warn', 'error'] as const).map((level) => ({ at: 0, level, text: '' }));
    expect(linesFrom(lines, 'debug')).toHaveLength(4);
    expect(linesFrom(lines, 'warn').map(({ level }) => level)).toEqual(['warn', 'error']);
  });
});
