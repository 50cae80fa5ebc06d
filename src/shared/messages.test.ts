import { describe, expect, it } from 'vitest';
import { AppError, ERROR_TRAITS } from './errors.ts';
import type { ErrorCode, ErrorData } from './errors.ts';
import { ACTIONS } from './message-actions.ts';
import { describeError, describeWarning, MESSAGES, redact } from './messages.ts';
import { WARNING_CODES } from './warnings.ts';

const CODES = Object.keys(ERROR_TRAITS) as ErrorCode[];
const KEY = '0123456789abcdef'.repeat(4);

/** Every fact a sentence might use. */
const FACTS: ErrorData = {
  path: '/home/ann/.cc-sessions/config.yml',
  line: 3,
  column: 5,
  key: 'sync_on_save',
  session: 'mem_abc',
  device: 'laptop_a1b2c3d4',
  bucket: 'cc-sessions',
  host: 's3.example.com',
  endpoint: 'https://s3.example.com',
  region: 'us-east-1',
  expected: 'eu-central-1',
  reason: 'no-bus',
  problem: 'type',
  found: 'text',
  suggestion: 'bucket',
  length: 12,
  size: 4_000_000_000,
  seconds: -1200,
  retryAfterMs: 5000,
  status: 503,
  losing: 40,
  known: 100,
  objects: 70,
  holder: 'cli',
  pid: 4711,
  fingerprint: 'a1b2c3d4',
  version: 2,
  least: 12,
  configured: 'new',
  stored: 'old',
  mode: '644',
  names: 'encryption_key',
};

/** Facts of the wrong kind, as they might come out of a damaged database or another process. */
const ODD = Object.fromEntries(
  Object.keys(FACTS).map((name, index) => [
    name,
    [null, undefined, {}, [], Number.NaN, '', '\u0000\u001b[31m', true][index % 8],
  ]),
) as ErrorData;

const SECRETS: ErrorData = {
  secretAccessKey: 'wJalrXUtnFEMI-HUSH',
  secret_access_key: 'wJalrXUtnFEMI-HUSH',
  encryptionKey: 'key-HUSH',
  encryption_key: 'key-HUSH',
  passphrase: 'correct horse HUSH',
  password: 'pass-HUSH',
  token: 'token-HUSH',
  value: 'value-HUSH',
  hex: 'hex-HUSH',
};
/** Secrets where a fact is expected. */
const LEAKY = Object.fromEntries(
  Object.keys(FACTS).map((name) => [name, `https://me:HUSH@host/ ${KEY} password=HUSH`]),
);

/** Verbs that tell a person what to do. */
const ADVICE =
  /\b(check|try|enter|choose|write|set|set-up|put|copy|create|sync|wait|look|see|unlock|use|keep|delete|add|change|correct|install|restore|raise|swap|move|remove|give|free|switch|edit|save|test|run|close|point|make|get|follows|colon|quotes|blanks)\b/i;
const LEAKS = /undefined|null|NaN|\[object|\$\{|Infinity/;

function problems(description: { title: string; sentence: string; actions: readonly unknown[] }): string[] {
  const { title, sentence, actions } = description;
  const found: string[] = [];
  if (title.trim() === '' || title.length > 60 || /[.!]$/.test(title)) found.push(`title: ${title}`);
  if (sentence.length < 40 || !/[.?]$/.test(sentence)) found.push(`length or end: ${sentence}`);
  if (!ADVICE.test(sentence)) found.push(`no advice: ${sentence}`);
  if (LEAKS.test(`${title} ${sentence}`)) found.push(`leak: ${sentence}`);
  const unquoted = sentence.replaceAll(/“[^”]+”|"[^"]+"/g, 'x').replaceAll('…', '');
  if (/ {2}| [.,;:)]|\( |“”|\.\./.test(unquoted)) found.push(`spacing: ${sentence}`);
  if (/\p{Cc}/u.test(sentence)) found.push('control character');
  if (actions.length === 0) found.push('no action');
  return found;
}

describe('errors', () => {
  it.each(CODES)('%s says what happened and what to do, with and without facts', (code) => {
    expect(problems(describeError({ code }))).toEqual([]);
    expect(problems(describeError(new AppError(code, FACTS)))).toEqual([]);
    expect(problems(describeError({ code, data: ODD }))).toEqual([]);
    for (const [name, value] of Object.entries(FACTS)) {
      expect(problems(describeError({ code, data: { [name]: value } }))).toEqual([]);
    }
  });

  it.each(CODES)('%s never shows a secret', (code) => {
    for (const data of [SECRETS, { ...FACTS, ...SECRETS }, LEAKY]) {
      const text = JSON.stringify(describeError({ code, data }));
      expect(text).not.toContain('HUSH');
      expect(text).not.toContain(KEY);
    }
  });

  it('has no words for codes that do not exist, and survives unknown ones', () => {
    expect(Object.keys(MESSAGES).toSorted()).toEqual(CODES.toSorted());
    const unknown = describeError({ code: 'constructor' as ErrorCode });
    expect(unknown.title).toBe(describeError({ code: 'INTERNAL' }).title);
  });

  it('says where in the config file, and suggests', () => {
    const data = { ...FACTS, key: 'provider', problem: 'choice', expected: 'provider', suggestion: 'r2' };
    expect(describeError({ code: 'CONFIG_INVALID', data }).sentence).toBe(
      'In the config file (/home/ann/.cc-sessions/config.yml, line 3, column 5): The value of “provider” is not ' +
        'possible. It takes r2, s3, b2, s3-compatible or folder. Please change it. Did you mean “r2”?',
    );
    expect(describeError({ code: 'CLOCK_SKEW', data: { seconds: 1200 } }).sentence).toContain(
      'is 20 min behind',
    );
    expect(
      describeError({ code: 'REGION_WRONG', data: { region: 'us-east-1', expected: 'eu-west-1' } }).sentence,
    ).toContain('Set the region to “eu-west-1”.');
  });

  it('gives actions with labels and commands', () => {
    expect(describeError({ code: 'KEY_MISSING' }).actions[0]).toEqual({
      id: 'import-key',
      label: 'Enter the key',
      command: 'cc-sessions key import',
    });
    for (const { label } of Object.values(ACTIONS)) expect(label).toMatch(/^[A-Z][\w ]+$/);
  });
});

/** Ids that other rooms put into `reason`, `problem`, `which` and `expected`: each must read well. */
const IDS = {
  reason: [
    ...['tab', 'indentation', 'duplicate-key', 'missing-colon', 'unclosed', 'needs-quotes', 'encoding'],
    ...['several-documents', 'too-deep', 'syntax', 'permission', 'directory', 'not-a-file', 'too-large'],
    ...['ELOOP', 'changing', 'shape', 'EACCES', 'EROFS', 'ENOTDIR', 'junk', 'characters', 'EISDIR'],
    ...['no-bus', 'no-service', 'no-collection', 'locked', 'refused', 'no-answer', 'not-installed'],
    ...['not-kept', 'unknown', 'missing', 'malformed', 'placeholder', 'path', 'public-url', 'console'],
    ...['redirect', 'self-signed', 'unknown-authority', 'expired', 'not-yet-valid', 'hostname', 'revoked'],
    ...['not-tls', 'handshake', 'absent', 'invalid-name', 'account', 'master-key', 'authentication'],
  ],
  problem: ['type', 'range', 'choice', 'example', 'missing', 'contradiction', 'indentation'],
  expected: [
    ...['boolean', 'text', 'provider', 'interval', 'bandwidth', 'key', 'device-id', 'prefix'],
    ...['transcripts', 'path-map', 'block'],
  ],
  found: ['map', 'list', 'empty', 'alias', 'text'],
  which: ['accessKeyId', 'secretAccessKey', 'both', 'token'],
  source: ['env', 'config', 'keychain'],
  part: ['file', 'cloud'],
} as const;

it.each(CODES)('%s reads well with every id', (code) => {
  for (const [name, ids] of Object.entries(IDS)) {
    for (const id of ids) {
      expect(problems(describeError({ code, data: { [name]: id } }))).toEqual([]);
      expect(problems(describeError({ code, data: { ...FACTS, [name]: id } }))).toEqual([]);
    }
  }
});

describe('warnings', () => {
  it.each(WARNING_CODES)('%s says what it means and what to do', (code) => {
    for (const data of [undefined, FACTS, ODD, SECRETS]) {
      const description = describeWarning({ code, data });
      expect(problems(description)).toEqual([]);
      expect(JSON.stringify(description)).not.toContain('HUSH');
    }
  });

  it('describes an error code, and names a code it does not know', () => {
    expect(describeWarning({ code: 'STORE_CORRUPT' }).title).toBe('The list of sessions was damaged');
    expect(describeWarning({ code: 'FROM_THE_FUTURE' }).sentence).toContain('FROM_THE_FUTURE');
  });
});

it('redacts what looks like a secret', () => {
  expect(redact(`key ${KEY}!`)).toBe('key …!');
  expect(redact('GET https://me:pw@host/x')).toBe('GET https://…@host/x');
  expect(redact('"password": "hunter2", next')).not.toContain('hunter2');
});
