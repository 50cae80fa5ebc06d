/**
 * What the whole window knows: the copy of the app's state, which follows the main process's pushes by revision;
 * settings and facts of the app; where the window is; what was just said. Screens keep what is theirs alone in
 * their own components.
 */
import { create } from 'zustand';
import type { Replica } from '../../shared/app-state.ts';
import type { AppEvent, AppState, CommandResponse, TestStep } from '../../shared/contract.ts';
import { toAppError, type AppError } from '../../shared/errors.ts';
import { ask, followState } from '../bridge.ts';
import { loadCatalogue, rememberedLanguage } from '../text/catalogue.ts';
import type { Language } from '../text/format.ts';
import { parseRoute, routeHash, type Route } from './route.ts';

export type Topic = Extract<AppEvent, { type: 'changed' }>['what'];
export type Info = CommandResponse<'app.info'>;
export type Settings = CommandResponse<'settings.get'>;

export interface Toast {
  readonly id: number;
  readonly text: string;
  /** e.g. Undo; ends the toast. */
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

export interface AppStore {
  /** `null`: on its way. */
  readonly replica: Replica | null;
  /** No snapshot could be had. */
  readonly failure: AppError | null;
  readonly info: Info | null;
  /** Its words are loaded. */
  readonly language: Language;
  readonly settings: Settings | null;
  /** Why there are no settings, or none newer than those. */
  readonly settingsFailure: AppError | null;
  readonly route: Route;
  /** How often each was said to have changed; answers that depend on it are asked for again. */
  readonly changes: Readonly<Record<Topic, number>>;
  /** Steps of connection tests, by run. */
  readonly testSteps: Readonly<Record<string, readonly TestStep[]>>;
  readonly toasts: readonly Toast[];
  readonly shortcutsShown: boolean;
}

const UNCHANGED = { sessions: 0, conflicts: 0, devices: 0, settings: 0, cost: 0, log: 0 };

export const useApp = create<AppStore>()(() => ({
  replica: null,
  failure: null,
  info: null,
  language: rememberedLanguage(),
  settings: null,
  settingsFailure: null,
  route: parseRoute(window.location.hash),
  changes: UNCHANGED,
  testSteps: {},
  toasts: [],
  shortcutsShown: false,
}));

/** A part of the app's state; `null` before the first snapshot. */
export function useAppState<T>(select: (state: AppState) => T): T | null {
  return useApp(({ replica }) => (replica ? select(replica.state) : null));
}

function hear(event: AppEvent): void {
  if (event.type === 'navigate') {
    go(event.screen, event.session);
  } else if (event.type === 'changed') {
    const { what } = event;
    useApp.setState(({ changes }) => ({ changes: { ...changes, [what]: changes[what] + 1 } }));
    if (what === 'settings') void loadSettings();
  } else if (event.type === 'test-step') {
    const { run, step } = event;
    useApp.setState(({ testSteps }) => ({
      testSteps: { ...testSteps, [run]: [...(testSteps[run] ?? []), step] },
    }));
  }
}

/** What could not be had is asked for again with the next change; the settings say what is missing. */
export async function loadSettings(): Promise<void> {
  await ask('settings.get', {}).then(
    (settings) => useApp.setState({ settings, settingsFailure: null }),
    (error: unknown) => useApp.setState({ settingsFailure: toAppError(error) }),
  );
}

async function loadInfo(): Promise<void> {
  await ask('app.info', {}).then(
    async (info) => {
      await loadCatalogue(info.language);
      useApp.setState({ info, language: info.language });
    },
    () => undefined,
  );
}

/** Language may follow from a change of the settings. */
export async function acceptSettings(settings: Settings): Promise<void> {
  useApp.setState({ settings });
  await loadInfo();
}

/** Connects the store to the main process. @returns a function that ends it. */
export function startStore(): () => void {
  const onHash = (): void => useApp.setState({ route: parseRoute(window.location.hash) });
  window.addEventListener('hashchange', onHash);
  void loadInfo();
  void loadSettings();
  const stop = followState({
    onState: (replica) => useApp.setState({ replica, failure: null }),
    onEvent: hear,
    onFailure: (error) => useApp.setState({ failure: toAppError(error) }),
  });
  return () => {
    stop();
    window.removeEventListener('hashchange', onHash);
  };
}

/** Goes to a screen, and there to an item: a session's id, a card of the settings. */
export function go(screen: Route['screen'], item: string | null = null): void {
  const hash = routeHash({ screen, item });
  if (window.location.hash === hash) useApp.setState({ route: parseRoute(hash) });
  else window.location.hash = hash;
}

let lastToast = 0;
/** Long enough to be read, and to reach Undo by keyboard. */
const TOAST_MS = 8_000;

/** Says in passing that something was done. What went wrong is said where it was tried. */
export function say(text: string, action?: Toast['action']): void {
  lastToast += 1;
  const id = lastToast;
  useApp.setState(({ toasts }) => ({ toasts: [...toasts.slice(-2), { id, text, action }] }));
  setTimeout(() => unsay(id), TOAST_MS);
}

export function unsay(id: number): void {
  useApp.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

export function showShortcuts(shown: boolean): void {
  useApp.setState({ shortcutsShown: shown });
}
