/**
 * What the desktop app asks of the system it runs on: dialogs, clipboard, printing. Implemented by
 * main/desktop/native.ts; the commands composed here know nothing of Electron.
 */
import type { DesktopSettings } from '../../../shared/contract.ts';

export interface FileKind {
  readonly name: string;
  /** Without the dot. */
  readonly extensions: readonly string[];
}

export interface SystemInfo {
  readonly electron: string;
  readonly chrome: string;
  readonly node: string;
  /** BCP 47. */
  readonly locale: string;
  readonly packaged: boolean;
  /** The program can be started at login by itself on this system. */
  readonly startAtLogin: boolean;
  readonly battery: boolean;
  readonly metered: boolean;
}

/** A picture as pixels: 4 bytes each, red, green, blue, alpha. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray;
}

/** Dialogs answer `null` when they were closed without a choice. */
export interface NativePort {
  readonly info: SystemInfo;
  chooseSave(request: { title: string; name: string; kinds: readonly FileKind[] }): Promise<string | null>;
  chooseFile(request: { title: string; kinds: readonly FileKind[] }): Promise<string | null>;
  /** The file that the app was opened with last, if any: a recovery kit. */
  offeredFile(): string | null;
  chooseDirectory(request: { title: string }): Promise<string | null>;
  /** The system's own proof that it is this person (Touch ID), or where there is none a question to be answered. */
  confirmPerson(request: {
    title: string;
    message: string;
    button: string;
    cancel: string;
  }): Promise<boolean>;
  /** Opens the system's print dialog for a page without scripts. `false`: not printed. */
  print(html: string): Promise<boolean>;
  clipboardText(): Promise<string>;
  writeClipboard(text: string): Promise<void>;
  /** PNG; `null`: no picture on it. */
  clipboardImage(): Promise<Uint8Array | null>;
  /** `null`: not a picture that can be read. */
  decodeImage(bytes: Uint8Array): Pixels | null;
  /** Opens a file or directory in the program the system has for it. @throws INTERNAL {reason} */
  openPath(path: string): Promise<void>;
  openExternal(url: string): Promise<void>;
  /** Theme and start at login. */
  apply(settings: DesktopSettings): void;
  hide(): void;
  quit(): void;
}
