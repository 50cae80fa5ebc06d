/** One start of an app, watched from outside. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';

/** Milliseconds since 1970 at which the page first showed something of its own (W3C, Paint Timing). */
const FIRST_PAINT = () =>
  new Promise((resolve) => {
    const observer = new globalThis.PerformanceObserver((list) => {
      const first = list.getEntriesByName('first-contentful-paint')[0];
      if (first) resolve(performance.timeOrigin + first.startTime);
    });
    observer.observe({ type: 'paint', buffered: true });
  });

/** The same for its largest text (W3C, Largest Contentful Paint): for ours, what a first sync has come to. */
const LARGEST_PAINT = () =>
  new Promise((resolve) => {
    const observer = new globalThis.PerformanceObserver((list) => {
      const last = list.getEntries().at(-1);
      observer.disconnect();
      resolve(performance.timeOrigin + last.startTime);
    });
    observer.observe({ type: 'largest-contentful-paint', buffered: true });
  });

export class StartedApp {
  constructor(child, spawnedAt, address) {
    this.child = child;
    this.spawnedAt = spawnedAt;
    this.address = address;
  }

  get pid() {
    return this.child.pid;
  }

  /** @param args without Electron's own; @param env whole environment */
  static async start(electron, args, env) {
    const { ELECTRON_RUN_AS_NODE: _asNode, ...own } = env;
    const spawnedAt = Date.now();
    const child = spawn(electron, ['--remote-debugging-port=0', ...args], {
      env: own,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    for await (const line of createInterface(child.stderr)) {
      const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (!address) continue;
      child.stderr.resume();
      return new StartedApp(child, spawnedAt, address);
    }
    throw new Error('the app ended before it could be reached');
  }

  /** Its page, once a text that `ready` names is there. */
  async page(ready) {
    this.browser = await chromium.connectOverCDP(this.address);
    const [context] = this.browser.contexts();
    const page = context.pages()[0] ?? (await context.waitForEvent('page'));
    await page.getByText(ready).first().waitFor();
    return page;
  }

  /** Milliseconds from its start to a window that can be used, and to one in which everything stands. */
  async paints(page) {
    const [ms, wholeMs] = [await page.evaluate(FIRST_PAINT), await page.evaluate(LARGEST_PAINT)];
    return { ms: ms - this.spawnedAt, wholeMs: wholeMs - this.spawnedAt };
  }

  async end() {
    await this.browser?.close();
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}
