/** The bucket and its vault for the life of one process: opened by the first call that needs them. */
import { VaultAccess } from './vault-access.ts';
import { openBucket, type OpenedBucket } from './open-bucket.ts';
import type { Machine } from './machine.ts';
import { LookingBucket } from '../bucket/looking.ts';
import { BucketListing } from '../bucket/vault-listing.ts';
import { FACT } from '../engine/facts.ts';
import type { OpeningVault } from '../engine/ports.ts';
import type { AppOptions } from '../composed-app.ts';
import type { SyncState, TrafficMeter, Vault } from '../engine/ports.ts';
import { AppError } from '../../shared/errors.ts';

interface BucketSessionDeps {
  readonly machine: Machine;
  readonly state: SyncState;
  readonly options: AppOptions;
}

const NONE: TrafficMeter = { requests: 0, bytesUp: 0, bytesDown: 0 };

export class BucketSession {
  readonly #deps: BucketSessionDeps;
  #opened: OpenedBucket | null = null;
  #access: VaultAccess | null = null;
  /** What was opened to be looked into only. */
  #looked: OpenedBucket | null = null;
  /** Follows the adapter, once there is one. */
  readonly traffic: TrafficMeter;

  constructor(deps: BucketSessionDeps) {
    this.#deps = deps;
    const current = (): TrafficMeter => (this.#opened ?? this.#looked)?.traffic ?? NONE;
    this.traffic = {
      get requests() {
        return current().requests;
      },
      get bytesUp() {
        return current().bytesUp;
      },
      get bytesDown() {
        return current().bytesDown;
      },
    };
  }

  /** Requests that the bucket would bear at once, now. */
  get inFlight(): number {
    return this.#opened?.inFlight() ?? 1;
  }

  /** @throws CONFIG_MISSING, CLOUD_DISABLED, CREDENTIALS_*, KEYCHAIN_UNAVAILABLE, ENDPOINT_WRONG */
  async bucket(): Promise<OpenedBucket> {
    this.#opened ??= await this.#openBucket(this.#isUnmade);
    return this.#opened;
  }

  /** Whether the folder of the bucket may have to be made: nothing was ever set up. */
  get #isUnmade(): boolean {
    return this.#deps.state.fact(FACT.vaultId) === null;
  }

  async #openBucket(createFolder: boolean): Promise<OpenedBucket> {
    const { machine, options } = this.#deps;
    const cloud = await machine.requireCloud();
    const { secretAccessKey, accessKeyId } = await machine.secrets();
    try {
      return openBucket(cloud, {
        secretAccessKey: secretAccessKey.value,
        accessKeyId: accessKeyId.value,
        home: machine.paths.home,
        env: options.env,
        debug: machine.paths.debug,
        onRequest: options.onRequest,
        createFolder: cloud.provider === 'folder' && createFolder,
      });
    } catch (error) {
      const silent = secretAccessKey.value === null ? secretAccessKey.keychainError : null;
      if (silent && error instanceof AppError && error.code === 'CREDENTIALS_MISSING') throw silent;
      throw error;
    }
  }

  async access(): Promise<VaultAccess> {
    this.#access ??= await this.#openAccess();
    return this.#access;
  }

  async #openAccess(): Promise<VaultAccess> {
    const { machine, state } = this.#deps;
    const { bucket, traffic, wait } = await this.bucket();
    return new VaultAccess({
      bucket,
      traffic,
      wait,
      state,
      secrets: await machine.secrets(),
      keepKey: (hex) => machine.keepKey(hex),
      onMintedKey: (minted) => machine.announceKey(minted),
    });
  }

  /** Listing may begin while the key is still being verified. */
  async opening(signal?: AbortSignal, acceptEmpty = false): Promise<OpeningVault> {
    const { bucket } = await this.bucket();
    const vault = this.vault(signal, acceptEmpty);
    vault.catch(() => undefined); // whoever awaits it hears of it
    return { listing: new BucketListing(bucket), vault };
  }

  /**
   * As `opening`, to be looked into: no vault is made or joined, no key, no folder. Of a vault that is not there yet
   * it is what it would be.
   */
  async looking(signal?: AbortSignal): Promise<OpeningVault> {
    const { machine, state } = this.#deps;
    this.#looked ??= await this.#openBucket(false);
    const bucket = new LookingBucket(this.#looked.bucket, this.#isUnmade);
    const access = new VaultAccess({
      bucket,
      traffic: this.#looked.traffic,
      wait: () => Promise.resolve(),
      state: {
        fact: (name) => state.fact(name),
        countRemotes: (device) => state.countRemotes(device),
        commit: () => undefined,
      },
      secrets: await machine.secrets(),
      keepKey: () => Promise.resolve('keychain'),
      onMintedKey: () => undefined,
    });
    const vault = access.open(signal);
    vault.catch(() => undefined); // whoever awaits it hears of it
    return { listing: new BucketListing(bucket), vault };
  }

  async vault(signal?: AbortSignal, acceptEmpty = false): Promise<Vault> {
    return (await this.access()).open(signal, { acceptEmpty });
  }

  /** Fingerprint of the key that is configured, without asking the bucket; `null` when there is none. */
  async close(): Promise<void> {
    await this.#opened?.bucket.close();
    await this.#looked?.bucket.close();
  }
}
