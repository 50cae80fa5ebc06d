/** The public API of cc-sessions-sync; manual and examples: docs/api.md. */
export { CloudSync } from './cloud-sync.ts';
export type { CloudSyncConfig, CloudSyncOptions, SyncOptions } from './cloud-sync.ts';
export { loadConfig } from './load-config.ts';
export type { Config } from './load-config.ts';
export type { PlaceOptions } from './environment.ts';
export { SessionStore } from './session-store.ts';
export type { StoredSession, StoreFilter } from './session-store.ts';
export type { SessionInput, TaskInput } from './session-input.ts';
export type {
  BrakeCode,
  Diagnosis,
  DiagnosisStep,
  FailedItem,
  Notice,
  RemoteSessionInfo,
  SyncProgress,
  SyncReport,
} from '../main/composed-app.ts';
export { AppError } from '../shared/errors.ts';
export type { ErrorCode, ErrorData } from '../shared/errors.ts';
export type { MintedKey } from '../shared/minted-key.ts';
export { parseMemory } from '../shared/session.ts';
export type { SessionMemory, Task, TaskStatus } from '../shared/session.ts';
export type { CloudConfig, Provider } from '../shared/settings.ts';
