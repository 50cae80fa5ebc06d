/** The built window in real Electron, with a fake main process per test. One Electron serves all tests of a file. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { _electron, test as base, expect, type ElectronApplication, type Page } from '@playwright/test';
import type { Push } from '../../src/shared/contract.ts';
import { NOW } from './fixtures/states.ts';
import { FakeMain, type Scenario } from './fake-main.ts';

const PAGE = 'app://cc-sessions/index.html';

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests by \`npm run test:e2e -- renderer\``);
  return value;
}

export const SCREENSHOTS = path.join(required('CC_E2E_RESULTS'), 'screens');
mkdirSync(SCREENSHOTS, { recursive: true });

export type Theme = 'light' | 'dark';

export interface Look {
  /** Route, e.g. `settings/key`. */
  readonly at?: string;
  readonly theme?: Theme;
  /** CSS pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** Percent. */
  readonly textSize?: 100 | 200;
}

interface PushTarget {
  ccPush?: (push: Push) => void;
}

export class AppWindow {
  main: FakeMain | null = null;
  readonly page: Page;
  readonly #app: ElectronApplication;

  constructor(app: ElectronApplication, page: Page) {
    this.#app = app;
    this.page = page;
  }

  /** Puts the page's side of the bridge in place; once per page. */
  async prepare(): Promise<void> {
    await this.page.clock.setFixedTime(NOW);
    await this.page.exposeFunction('ccCall', (name: string, request: unknown) =>
      this.main?.call(name, request),
    );
    await this.page.addInitScript(() => {
      const listeners = new Set<(push: Push) => void>();
      const target = window as unknown as PushTarget & {
        ccCall: (name: string, request: unknown) => Promise<unknown>;
        ccSessions: unknown;
      };
      target.ccPush = (push) => listeners.forEach((listener) => listener(push));
      target.ccSessions = {
        call: (name: string, request: unknown) => target.ccCall(name, request),
        subscribe: (listener: (push: Push) => void) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      };
    });
  }

  /** Shows the window anew, in front of a main process that says what the scenario says. */
  async open(scenario: Scenario, look: Look = {}): Promise<FakeMain> {
    const main = new FakeMain(scenario);
    this.main = main;
    main.send = (push) =>
      this.page.evaluate((sent) => (window as unknown as PushTarget).ccPush?.(sent), push);
    await this.look(look);
    await this.page.goto(`${PAGE}?${Math.random()}#/${look.at ?? 'overview'}`);
    await this.look(look);
    return main;
  }

  /** Changes what is given and puts all else back to how it is at first. */
  async look({ theme, width, height, reducedMotion, textSize }: Omit<Look, 'at'>): Promise<void> {
    await this.page.mouse.move(0, 0);
    await this.resize(width ?? 1000, height ?? 700);
    await this.page.emulateMedia({
      colorScheme: theme ?? 'light',
      reducedMotion: reducedMotion === false ? 'no-preference' : 'reduce',
    });
    await this.page.evaluate((size) => {
      document.documentElement.style.fontSize = `${size}%`;
    }, textSize ?? 100);
  }

  async resize(width: number, height: number): Promise<void> {
    await this.#app.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
      { width, height },
    );
    await expect.poll(() => this.page.evaluate(() => innerWidth)).toBe(width);
  }

  /** Pictures below a folder (small windows, large text, German) are taken only when somebody wants to look at them. */
  async screenshot(name: string): Promise<void> {
    if (name.includes('/') && !process.env['CC_E2E_ALL_PICTURES']) return;
    await this.page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
  }
}

/** Nothing may stick out sideways. */
export async function widerThanWindow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element): boolean =>
      element.closest('pre, .scroll-x, .unseen, [data-scroll-x]') !== null;
    const tooWide = (element: Element): boolean =>
      element.getBoundingClientRect().right > innerWidth + 1 ||
      (element.matches('main, dialog') && element.scrollWidth > element.clientWidth + 1);
    return [...document.querySelectorAll('main, main *, dialog, dialog *')]
      .filter((element) => !scrolls(element) && tooWide(element))
      .map((element) => `${element.tagName}.${element.className} ${element.textContent.slice(0, 40)}`);
  });
}

/** The tests run on Electron as Node; the window must not inherit that. */
function hostEnvironment(): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _asNode, ...inherited } = process.env;
  const defined = Object.entries(inherited).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const renderer = process.env['CC_E2E_RENDERER'] ?? path.join(required('CC_E2E_PROJECT'), 'out', 'renderer');
  return { ...Object.fromEntries(defined), CC_E2E_RENDERER: renderer, TZ: 'UTC' };
}

export const test = base.extend<{ window: AppWindow }, { shared: AppWindow }>({
  shared: [
    async ({}, use) => {
      const app = await _electron.launch({
        args: [path.join(import.meta.dirname, 'host.mjs')],
        chromiumSandbox: true,
        env: hostEnvironment(),
      });
      const window = new AppWindow(app, await app.firstWindow());
      await window.prepare();
      await use(window);
      await app.close();
    },
    { scope: 'worker' },
  ],
  window: async ({ shared }, use) => {
    const errors: string[] = [];
    const hear = (error: Error): void => void errors.push(error.message);
    shared.page.on('pageerror', hear);
    await use(shared);
    shared.page.off('pageerror', hear);
    expect(shared.main?.violations ?? [], 'the contract is kept').toEqual([]);
    expect(errors, 'the page throws nothing').toEqual([]);
  },
});

export { expect };
