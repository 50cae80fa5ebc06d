/** Every screen: photographed in both themes, checked by axe, in a small window and with large text. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { scenario, SCREENS, type ScreenCase } from './screens.ts';
import { expect, test, type AppWindow, type Look } from './window.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds, WCAG 2.2 AA and best practices. */
async function violations(page: Page): Promise<string[]> {
  // By the debugger's protocol: the page's policy refuses scripts that are put into it.
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Runtime.evaluate', { expression: AXE });
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: 'axe.run(document, {resultTypes: ["violations"]}).then((found) => found.violations)',
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return (result.value as readonly Violation[]).flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
    );
  } finally {
    await session.detach();
  }
}

async function show(window: AppWindow, screen: ScreenCase, look: Look): Promise<void> {
  await window.open(scenario(screen.state, screen.answers), { ...look, at: screen.at });
  await expect(window.page.getByText(screen.ready).first()).toBeVisible();
}

/** Nothing may stick out sideways. */
async function widerThanWindow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element): boolean =>
      element.closest('pre, .scroll-x, .unseen, [data-scroll-x]') !== null;
    return [...document.querySelectorAll('main, main *, dialog *')]
      .filter((element) => !scrolls(element) && element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => `${element.tagName}.${element.className} ${element.textContent.slice(0, 40)}`);
  });
}

for (const screen of SCREENS) {
  test.describe(screen.name, () => {
    for (const theme of ['light', 'dark'] as const) {
      test(`${theme}: no accessibility violation`, async ({ window }) => {
        await show(window, screen, { theme });
        await window.screenshot(`${screen.name}-${theme}`);
        expect(await violations(window.page)).toEqual([]);
      });
    }

    test('fits a small window, and text at 200 %', async ({ window }) => {
      await show(window, screen, { width: 640, height: 480 });
      await window.screenshot(`small/${screen.name}`);
      expect(await widerThanWindow(window.page)).toEqual([]);
      await show(window, screen, { textSize: 200 });
      await window.screenshot(`large-text/${screen.name}`);
      expect(await widerThanWindow(window.page)).toEqual([]);
    });
  });
}
