import { describe, expect, it } from 'vitest';
import { isAllowed } from './app-commands.ts';

describe('addresses that are opened in the browser', () => {
  it.each([
    'https://dash.cloudflare.com/?to=/:account/r2/overview',
    'https://docs.aws.amazon.com/x',
    'https://GitHub.com/',
  ])('%s', (url) => {
    expect(isAllowed(url)).toBe(true);
  });

  it.each([
    'http://github.com/',
    'https://github.com.evil.example/',
    'https://evil.example/github.com',
    'https://user@github.com/',
    'https://github.com:8443/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://github.com@evil.example/',
    'not an address',
    '',
  ])('not %s', (url) => {
    expect(isAllowed(url)).toBe(false);
  });
});
