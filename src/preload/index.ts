/** The page's only door: one function, whose calls the main process checks against shared/contract.ts. */
import { contextBridge, ipcRenderer } from 'electron';
import { COMMAND_CHANNEL } from '../shared/channels.ts';
import type { CommandAnswer, PreloadApi } from '../shared/contract.ts';

const api: PreloadApi = {
  call: (name, request) => ipcRenderer.invoke(COMMAND_CHANNEL, name, request) as Promise<CommandAnswer>,
};

contextBridge.exposeInMainWorld('ccSessions', api);
