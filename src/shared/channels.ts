/** Names of IPC channels; apart from contract.ts, so that the preload does not carry the schemas. */
export const COMMAND_CHANNEL = 'cc-sessions:command';
/** From the main process to the window: `Push` of contract.ts. */
export const EVENT_CHANNEL = 'cc-sessions:event';
