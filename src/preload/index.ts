/** The page's only door: calls that the main process checks against shared/contract.ts, and its pushes. */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { COMMAND_CHANNEL, EVENT_CHANNEL } from '../shared/channels.ts';
import type { CommandAnswer, PreloadApi, Push } from '../shared/contract.ts';

const api: PreloadApi = {
  call: (name, request) => ipcRenderer.invoke(COMMAND_CHANNEL, name, request) as Promise<CommandAnswer>,
  subscribe: (listener) => {
    const heard = (_event: IpcRendererEvent, push: Push): void => listener(push);
    ipcRenderer.on(EVENT_CHANNEL, heard);
    return () => {
      ipcRenderer.removeListener(EVENT_CHANNEL, heard);
    };
  },
};

contextBridge.exposeInMainWorld('ccSessions', api);
