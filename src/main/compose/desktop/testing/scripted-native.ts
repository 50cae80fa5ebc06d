/** A system whose dialogs are answered beforehand: what a person would choose. */
import type { NativePort } from '../native-port.ts';

export interface ScriptedNative extends NativePort {
  /** Answers of dialogs, in the order they come. */
  readonly answers: (string | null)[];
  readonly clipboard: { text: string };
  readonly opened: string[];
  readonly printed: string[];
  offered: string | null;
  confirm: boolean;
}

export function scriptedNative(): ScriptedNative {
  const answers: (string | null)[] = [];
  const clipboard = { text: '' };
  const opened: string[] = [];
  const printed: string[] = [];
  const answer = async (): Promise<string | null> => answers.shift() ?? null;
  return {
    answers,
    clipboard,
    opened,
    printed,
    offered: null,
    confirm: true,
    info: {
      electron: '',
      chrome: '',
      node: process.versions.node,
      locale: 'en-GB',
      packaged: false,
      startAtLogin: true,
      battery: true,
      metered: false,
    },
    chooseSave: answer,
    chooseFile: answer,
    chooseDirectory: answer,
    offeredFile() {
      return this.offered;
    },
    async confirmPerson() {
      return this.confirm;
    },
    print: async (html) => printed.push(html) > 0,
    clipboardText: async () => clipboard.text,
    writeClipboard: async (text) => {
      clipboard.text = text;
    },
    clipboardImage: async () => null,
    decodeImage: () => null,
    openPath: async (path) => {
      opened.push(path);
    },
    openExternal: async (url) => {
      opened.push(url);
    },
    apply: () => undefined,
    hide: () => undefined,
    quit: () => undefined,
  };
}
