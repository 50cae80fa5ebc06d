import { describe, expect, it } from 'vitest';
import { EXTERNAL_HOSTS } from './contract/shell.ts';
import { setupCommands } from './contract/setup.ts';
import { providerGuide, providerGuides } from './provider-guides.ts';
import { PROVIDERS } from './settings.ts';
import { languageFor } from './strings/language.ts';

describe('provider guides', () => {
  it.each(['en', 'de'] as const)('are complete in %s, and fit the contract', (language) => {
    const providers = providerGuides('cc-sessions', language);
    expect(providers.map((guide) => guide.provider)).toEqual([...PROVIDERS]);
    expect(() => setupCommands['setup.providers'].response.parse({ providers })).not.toThrow();
    for (const guide of providers) {
      expect(guide.steps.length).toBeGreaterThan(1);
      for (const { label, help } of guide.fields) expect([label, help]).not.toContain('');
      expect(guide.links.map(({ label, url }) => label === url)).not.toContain(true);
    }
  });

  it('say the same number of steps and links in both languages', () => {
    const shape = (language: 'en' | 'de') =>
      providerGuides('', language).map(({ steps, links, fields }) => [
        steps.length,
        links.length,
        fields.length,
      ]);
    expect(shape('de')).toEqual(shape('en'));
  });

  it('link only to places that may be opened', () => {
    const urls = providerGuides('', 'en').flatMap(({ links, steps }) => [
      ...links.map(({ url }) => url),
      ...steps.flatMap(({ link }) => link ?? []),
    ]);
    for (const url of urls) {
      expect(new URL(url).protocol).toBe('https:');
      expect(EXTERNAL_HOSTS as readonly string[]).toContain(new URL(url).hostname);
    }
  });

  it('fill the bucket into the policies', () => {
    const policy = JSON.parse(providerGuide('s3', 'my-bucket', 'en').policy?.text ?? '') as {
      Statement: { Action: string[]; Resource: string }[];
    };
    expect(policy.Statement.map(({ Resource }) => Resource)).toEqual([
      'arn:aws:s3:::my-bucket',
      'arn:aws:s3:::my-bucket/*',
    ]);
    expect(providerGuide('b2', 'my-bucket', 'en').policy?.text).toContain('--bucket my-bucket ');
    expect(providerGuide('r2', '', 'en').policy?.text).toContain('BUCKET');
    expect(providerGuide('folder', '', 'en').policy).toBeNull();
  });
});

describe('language', () => {
  it('follows the system where there is a catalogue, and the setting before that', () => {
    expect(languageFor('auto', 'de-AT')).toBe('de');
    expect(languageFor('auto', 'fr-FR')).toBe('en');
    expect(languageFor('en', 'de-DE')).toBe('en');
  });
});
