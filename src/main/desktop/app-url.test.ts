import { describe, expect, it } from 'vitest';
import { isAppUrl, resolveAppUrl } from './app-url.ts';

describe('addresses of the page', () => {
  it('mean files below the built page', () => {
    expect(resolveAppUrl('app://cc-sessions/', '/out')).toBe('/out/index.html');
    expect(resolveAppUrl('app://cc-sessions/assets/index-a_B.1.js?v=1#top', '/out')).toBe(
      '/out/assets/index-a_B.1.js',
    );
  });

  it.each([
    'app://other/index.html',
    'https://cc-sessions/index.html',
    'app://cc-sessions/..%2fsecret',
    'app://cc-sessions/a//b.js',
    'app://cc-sessions/.hidden',
    'app://cc-sessions/a%00.js',
    'app://cc-sessions/a\\..\\b',
  ])('%s is not served', (url) => {
    expect(resolveAppUrl(url, '/out')).toBeNull();
  });

  it('dots never lead out', () => {
    expect(resolveAppUrl('app://cc-sessions/../../etc/passwd', '/out')).toBe('/out/etc/passwd');
    expect(resolveAppUrl('app://cc-sessions/%2e%2e/secret', '/out')).toBe('/out/secret');
  });

  it('are told from those that only look alike', () => {
    expect(isAppUrl('app://cc-sessions/index.html')).toBe(true);
    expect(isAppUrl('app://cc-sessions.example/index.html')).toBe(false);
    expect(isAppUrl('https://cc-sessions/')).toBe(false);
  });
});
