/** The stage of a simulation over the real stores (SQLite files) and the real vault (sealed objects). */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MemoryBucket } from '../../bucket/memory.ts';
import { SealedVault } from '../../bucket/sealed.ts';
import { generateKey } from '../../crypto/keys.ts';
import { SessionStore } from '../../store/sessions.ts';
import { SyncStateDb } from '../../store/sync-state.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Stage } from './world.ts';

/** A bucket whose writer dies after a write that has happened. */
class MortalBucket extends MemoryBucket {
  writesLeft = 0;

  override async put(...request: Parameters<MemoryBucket['put']>): Promise<{ readonly etag: string }> {
    const written = await super.put(...request);
    if (this.writesLeft > 0 && request[0].startsWith('sessions/') && (this.writesLeft -= 1) === 0) {
      throw new AppError('DISK_FULL');
    }
    return written;
  }
}

export function storedStage(): Stage {
  const root = mkdtempSync(path.join(os.tmpdir(), 'cc-sessions-world-'));
  const bucket = new MortalBucket();
  const vault = new SealedVault({
    bucket,
    vaultId: '6f1f4f0e-6a3e-4c8e-9b52-0d6f2a7c1b11',
    key: generateKey(),
  });
  const open: { close(): void }[] = [];
  return {
    bucket: {
      vault,
      dieAfterWrites: (writes) => {
        bucket.writesLeft = writes;
      },
    },
    stores(device) {
      const { store } = SessionStore.open(path.join(root, `${device}-index.db`));
      const { state } = SyncStateDb.open(path.join(root, `${device}-sync.db`));
      open.push(store, state);
      return { local: store, state, lease: () => state.acquireLease({ holder: 'test' }) };
    },
    close() {
      for (const store of open) store.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
