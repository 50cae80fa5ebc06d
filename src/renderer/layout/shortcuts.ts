/** The keyboard shortcuts of the window: one table, which the list in the window shows and `useShortcuts` obeys. */
import { useEffect } from 'react';
import type { Screen } from '../../shared/contract.ts';
import { ask } from '../bridge.ts';
import { go, showShortcuts, useApp } from '../store/app-store.ts';
import { changeTextSize } from './text-size.ts';

/** `mod` is Ctrl, on macOS Cmd. Keys as `KeyboardEvent.key` names them. */
const KEYS = {
  'sync-now': ['mod+s', 'F5'],
  search: ['mod+k', 'mod+f'],
  overview: ['mod+1'],
  sessions: ['mod+2'],
  devices: ['mod+3'],
  conflicts: ['mod+4'],
  cost: ['mod+5'],
  diagnostics: ['mod+6'],
  settings: ['mod+,', 'mod+7'],
  back: ['alt+ArrowLeft'],
  shortcuts: ['?', 'F1'],
  larger: ['mod++', 'mod+='],
  smaller: ['mod+-'],
  'usual-size': ['mod+0'],
  hide: ['mod+w'],
  quit: ['mod+q'],
} as const satisfies Record<string, readonly string[]>;

export type ShortcutId = keyof typeof KEYS;

export const SHORTCUTS = Object.entries(KEYS) as readonly [ShortcutId, readonly string[]][];

export const isMac = (): boolean => navigator.platform.startsWith('Mac');

const NAMES: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowUp: '↑', ArrowDown: '↓', '-': '−' };

/** The keys of a stroke as they are called on this computer. @param ctrl what Ctrl is called in the language */
export function keyNames(stroke: string, mac: boolean, ctrl: string): string[] {
  const parts = stroke.endsWith('++') ? [...stroke.slice(0, -2).split('+'), '+'] : stroke.split('+');
  return parts.map((part) => {
    if (part === 'mod') return mac ? '⌘' : ctrl;
    if (part === 'alt') return mac ? '⌥' : 'Alt';
    return NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
}

/** `Ctrl+S`, on macOS `⌘S`: for the tooltip of a button that does the same. */
export function shortcutName(id: ShortcutId, mac: boolean, ctrl: string): string {
  return keyNames(KEYS[id][0], mac, ctrl).join(mac ? '' : '+');
}

/** Where the cursor goes when the search is asked for: the element with this id, on the sessions screen. */
export const SEARCH_FIELD = 'session-search';

/** The search was asked for before the sessions screen, which is read when it is first shown, was there. */
let searchAwaited = false;

function focusSearch(): void {
  go('sessions');
  requestAnimationFrame(() => {
    const field = document.getElementById(SEARCH_FIELD);
    searchAwaited = field === null;
    field?.focus();
  });
}

/** Once: whether the field that appears now is what was asked for. */
export function isSearchAwaited(): boolean {
  const awaited = searchAwaited;
  searchAwaited = false;
  return awaited;
}

const screen = (name: Screen) => (): void => go(name);
/** Answers come as state; a failure is shown by the overview. */
const quietly = (promise: Promise<unknown>): void => void promise.catch(() => undefined);

const DO: Readonly<Record<ShortcutId, () => void>> = {
  'sync-now': () => {
    const setUp = useApp.getState().replica?.state.setUp ?? false;
    if (setUp) quietly(ask('sync.now', {}));
    else go('overview');
  },
  search: focusSearch,
  overview: screen('overview'),
  sessions: screen('sessions'),
  devices: screen('devices'),
  conflicts: screen('conflicts'),
  cost: screen('cost'),
  diagnostics: screen('diagnostics'),
  settings: screen('settings'),
  back: () => history.back(),
  shortcuts: () => showShortcuts(true),
  larger: () => changeTextSize(1),
  smaller: () => changeTextSize(-1),
  'usual-size': () => changeTextSize(0),
  hide: () => quietly(ask('app.hide', {})),
  quit: () => quietly(ask('app.quit', {})),
};

interface KeyStroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The name of a key stroke in the form of the table. Shift is in the key itself (`?`, `+`). */
export function strokeName({ key, ctrlKey, metaKey, altKey }: KeyStroke, mac: boolean): string {
  const mod = mac ? metaKey : ctrlKey;
  const name = key.length === 1 ? key.toLowerCase() : key;
  return `${mod ? 'mod+' : ''}${altKey ? 'alt+' : ''}${name}`;
}

/** What may be done while a dialog asks something: nothing that leads away from it. */
const IN_DIALOGS: ReadonlySet<ShortcutId> = new Set(['larger', 'smaller', 'usual-size', 'hide', 'quit']);

/** @param typing whether the stroke goes into a text; keys without modifier are letters then. */
export function shortcutOf(stroke: KeyStroke, mac: boolean, typing: boolean): ShortcutId | null {
  const name = strokeName(stroke, mac);
  if (typing && name.length === 1) return null;
  return SHORTCUTS.find(([, keys]) => keys.includes(name))?.[0] ?? null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable=true]');
}

export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const id = shortcutOf(event, isMac(), isTyping(event.target));
      if (!id || (document.querySelector('dialog[open]') && !IN_DIALOGS.has(id))) return;
      event.preventDefault();
      DO[id]();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
