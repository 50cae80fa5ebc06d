/** Names of IPC channels; apart from contract.ts, so that the preload does not carry the schemas. */
export const COMMAND_CHANNEL = 'cc-sessions:command';
