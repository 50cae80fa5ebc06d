/**
 * Opens the vault with the right key: the one that is configured, or, for an empty vault on the very first run,
 * a new one. A new key is kept (and shown) before anything is written with it, so that it cannot be lost.
 */
import { openVault, inspectVault, type OpenedVault } from '../bucket/open-vault.ts';
import { generateKey, keyToHex, parseKey, type VaultKey } from '../crypto/keys.ts';
import { FACT } from '../engine/facts.ts';
import type { Bucket, SyncState, TrafficMeter, Vault } from '../engine/ports.ts';
import type { ResolvedSecrets } from '../secrets/secret-source.ts';
import { AppError } from '../../shared/errors.ts';

export interface VaultAccessDeps {
  readonly bucket: Bucket;
  readonly traffic: TrafficMeter;
  readonly wait: ((milliseconds: number) => Promise<void>) | undefined;
  readonly state: Pick<SyncState, 'fact' | 'commit' | 'countRemotes'>;
  readonly secrets: ResolvedSecrets;
  /** Keeps a key; resolves once it is safe. */
  readonly keepKey: (hex: string) => Promise<'keychain' | 'config-file'>;
  readonly onMintedKey: (minted: { hex: string; savedIn: 'keychain' | 'config-file' }) => void;
}

export class VaultAccess {
  readonly #deps: VaultAccessDeps;
  #key: VaultKey | null = null;

  constructor(deps: VaultAccessDeps) {
    this.#deps = deps;
  }

  /**
   * The vault, with its header read anew.
   * @throws KEY_*, PASSPHRASE_*, VAULT_*; BRAKE_EMPTY_BUCKET when the bucket of a known vault is empty
   */
  async open(signal?: AbortSignal, options: { acceptEmpty?: boolean } = {}): Promise<Vault> {
    const { state, bucket, traffic, wait } = this.#deps;
    const expectedVaultId = state.fact(FACT.vaultId) ?? undefined;
    const key = await this.#configuredKey(signal, expectedVaultId);
    const passphrase = this.#deps.secrets.passphrase.value ?? undefined;
    const request = { key, passphrase, mint: 'never' as const, expectedVaultId, signal, traffic, wait };
    try {
      const opened = await openVault(bucket, { ...request, restoreHeader: options.acceptEmpty });
      return await this.#remember(opened);
    } catch (error) {
      throw this.#explain(error);
    }
  }

  /** The verified key of this process, in hex. */
  async revealKey(signal?: AbortSignal): Promise<string> {
    await this.open(signal);
    if (!this.#key) throw new AppError('KEY_MISSING');
    return keyToHex(this.#key);
  }

  async #configuredKey(
    signal: AbortSignal | undefined,
    expected: string | undefined,
  ): Promise<VaultKey | undefined> {
    if (this.#key) return this.#key;
    const { encryptionKey, passphrase } = this.#deps.secrets;
    if (encryptionKey.value !== null) return parseKey(encryptionKey.value);
    if (passphrase.value !== null || expected !== undefined) return undefined;
    const { state } = await inspectVault(this.#deps.bucket, { signal });
    return state === 'empty' ? this.#mint() : undefined;
  }

  async #mint(): Promise<VaultKey> {
    const key = generateKey();
    const hex = keyToHex(key);
    this.#deps.onMintedKey({ hex, savedIn: await this.#deps.keepKey(hex) });
    this.#key = key;
    return key;
  }

  async #remember(opened: OpenedVault): Promise<Vault> {
    const { state, secrets, keepKey } = this.#deps;
    const fresh = this.#key === null;
    this.#key = opened.key;
    if (state.fact(FACT.vaultId) !== opened.vault.id)
      state.commit({ facts: { [FACT.vaultId]: opened.vault.id } });
    const fromPassphrase = fresh && secrets.encryptionKey.value === null;
    if (fromPassphrase && opened.how !== 'joined') await keepKey(keyToHex(opened.key));
    return opened.vault;
  }

  /** An emptied bucket is a brake, not a key problem; a key that may be in a silent keychain is not missing. */
  #explain(error: unknown): unknown {
    if (!(error instanceof AppError)) return error;
    if (error.code === 'VAULT_CHANGED' && error.data['found'] === null) {
      return new AppError(
        'BRAKE_EMPTY_BUCKET',
        { objects: this.#deps.state.countRemotes() },
        { cause: error },
      );
    }
    const { encryptionKey } = this.#deps.secrets;
    if (error.code === 'KEY_MISSING' && encryptionKey.value === null && encryptionKey.keychainError) {
      return encryptionKey.keychainError;
    }
    return error;
  }
}
