/** The only door between window and engine. */
import { BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import { COMMAND_CHANNEL, EVENT_CHANNEL } from '../../shared/channels.ts';
import type { CommandHandlers, Push } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { answerCommand, refusal } from './commands.ts';
import { APP_ORIGIN, isAppUrl } from './app-url.ts';

/** Only our own page, and only as the top frame of its window. */
function isOurPage(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && frame.origin === APP_ORIGIN;
}

export function serveCommands(handlers: CommandHandlers): void {
  ipcMain.handle(COMMAND_CHANNEL, (event, name: unknown, request: unknown) => {
    if (!isOurPage(event)) {
      return refusal(new AppError('IPC_REFUSED', { problem: 'the caller is not a page of this app' }));
    }
    return answerCommand(handlers, name, request);
  });
}

/** To every window that shows our page. */
export function pushToWindows(push: Push): void {
  for (const { webContents } of BrowserWindow.getAllWindows()) {
    if (!webContents.isDestroyed() && isAppUrl(webContents.getURL())) webContents.send(EVENT_CHANNEL, push);
  }
}
