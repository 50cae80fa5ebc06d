import { describe, expect, it } from 'vitest';
import { columnsOf, fit, safeJson, safeLine, safeText, wrap } from './terminal-text.ts';

describe('text for a terminal', () => {
  it('takes escape sequences out and leaves no control character', () => {
    expect(safeLine('a \u001b[31mred\u001b[0m word')).toBe('a red word');
    expect(safeLine('\u001b]0;new title\u0007text')).toBe('text');
    expect(safeLine('\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\')).toBe('link');
    expect(safeLine('\u009b2Jgone?')).toBe('gone?');
    expect(safeLine('bell\u0007 back\b')).toBe('bell\uFFFD back\uFFFD');
    for (let code = 0; code < 0xa0; code += 1) {
      expect(safeText(`a${String.fromCharCode(code)}b`)).not.toMatch(/[^\P{Cc}\n]/u);
    }
  });

  it('lets an escape sequence that never ends hide nothing', () => {
    expect(safeLine('\u001b]0;every word is still here')).toContain('every word is still here');
    expect(safeLine('\u001b[not a sequence…')).toContain('ot a sequence');
  });

  it('neutralises direction marks and broken Unicode', () => {
    expect(safeLine('abc\u202Egnp.exe')).toBe('abc\uFFFDgnp.exe');
    expect(safeLine('half \ud83d pair')).toBe('half \uFFFD pair');
  });

  it('keeps line breaks in texts and makes one line of lines', () => {
    expect(safeText('one\r\ntwo\u2028three\rfour')).toBe('one\ntwo\nthree\nfour');
    expect(safeLine('one\r\n  two\tthree')).toBe('one two three');
  });

  it('writes JSON that parses to the same and cannot act on a terminal', () => {
    const value = { text: '\u009b31m \u007f \u202E \u2028 é 漢' };
    const json = safeJson(value, 0);
    expect(JSON.parse(json)).toEqual(value);
    expect(json).not.toMatch(/[\u007f-\u009f\u202e\u2028]/);
    expect(json).toContain('é 漢');
  });

  it('counts columns of wide, combining and joined characters', () => {
    expect(columnsOf('abc')).toBe(3);
    expect(columnsOf('漢字')).toBe(4);
    expect(columnsOf('e\u0301')).toBe(1);
    expect(columnsOf('👩‍💻')).toBe(2);
    expect(columnsOf('ü…')).toBe(2);
  });

  it('cuts to the width without cutting a character', () => {
    expect(fit('abcdef', 6)).toBe('abcdef');
    expect(fit('abcdefg', 6)).toBe('abcde…');
    expect(fit('漢字漢字', 5)).toBe('漢字…');
    expect(fit('漢字', 4)).toBe('漢字');
    expect(fit('abc', 0)).toBe('');
    for (let width = 1; width < 12; width += 1) {
      expect(columnsOf(fit('a漢👩‍💻e\u0301字bcdef', width))).toBeLessThanOrEqual(width);
    }
  });

  it('wraps at blanks', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('unbreakable', 4)).toEqual(['unbreakable']);
  });
});
