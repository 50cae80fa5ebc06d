import { describe, expect, it } from 'vitest';
import { de } from '../renderer/strings/de.ts';
import { en } from '../renderer/strings/en.ts';
import { parseRecoveryKit, recoveryKitHtml, recoveryKitText, type RecoveryKit } from './recovery-kit.ts';

const KIT: RecoveryKit = {
  key: '0123456789abcdef'.repeat(4),
  fingerprint: 'a8ae6e6e',
  place: 'Cloudflare R2 bucket "cc-sessions"',
  vaultId: '5f0c2a4e-8f57-4c0e-9d51-6f1f3a2b4c5d',
  settings: { provider: 'r2', bucket: 'cc-sessions' },
  passphrase: false,
  writtenOn: '2026-11-22',
  language: 'en',
};

describe('the recovery kit', () => {
  it.each(['en', 'de'] as const)('in %s is read back, whoever saved it', (language) => {
    const text = recoveryKitText({ ...KIT, language });
    expect(text.split('\n').every((line) => line.length <= 82)).toBe(true);
    const { key, place, settings } = KIT;
    expect(parseRecoveryKit(text)).toEqual({ key, place, settings });
    expect(parseRecoveryKit(text.replaceAll('\n', '\r\n'))).toEqual({ key, place, settings });
    expect(parseRecoveryKit(KIT.key.toUpperCase())).toEqual({ key, place: '', settings: {} });
  });

  it('of the command line is read as well', () => {
    const sheet = `cc-sessions: encryption key\n\nKey          ${KIT.key}\nPlace        ${KIT.place}\nVault        \n`;
    expect(parseRecoveryKit(sheet)).toEqual({ key: KIT.key, place: KIT.place, settings: {} });
  });

  it('without a place reads no other line as the place', () => {
    expect(parseRecoveryKit(recoveryKitText({ ...KIT, place: '' }))?.place).toBe('');
    expect(parseRecoveryKit(`Key  ${KIT.key}\nPlace\nVault  x\n`)?.place).toBe('');
  });

  it('is in the language of the window, and names the button as it is called there', () => {
    expect(recoveryKitText(KIT)).toContain(`"${en.setup.openKit}"`);
    const german = recoveryKitText({ ...KIT, language: 'de', passphrase: true });
    expect(german).toContain(`„${de.setup.openKit}“`);
    expect(german).toContain('auch mit deiner Passphrase');
    expect(recoveryKitHtml({ ...KIT, language: 'de' })).toContain('<html lang="de">');
  });

  it('of a set-up has no vault yet, and no empty line for it', () => {
    expect(recoveryKitText(KIT)).toMatch(/^Vault +5f0c/m);
    expect(recoveryKitText({ ...KIT, vaultId: '' })).not.toMatch(/^Vault/m);
  });

  it('is nothing else', () => {
    expect(parseRecoveryKit('')).toBeNull();
    expect(parseRecoveryKit('Key 0123')).toBeNull();
    expect(parseRecoveryKit('f'.repeat(65))).toBeNull();
  });

  it('says where the bucket is, and that a passphrase opens it', () => {
    expect(recoveryKitText(KIT)).toContain('  provider: r2\n  bucket: cc-sessions\n');
    expect(recoveryKitText(KIT)).not.toContain('passphrase');
    expect(recoveryKitText({ ...KIT, passphrase: true })).toContain('opens with your passphrase');
  });

  it('prints names as they are written', () => {
    const html = recoveryKitHtml({ ...KIT, place: '<script>alert(1)</script>' });
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toContain('<script');
  });
});
