import { describe, expect, it } from 'vitest';
import type { Provider } from '../../../shared/settings.ts';
import {
  cloudOf,
  endpointOf,
  fieldProblems,
  isSwapped,
  missingFields,
  placeOf,
  targetOf,
  type DraftAnswers,
} from './draft-fields.ts';

const EMPTY: DraftAnswers = {
  provider: null,
  bucket: '',
  accountId: '',
  jurisdiction: '',
  endpoint: '',
  region: '',
  accessKeyId: '',
  prefix: '',
  pathStyle: null,
};
const ACCOUNT = '0123456789abcdef0123456789abcdef';
const draft = (provider: Provider, answers: Partial<DraftAnswers> = {}): DraftAnswers => ({
  ...EMPTY,
  provider,
  bucket: 'cc-sessions',
  ...answers,
});
const problems = (answers: DraftAnswers, secret = ''): string[] =>
  fieldProblems(answers, secret).map(
    ({ field, problem, severity }) => `${field} ${problem}${severity === 'wrong' ? '' : '?'}`,
  );

describe('answers as settings', () => {
  it('make the endpoint of R2 from the account, in its jurisdiction', () => {
    expect(endpointOf(draft('r2', { accountId: ACCOUNT.toUpperCase() }))).toBe(
      `https://${ACCOUNT}.r2.cloudflarestorage.com`,
    );
    expect(endpointOf(draft('r2', { accountId: ACCOUNT, jurisdiction: 'eu' }))).toBe(
      `https://${ACCOUNT}.eu.r2.cloudflarestorage.com`,
    );
    expect(targetOf(draft('r2', { accountId: ACCOUNT }), '/home')).toEqual({
      label: 'Cloudflare R2 bucket "cc-sessions"',
      endpoint: `https://${ACCOUNT}.r2.cloudflarestorage.com`,
      region: 'auto',
    });
  });

  it('read the region of B2 from its endpoint', () => {
    const target = targetOf(draft('b2', { endpoint: 's3.us-west-002.backblazeb2.com' }), '/home');
    expect(target).toMatchObject({
      endpoint: 'https://s3.us-west-002.backblazeb2.com',
      region: 'us-west-002',
    });
  });

  it('say nothing of what was not answered', () => {
    expect(cloudOf(draft('s3'))).toEqual({ provider: 's3', bucket: 'cc-sessions', prefix: '' });
    expect(cloudOf(draft('folder', { bucket: ' /mnt/nas ', accessKeyId: 'left over' }))).toEqual({
      provider: 'folder',
      bucket: '/mnt/nas',
      prefix: '',
    });
    expect(cloudOf(draft('s3', { prefix: '/team/ann' })).prefix).toBe('team/ann/');
    expect(() => cloudOf(EMPTY)).toThrow('set-up-incomplete');
    expect(targetOf(EMPTY, '/home')).toBeNull();
  });

  it('name the place, and only the place', () => {
    const place = draft('s3', { accessKeyId: 'a' });
    expect(placeOf({ ...place, accessKeyId: 'b', region: 'eu-west-1' })).toBe(placeOf(place));
    expect(placeOf({ ...place, bucket: 'other' })).not.toBe(placeOf(place));
    expect(placeOf({ ...place, prefix: 'x' })).not.toBe(placeOf(place));
  });
});

describe('what is missing', () => {
  it('is exactly what the provider needs', () => {
    expect(missingFields(EMPTY, false)).toEqual(['provider']);
    expect(missingFields({ ...EMPTY, provider: 'r2' }, false)).toEqual([
      'bucket',
      'accountId',
      'accessKeyId',
      'secretAccessKey',
    ]);
    expect(missingFields({ ...EMPTY, provider: 's3' }, true)).toEqual(['bucket', 'accessKeyId']);
    expect(missingFields(draft('folder'), false)).toEqual([]);
    expect(missingFields(draft('b2', { region: 'us-west-002', accessKeyId: 'x' }), true)).toEqual([]);
    expect(
      missingFields(draft('r2', { endpoint: 'https://x.r2.cloudflarestorage.com', accessKeyId: 'x' }), true),
    ).toEqual([]);
  });
});

describe('what is wrong', () => {
  it.each<[string, DraftAnswers, string[]]>([
    ['nothing', draft('s3', { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', region: 'us-east-1' }), []],
    ['a path in the bucket', draft('s3', { bucket: 'a/b' }), ['bucket bucket-path']],
    ['an old bucket', draft('s3', { bucket: 'My_Bucket' }), ['bucket bucket-form?']],
    ['no bucket', draft('s3', { bucket: 'a b' }), ['bucket bucket-form']],
    ['the example', draft('r2', { accountId: 'YOUR_ACCOUNT_ID' }), ['accountId example']],
    ['a short account', draft('r2', { accountId: 'abc' }), ['accountId account-id-form']],
    [
      'the web console',
      draft('b2', { endpoint: 'https://secure.backblaze.com' }),
      ['endpoint endpoint-console'],
    ],
    ['the public address', draft('r2', { endpoint: 'https://pub-1.r2.dev' }), ['endpoint endpoint-public']],
    [
      "another provider's",
      draft('b2', { endpoint: `https://${ACCOUNT}.r2.cloudflarestorage.com` }),
      ['endpoint endpoint-other-provider'],
    ],
    ['no address', draft('s3-compatible', { endpoint: 'ftp://x' }), ['endpoint endpoint-form']],
    [
      'plain http',
      draft('s3-compatible', { endpoint: 'http://s3.example.com' }),
      ['endpoint endpoint-plain-http?'],
    ],
    ['plain http at home', draft('s3-compatible', { endpoint: 'http://192.168.1.5:9000' }), []],
    ['a blank', draft('s3', { accessKeyId: 'AKIA IOSFODNN7EXAMPLE' }), ['accessKeyId blank-inside']],
    ['an id of another form', draft('s3', { accessKeyId: 'minioadmin' }), ['accessKeyId key-id-form?']],
    ['any id elsewhere', draft('s3-compatible', { accessKeyId: 'minioadmin' }), []],
    ['a relative folder', draft('folder', { bucket: 'remote' }), ['bucket folder-relative']],
    ['a folder', draft('folder', { bucket: '~/Dropbox/cc-sessions' }), []],
    ['a prefix with blanks', draft('s3', { prefix: 'a b' }), ['prefix prefix-form']],
  ])('%s', (_name, answers, expected) => {
    expect(problems(answers)).toEqual(expected);
  });

  it('is a secret of another form, or with a blank in it', () => {
    expect(problems(draft('r2'), 'short')).toEqual(['secretAccessKey secret-form?']);
    expect(problems(draft('r2'), 'a b')).toEqual(['secretAccessKey blank-inside']);
  });

  it('is id and secret in each other’s place', () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    expect(isSwapped(draft('s3', { accessKeyId: secret }), 'AKIAIOSFODNN7EXAMPLE')).toBe(true);
    expect(isSwapped(draft('s3', { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }), secret)).toBe(false);
  });
});
