/** Sessions in the bucket for the public API: listed and downloaded without being stored. */
import type { RemoteSessionInfo } from '../composed-app.ts';
import type { Vault } from '../engine/ports.ts';
import type { SessionMemory } from '../../shared/session.ts';

export interface VaultSessions {
  list(): Promise<RemoteSessionInfo[]>;
  download(info: { sessionId: string; deviceId: string }): Promise<SessionMemory>;
}

export function openVaultSessions(vault: Vault): VaultSessions {
  return {
    async list() {
      const found: RemoteSessionInfo[] = [];
      for await (const page of vault.listSessions({ onRefused: () => undefined })) {
        for (const { session, device, modifiedAt, size, key } of page) {
          found.push({ sessionId: session, deviceId: device, uploadedAt: new Date(modifiedAt), size, key });
        }
      }
      return found;
    },
    async download({ sessionId, deviceId }) {
      return (await vault.readSession(deviceId, sessionId)).memory;
    },
  };
}
