import { describe, expect, it } from 'vitest';
import { ERROR_TRAITS, type ErrorCode } from './errors.ts';
import { germanWords } from './messages-de.ts';
import { describeInWindow } from './messages-window.ts';

const CODES = Object.keys(ERROR_TRAITS) as ErrorCode[];
/** What only somebody at a command line can do. */
const COMMAND_LINE = /CC_MEMORY_DEBUG|\bthis command\b|the help\b|dieser befehl|in die hilfe|--\w/i;

describe('words in the window', () => {
  it.each(CODES)('%s sends nobody to a command line', (code) => {
    for (const data of [{}, { problem: 'not-its-name', reason: 'no such table' }]) {
      const { title, sentence } = describeInWindow({ code, data });
      const german = germanWords({ code, data });
      for (const text of [title, sentence, german?.title ?? '', german?.sentence ?? '']) {
        expect(text).not.toMatch(COMMAND_LINE);
      }
    }
  });

  it.each(['own-device', 'not-its-name', 'set-up-incomplete'])('%s is said in both languages', (problem) => {
    const general = describeInWindow({ code: 'USAGE', data: { problem: 'no-list' } }).sentence;
    expect(describeInWindow({ code: 'USAGE', data: { problem } }).sentence).not.toBe(general);
    expect(germanWords({ code: 'USAGE', data: { problem } })?.sentence).not.toContain(problem);
  });

  it('leads from a mistake of ours to the log and the support bundle', () => {
    const { sentence } = describeInWindow({ code: 'INTERNAL', data: { reason: 'no such table' } });
    expect(sentence).toContain('No such table.');
    expect(sentence).toContain('support bundle');
  });
});
