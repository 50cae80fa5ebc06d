/**
 * The vault over a bucket: seals what goes in, opens and verifies what comes out. Holds no state beyond the key.
 * Made by `openVault`, which has verified the key before.
 */
import { deviceKey, sessionKey, tombstoneKey } from '../../shared/object-key.ts';
import type { SessionMemory } from '../../shared/session.ts';
import type { Transcript, TranscriptPart } from '../../shared/transcript.ts';
import type { VersionVector } from '../../shared/version-vector.ts';
import { keyFingerprint, type VaultKey } from '../crypto/keys.ts';
import { openDeviceCard, openTombstone, sealDeviceCard, sealTombstone } from '../crypto/record-object.ts';
import { maxSealedBytes } from '../crypto/sealed-object.ts';
import { MAX_SESSION_BYTES, openSession, sealSession } from '../crypto/session-object.ts';
import type {
  Bucket,
  DeviceCard,
  OpenedSession,
  RequestOptions,
  Tombstone,
  TrafficMeter,
  Vault,
} from '../engine/ports.ts';
import type {
  OpenedPart,
  PartContent,
  ReadPartOptions,
  RemotePart,
  WritePartOptions,
} from '../engine/transcript-ports.ts';
import { SealedParts } from './sealed-parts.ts';
import { BucketListing } from './vault-listing.ts';

export interface SealedVaultOptions {
  readonly bucket: Bucket;
  readonly vaultId: string;
  /** Verified against the vault's header. */
  readonly key: VaultKey;
  /** The bucket adapter's own meter. Default: one that stays at zero. */
  readonly traffic?: TrafficMeter | undefined;
}

const NO_TRAFFIC: TrafficMeter = { requests: 0, bytesUp: 0, bytesDown: 0 };

type WriteOptions = RequestOptions & { readonly contentHash?: string };

export class SealedVault extends BucketListing implements Vault {
  readonly id: string;
  readonly keyFingerprint: string;
  readonly label: string;
  readonly traffic: TrafficMeter;
  readonly #bucket: Bucket;
  readonly #key: VaultKey;
  readonly #parts: SealedParts;
  /** The one thing said in the clear: the document's client writes it too, and it names no one. */
  readonly #metadata: Readonly<Record<string, string>>;

  constructor(options: SealedVaultOptions) {
    super(options.bucket);
    this.#bucket = options.bucket;
    this.#key = options.key;
    this.id = options.vaultId;
    this.label = options.bucket.label;
    this.traffic = options.traffic ?? NO_TRAFFIC;
    this.keyFingerprint = keyFingerprint(options.key);
    this.#metadata = { 'x-key-fingerprint': this.keyFingerprint };
    this.#parts = new SealedParts({ ...options, metadata: this.#metadata });
  }

  async readSession(device: string, session: string, options?: RequestOptions): Promise<OpenedSession> {
    const key = sessionKey(device, session);
    const stored = await this.#bucket.get(key, { signal: options?.signal, maxBytes: MAX_SESSION_BYTES });
    const place = { type: 'session', vault: this.id, device, session } as const;
    return { ...openSession(this.#key, place, stored.body), etag: stored.etag, size: stored.body.length };
  }

  /** Computes the hash even if `contentHash` is given: a stale one would make an object no device can read. */
  async writeSession(
    device: string,
    memory: SessionMemory,
    vector: VersionVector,
    options?: WriteOptions,
  ): Promise<{ etag: string; size: number; contentHash: string }> {
    const { sealed, contentHash } = sealSession(this.#key, { vault: this.id, device }, memory, vector);
    const { etag } = await this.#put(sessionKey(device, memory.id), sealed, options);
    return { etag, size: sealed.length, contentHash };
  }

  async deleteSession(device: string, session: string, options?: RequestOptions): Promise<void> {
    await this.#bucket.delete(sessionKey(device, session), { signal: options?.signal });
  }

  async readTombstone(device: string, session: string, options?: RequestOptions): Promise<Tombstone> {
    const maxBytes = maxSealedBytes('tombstone');
    const stored = await this.#bucket.get(tombstoneKey(device, session), {
      signal: options?.signal,
      maxBytes,
    });
    return openTombstone(this.#key, { vault: this.id, device, session }, stored.body);
  }

  async writeTombstone(tombstone: Tombstone, options?: RequestOptions): Promise<{ etag: string }> {
    const sealed = sealTombstone(this.#key, this.id, tombstone);
    return this.#put(tombstoneKey(tombstone.device, tombstone.session), sealed, options);
  }

  async deleteTombstone(device: string, session: string, options?: RequestOptions): Promise<void> {
    await this.#bucket.delete(tombstoneKey(device, session), { signal: options?.signal });
  }

  async readDevice(device: string, options?: RequestOptions): Promise<DeviceCard> {
    const maxBytes = maxSealedBytes('device');
    const stored = await this.#bucket.get(deviceKey(device), { signal: options?.signal, maxBytes });
    return openDeviceCard(this.#key, { vault: this.id, device }, stored.body);
  }

  async writeDevice(card: DeviceCard, options?: RequestOptions): Promise<{ etag: string }> {
    return this.#put(deviceKey(card.device), sealDeviceCard(this.#key, this.id, card), options);
  }

  writePart(
    device: string,
    session: string,
    part: PartContent,
    options?: WritePartOptions,
  ): Promise<{ readonly size: number }> {
    return this.#parts.writePart(device, session, part, options);
  }

  readPart(transcript: Transcript, part: TranscriptPart, options: ReadPartOptions): Promise<OpenedPart> {
    return this.#parts.readPart(transcript, part, options);
  }

  listParts(
    device: string,
    options?: RequestOptions & { readonly session?: string },
  ): AsyncIterable<RemotePart[]> {
    return this.#parts.listParts(device, options);
  }

  deletePart(device: string, session: string, part: string, options?: RequestOptions): Promise<void> {
    return this.#parts.deletePart(device, session, part, options);
  }

  close(): Promise<void> {
    return this.#bucket.close();
  }

  #put(key: string, body: Uint8Array, options: RequestOptions | undefined): Promise<{ etag: string }> {
    return this.#bucket.put(key, body, { signal: options?.signal, metadata: this.#metadata });
  }
}
