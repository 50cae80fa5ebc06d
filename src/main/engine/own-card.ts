/** This device's card in the bucket: who writes below its name, and how it stands. */
import { AppError, toAppError } from '../../shared/errors.ts';
import { FACT } from './facts.ts';
import type { DeviceCard, Lease, OpeningVault, SyncState, Vault } from './ports.ts';

/** This installation, as its device card shows it. */
export interface DeviceIdentity {
  readonly device: string;
  readonly name: string;
  readonly platform: string;
  readonly appVersion: string;
  readonly installId: string;
  /** As they are now; a card is written with them. */
  readonly labels?: DeviceCard['labels'];
}

/** Milliseconds after which the device card is renewed even when nothing was transferred. */
const CARD_AGE = 24 * 60 * 60 * 1000;

interface OwnCardDeps {
  readonly identity: DeviceIdentity;
  readonly state: SyncState;
  readonly now: () => number;
}

export class OwnCard {
  readonly #deps: OwnCardDeps;

  constructor(deps: OwnCardDeps) {
    this.#deps = deps;
  }

  /**
   * Another machine that writes under this device's name would overwrite its sessions: nothing is sent then. A
   * card that was damaged names nobody, and must not stop this device for ever.
   */
  async checkClash(opening: OpeningVault, signal: AbortSignal | undefined): Promise<'sound' | 'damaged'> {
    const { identity, state } = this.#deps;
    const own = (await opening.listing.listDevices({ signal })).find(
      (entry) => entry.device === identity.device,
    );
    if (!own || own.etag === state.fact(FACT.cardEtag)) return 'sound';
    const card = await this.#readOwnCard(await opening.vault, signal);
    if (card === null) return 'damaged';
    if (card.installId === identity.installId) return 'sound';
    throw new AppError('DEVICE_ID_CLASH', {
      device: identity.device,
      name: card.name,
      lastSyncAt: card.lastSyncAt,
    });
  }

  /** `null`: the object under this device's name is no card that any version wrote. */
  async #readOwnCard(vault: Vault, signal: AbortSignal | undefined): Promise<DeviceCard | null> {
    try {
      return await vault.readDevice(this.#deps.identity.device, { signal });
    } catch (error) {
      const failure = toAppError(error);
      if (!failure.code.startsWith('OBJECT_') || failure.code === 'OBJECT_UNSUPPORTED') throw failure;
      return null;
    }
  }

  async renew(vault: Vault, changes: number, lease: Lease, signal: AbortSignal | undefined): Promise<void> {
    const { state, now } = this.#deps;
    const writtenAt = Number(state.fact(FACT.cardWrittenAt) ?? 0);
    if (changes === 0 && state.fact(FACT.cardEtag) !== null && now() - writtenAt < CARD_AGE) return;
    await this.write(vault, lease, signal);
  }

  /** Writes this device's card, taking over the device id if another machine held it. */
  async write(vault: Vault, lease: Lease, signal?: AbortSignal): Promise<void> {
    const { identity, state, now } = this.#deps;
    const at = now();
    const sessions = state.countRemotes(identity.device);
    const card: DeviceCard = { ...identity, lastSyncAt: new Date(at).toISOString(), sessions };
    const { etag } = await vault.writeDevice(card, { signal });
    state.commit({ facts: { [FACT.cardEtag]: etag, [FACT.cardWrittenAt]: String(at) } }, lease);
  }
}
