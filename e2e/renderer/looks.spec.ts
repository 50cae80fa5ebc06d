/** Every screen: photographed in both themes, checked by axe, in a small window and with large text. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { scenario, SCREENS } from './screens.ts';
import { expect, test, widerThanWindow } from './window.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds: all its rules, WCAG 2.2 AA and best practices; or the contrasts alone, which the theme decides. */
async function violations(page: Page, rules: 'all' | 'contrast'): Promise<string[]> {
  const options = rules === 'all' ? '' : ", runOnly: ['color-contrast']";
  // By the debugger's protocol: the page's policy refuses scripts that are put into it.
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Runtime.evaluate', { expression: AXE });
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: `axe.run(document, {resultTypes: ["violations"]${options}}).then((found) => found.violations)`,
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

for (const screen of SCREENS) {
  test(`${screen.name}: accessible in both themes, fits small windows and large text`, async ({ window }) => {
    const { page } = window;
    await window.open(scenario(screen.state, screen.answers), { at: screen.at });
    await screen.prepare?.(page);
    await expect(page.getByText(screen.ready).first()).toBeVisible();
    for (const theme of ['light', 'dark'] as const) {
      await window.look({ theme });
      await window.screenshot(`${screen.name}-${theme}`);
      const rules = theme === 'light' ? 'all' : 'contrast';
      expect.soft(await violations(page, rules), `axe, ${theme}`).toEqual([]);
    }
    await window.look({ width: 640, height: 480, theme: 'light' });
    await window.screenshot(`small/${screen.name}`);
    expect.soft(await widerThanWindow(page), 'fits 640 × 480').toEqual([]);
    await window.look({ textSize: 200 });
    await window.screenshot(`large-text/${screen.name}`);
    expect.soft(await widerThanWindow(page), 'fits with text at 200 %').toEqual([]);
  });
}
