/** Computers of one person, each with its own home directory and agent, and one server they may share. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type ElectronApplication, type Locator, type Page } from '@playwright/test';
import { launchApp, RESULTS, test as base } from './app.ts';
import { setUpServer, talk, talkOn, type DeviceSettings } from './device.ts';
import { Server } from './minio.ts';

export class Computer {
  readonly name: string;
  readonly home: string;
  #app: ElectronApplication | null = null;
  #page: Page | null = null;

  private constructor(name: string, home: string) {
    this.name = name;
    this.home = home;
  }

  static async make(name: string): Promise<Computer> {
    return new Computer(name, await mkdtemp(path.join(tmpdir(), `cc-${name}-`)));
  }

  get app(): ElectronApplication {
    if (!this.#app) throw new Error(`the app of ${this.name} is not running`);
    return this.#app;
  }

  get page(): Page {
    if (!this.#page) throw new Error(`${this.name} has no window`);
    return this.#page;
  }

  async start(): Promise<Page> {
    this.#app = await launchApp(this.home);
    this.#page = await this.#app.firstWindow();
    return this.#page;
  }

  async quit(): Promise<void> {
    await this.#app?.close();
    this.#app = this.#page = null;
  }

  /** As a person who quits the app and starts it again. */
  async restart(): Promise<Page> {
    await this.quit();
    return this.start();
  }

  /** A conversation of the agent begins. */
  async talk(number: number, words?: string): Promise<void> {
    await talk(path.join(this.home, 'claude'), number, words);
  }

  /** It goes on; also one that came from another computer. */
  async talkOn(number: number, words: string): Promise<void> {
    await talkOn(path.join(this.home, 'claude'), number, words);
  }

  /** Begins set up, named, with key and secret in the config file, and syncs once. */
  async setUp(server: Server, settings: Partial<DeviceSettings> = {}): Promise<Page> {
    await setUpServer(this.home, server, { name: this.name, ...settings });
    return this.start();
  }

  /** Presses Sync now on the overview, and waits until things stand as this sentence says. */
  async sync(sentence: string | RegExp): Promise<void> {
    await this.page.getByRole('link', { name: 'Overview' }).click();
    await this.page.getByRole('button', { name: 'Sync now' }).click();
    await expect(standing(this.page, sentence)).toBeVisible();
  }

  /** The next system dialogs for a file or folder are answered with it. */
  async choose(file: string): Promise<void> {
    await this.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
    }, file);
  }

  /** A file in the app's home; empty when there is none. */
  async read(name: string): Promise<string> {
    return readFile(path.join(this.home, name), 'utf8').catch(() => '');
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(RESULTS, 'journeys', `${name}.png`) });
  }

  async end(): Promise<void> {
    await this.quit();
    await rm(this.home, { recursive: true, force: true });
  }
}

/** What the overview says of how things stand. */
export const standing = (page: Page, sentence: string | RegExp): Locator =>
  page.getByRole('main').getByText(sentence);

interface Fixtures {
  /** A new computer, without anything on it; the app is not started. */
  readonly computer: (name: string) => Promise<Computer>;
  readonly server: Server;
}

export const test = base.extend<Fixtures>({
  computer: async ({}, use) => {
    const made: Computer[] = [];
    await use(async (name) => {
      const computer = await Computer.make(name);
      made.push(computer);
      return computer;
    });
    await Promise.all(made.map((computer) => computer.end()));
  },
  server: async ({}, use) => {
    const server = await Server.start();
    await use(server);
    await server.end();
  },
});

export { expect } from '@playwright/test';
