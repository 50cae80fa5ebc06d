/** Every screen in German: complete, and nothing sticks out, as German words are long. */
import { providerGuides } from '../../src/shared/provider-guides.ts';
import { de } from '../../src/renderer/strings/de.ts';
import { en } from '../../src/renderer/strings/en.ts';
import type { Answers } from './fake-main.ts';
import { INFO } from './fixtures/answers.ts';
import { scenario, SCREENS } from './screens.ts';
import { expect, test, widerThanWindow } from './window.ts';

/** Texts of a catalogue that are sentences or labels of at least two words. */
function texts(catalogue: object): string[] {
  return Object.values(catalogue).flatMap((value: unknown) => {
    if (typeof value === 'string') return value.includes(' ') ? [value] : [];
    return typeof value === 'object' && value !== null ? texts(value) : [];
  });
}

const GERMAN = new Set(texts(de));
const ENGLISH = texts(en).filter((text) => !GERMAN.has(text));

const IN_GERMAN: Answers = {
  'app.info': { ...INFO, language: 'de', locale: 'de-DE' },
  'setup.providers': ({ bucket }) => ({ providers: providerGuides(bucket ?? '', 'de') }),
};

for (const screen of SCREENS) {
  test(`${screen.name} in German`, async ({ window }) => {
    const { page } = window;
    const known = screen.answers?.['setup.providers'] ? IN_GERMAN : { 'app.info': IN_GERMAN['app.info'] };
    await window.open(scenario(screen.state, { ...screen.answers, ...known } as Answers), {
      at: screen.at,
      width: 640,
      height: 480,
    });
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    // What is on its way now is there after one more turn of the page.
    await expect.poll(() => page.locator('main').innerText()).not.toBe('');
    await page.waitForTimeout(100);
    await window.screenshot(`german/${screen.name}`);
    const shown = await page.locator('body').innerText();
    expect.soft(ENGLISH.filter((text) => shown.includes(text))).toEqual([]);
    expect.soft(await widerThanWindow(page)).toEqual([]);
  });
}
