import { describe, expect, it } from 'vitest';
import { maskedConfig, withoutValues } from './masked-config.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const KEY = '0123456789abcdef'.repeat(4);

describe('the config in a support bundle', () => {
  it.each([
    ['in a line', `cloud:\n  secret_access_key: ${SECRET}\n  bucket: b\n`],
    ['in quotes', `cloud:\n  "secret_access_key": "${SECRET}"\n  bucket: b\n`],
    ['in braces', `cloud: {provider: s3, secret_access_key: ${SECRET}, bucket: b}\n`],
    ['folded', `cloud:\n  secret_access_key: >-\n    ${SECRET}\n  bucket: b\n`],
    ['in the next line', `cloud:\n  secret_access_key:\n    ${SECRET}\n  bucket: b\n`],
    ['behind an anchor', `x: &s ${SECRET}\ncloud:\n  secret_access_key: *s\n  bucket: b\n`],
    ['in a comment', `cloud:\n  # secret_access_key: ${SECRET}\n  bucket: b # was ${SECRET}\n`],
    ['in what is no YAML', `cloud:\n\t secret_access_key: ${SECRET}\n ${SECRET}\n bucket: b: c\n`],
  ])('holds no secret that stands %s', (_where, text) => {
    const masked = maskedConfig(text).text;
    expect(masked).not.toContain(SECRET);
    expect(masked).not.toContain('wJalr');
    expect(masked).toContain('bucket:');
  });

  it('keeps what is no secret as it is written', () => {
    expect(maskedConfig(`cloud:\n  provider:   'r2'\n  encryption_key: "${KEY}"\n`)).toEqual({
      text: `cloud:\n  provider:   'r2'\n  encryption_key: …\n`,
      secrets: [KEY],
    });
  });

  it('a secret is masked wherever else it stands, a short word is not', () => {
    expect(withoutValues(`GET /?s=${SECRET} on`, [SECRET, 'on'])).toBe('GET /?s=… on');
  });
});
