import { describe, expect, it } from 'vitest';
import { ERROR_TRAITS, type ErrorData } from './errors.ts';
import { GERMAN_WORDS, germanWords } from './messages-de.ts';
import { WARNING_CODES } from './warnings.ts';

const CODES = [...Object.keys(ERROR_TRAITS), ...WARNING_CODES];
const FACTS: ErrorData = {
  path: '/home/ann/.cc-sessions/config.yml',
  line: 3,
  column: 5,
  key: 'sync_on_save',
  session: 'mem_abc',
  bucket: 'cc-sessions',
  host: 's3.example.com',
  region: 'us-east-1',
  expected: 'eu-central-1',
  size: 4_000_000_000,
  seconds: -1200,
  retryAfterMs: 5000,
  status: 503,
  losing: 40,
  known: 100,
  objects: 70,
  pid: 4711,
  least: 12,
};
const SECRET = '0123456789abcdef'.repeat(4);
const LEAKY = Object.fromEntries(Object.keys(FACTS).map((name) => [name, `password=HUSH ${SECRET}`]));

/** Words that occur in English sentences only. */
const ENGLISH = /\b(the|were|and|your|you|with|cannot|this|then)\b/i;
const BROKEN = /undefined|null|NaN|\[object|\$\{|Infinity| {2}| [.,;:]|\(\)/;

describe('German words', () => {
  it('are there for every error and warning, with and without facts', () => {
    expect(Object.keys(GERMAN_WORDS).sort()).toEqual([...CODES].sort());
    for (const code of CODES) {
      for (const data of [FACTS, {}]) {
        const words = germanWords({ code, data });
        expect(words?.title, code).toMatch(/^[^.!]{5,70}$/);
        expect(words?.sentence, code).toMatch(/^.{40,}[.?]$/s);
        for (const text of [words?.title, words?.sentence]) {
          expect(text, code).not.toMatch(BROKEN);
          expect(text, code).not.toMatch(ENGLISH);
        }
      }
    }
  });

  it('never say a secret', () => {
    for (const code of CODES) {
      const { sentence } = germanWords({ code, data: LEAKY }) ?? { sentence: '' };
      expect(sentence, code).not.toMatch(/HUSH|0123456789abcdef0123/);
    }
  });

  it('are missing for codes of a newer version only', () => {
    expect(germanWords({ code: 'FROM_THE_FUTURE' })).toBeNull();
    expect(germanWords({ code: 'constructor' })).toBeNull();
  });
});
