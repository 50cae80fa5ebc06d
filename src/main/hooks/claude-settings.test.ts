import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOOK_EVENTS, hooksStatus, withHooks, withoutHooks } from './claude-settings.ts';

const OURS = { hooks: [{ type: 'command', command: 'cc-sessions hook', timeout: 10 }] };

const SETTINGS = `{
  // no comments here
  "model": "opus",
  "env": { "A":1e3,   "B": "\\u00e9" },
  "hooks": {
    "Stop": [
      {
        "hooks": [
          { "type": "command", "command": "say done" }
        ]
      }
    ],
    "PreToolUse": []
  },
  "cleanupPeriodDays": 60
}
`.replace('  // no comments here\n', '');

describe('our hooks in the settings', () => {
  it('are added where they belong, in the style of the file', () => {
    expect(withHooks(SETTINGS)).toBe(`{
  "model": "opus",
  "env": { "A":1e3,   "B": "\\u00e9" },
  "hooks": {
    "Stop": [
      {
        "hooks": [
          { "type": "command", "command": "say done" }
        ]
      },
      {
        "hooks": [
          {
            "type": "command",
            "command": "cc-sessions hook",
            "timeout": 10
          }
        ]
      }
    ],
    "PreToolUse": [],
    "SessionEnd": [
      {
        "hooks": [
          {
            "type": "command",
            "command": "cc-sessions hook",
            "timeout": 10
          }
        ]
      }
    ],
    "PreCompact": [
      {
        "hooks": [
          {
            "type": "command",
            "command": "cc-sessions hook",
            "timeout": 10
          }
        ]
      }
    ]
  },
  "cleanupPeriodDays": 60
}
`);
  });

  it.each([
    ['', '{\n  "hooks": {'],
    ['{}', '{\n  "hooks": {'],
    ['{"a":1}', '{"a":1,"hooks":{"SessionEnd":[{"hooks":[{"type":"command"'],
    ['{"a": 1, "b": 2}', '{"a": 1, "b": 2, "hooks": {"SessionEnd":[{'],
    ['{\r\n\t"a": 1\r\n}\r\n', '{\r\n\t"a": 1,\r\n\t"hooks": {\r\n\t\t"SessionEnd": [\r\n\t\t\t{'],
    ['\ufeff{\n    "a": 1\n}', '\ufeff{\n    "a": 1,\n    "hooks": {\n        "SessionEnd": ['],
  ])('are added to %j', (text, beginning) => {
    const installed = withHooks(text);
    expect(installed.slice(0, beginning.length)).toBe(beginning);
    expect(hooksStatus(installed)).toEqual({
      events: [...HOOK_EVENTS],
      installed: 'all',
      commands: ['cc-sessions hook'],
      disabled: false,
    });
  });

  it('are known however the program is called, and brought up to date', () => {
    const commands = [
      'cc-sessions hook',
      '/opt/cc-sessions hook ',
      '"C:\\\\Program Files\\\\cc-sessions.cmd" hook',
      'node /x/bin/cc-sessions.mjs hook',
    ];
    for (const command of commands) {
      const text = `{"hooks":{"Stop":[{"matcher":"","hooks":[{"type":"command","command":${JSON.stringify(command)}}]}]}}`;
      expect(hooksStatus(text)).toMatchObject({ installed: 'some', events: ['Stop'], commands: [command] });
      const installed = withHooks(text);
      expect(installed).toContain('{"matcher":"","hooks":[{"type":"command","command":"cc-sessions hook"}]}');
      expect(withoutHooks(text)).toBe('{}');
    }
    for (const other of [
      'cc-sessions hooks',
      'my-cc-sessions hook',
      'cc-sessions hook --x',
      'cc-sessions sync',
    ]) {
      const text = `{"hooks":{"Stop":[{"hooks":[{"command":"${other}"}]}]}}`;
      expect(hooksStatus(text).installed).toBe('none');
      expect(withoutHooks(text)).toBe(text);
    }
  });

  it('go, and leave hooks of others beside them alone', () => {
    const text = `{"hooks":{"Stop":[{"hooks":[{"command":"a"},{"command":"cc-sessions hook"},{"command":"b"}]}],"SessionEnd":[]}}`;
    expect(withoutHooks(text)).toBe(
      `{"hooks":{"Stop":[{"hooks":[{"command":"a"},{"command":"b"}]}],"SessionEnd":[]}}`,
    );
  });

  it.each([
    ['{\n  "a": 1,\n  // comment\n}', 3],
    ['{"a": 1', 1],
    ['[]', 1],
    ['{\n"hooks": []}', 2],
    ['{\n"hooks": {\n"Stop": {}}}', 3],
    ['{"a":01}', 1],
    ['{"a":"\n"}', 1],
    ['{"a":1} x', 1],
    ['['.repeat(100_000), 1],
  ])('are not put into %j', (text, line) => {
    expect(() => withHooks(text)).toThrow(
      expect.objectContaining({ code: 'AGENT_SETTINGS_MALFORMED', data: { line } }),
    );
  });

  it('say when all hooks are turned off', () => {
    expect(hooksStatus('{"disableAllHooks":true}').disabled).toBe(true);
  });

  const command = fc.record({ type: fc.constant('command'), command: fc.string() });
  const group = fc.record({ hooks: fc.array(command, { minLength: 1, maxLength: 2 }) });
  const hooks = fc.dictionary(
    fc.constantFrom('Stop', 'SessionEnd', 'PreToolUse', 'PreCompact'),
    fc.array(group, { minLength: 1, maxLength: 2 }),
    { minKeys: 1 },
  );
  const settings = fc
    .record({ rest: fc.dictionary(fc.string(), fc.jsonValue()), hooks: fc.option(hooks) })
    .map(({ rest, hooks: some }) => ({ ...rest, ...(some && { hooks: some }), last: [1, { x: {} }] }));
  const style = fc.constantFrom(
    (value: unknown) => JSON.stringify(value),
    (value: unknown) => JSON.stringify(value, null, 2),
    (value: unknown) => `\ufeff${JSON.stringify(value, null, '\t')}\n`,
    (value: unknown) => JSON.stringify(value, null, 4).replaceAll('\n', '\r\n'),
    (value: unknown) => `\n ${JSON.stringify(value, null, 1).replaceAll(/\n +/g, ' ')} \n`,
  );

  it('change nothing else, come once, and go without a trace', () => {
    fc.assert(
      fc.property(settings, style, (value, write) => {
        const text = write(value);
        const installed = withHooks(text);
        const expected = structuredClone(JSON.parse(text.replace('\ufeff', ''))) as Record<string, never>;
        const all = ((expected as Record<string, unknown>)['hooks'] ??= {}) as Record<string, unknown[]>;
        for (const event of HOOK_EVENTS) all[event] = [...(all[event] ?? []), OURS];
        expect(JSON.parse(installed.replace('\ufeff', ''))).toEqual(expected);
        expect(withHooks(installed)).toBe(installed);
        expect(withoutHooks(installed)).toBe(text);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
