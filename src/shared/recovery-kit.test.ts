import { describe, expect, it } from 'vitest';
import { parseRecoveryKit, recoveryKitHtml, recoveryKitText, type RecoveryKit } from './recovery-kit.ts';

const KIT: RecoveryKit = {
  key: '0123456789abcdef'.repeat(4),
  fingerprint: 'a8ae6e6e',
  place: 'Cloudflare R2 bucket "cc-sessions"',
  vaultId: '5f0c2a4e-8f57-4c0e-9d51-6f1f3a2b4c5d',
  settings: { provider: 'r2', bucket: 'cc-sessions' },
  passphrase: false,
  writtenOn: '2026-11-22',
};

describe('the recovery kit', () => {
  it('is read back, whoever saved it', () => {
    const text = recoveryKitText(KIT);
    const { key, place, settings } = KIT;
    expect(parseRecoveryKit(text)).toEqual({ key, place, settings });
    expect(parseRecoveryKit(text.replaceAll('\n', '\r\n'))).toEqual({ key, place, settings });
    expect(parseRecoveryKit(KIT.key.toUpperCase())).toEqual({ key, place: '', settings: {} });
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
