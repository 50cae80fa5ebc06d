/** Names of the facts the engine keeps in sync.db. */
export const FACT = {
  cardEtag: 'card.etag',
  cardWrittenAt: 'card.writtenAt',
  lastSyncAt: 'sync.lastAt',
  lastError: 'sync.lastError',
  lastFailures: 'sync.lastFailures',
  vaultId: 'vault.id',
} as const;
