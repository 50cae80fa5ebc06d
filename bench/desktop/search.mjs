/** From the stroke of a key to the paint of what was found, in a window full of sessions. */

/**
 * In the page: remembers when a key went down, and answers how long it took until the list was drawn anew: the next
 * frame after its last change, as there may be none to wait for.
 */
const WATCH = () => {
  const list = globalThis.document.querySelector('main');
  const state = { pressedAt: 0, drawnAt: 0 };
  globalThis.bench = state;
  globalThis.addEventListener('keydown', (event) => (state.pressedAt = event.timeStamp), true);
  new globalThis.MutationObserver(() => {
    globalThis.requestAnimationFrame(() => setTimeout(() => (state.drawnAt = performance.now()), 0));
  }).observe(list, { childList: true, subtree: true, characterData: true });
};

const TAKEN = () => {
  const { pressedAt, drawnAt } = globalThis.bench;
  return drawnAt > pressedAt ? drawnAt - pressedAt : null;
};

/** The list may be drawn several times for one key: what counts is the last. */
const QUIET_MS = 700;

/** @returns {Promise<number[]>} milliseconds, one for each key */
export async function measureSearch(page, words) {
  await page.getByRole('link', { name: 'Sessions' }).click();
  const field = page.getByRole('search').getByRole('textbox');
  await field.click();
  await page.evaluate(WATCH);
  const taken = [];
  for (const word of words) {
    await field.fill('');
    await page.waitForTimeout(QUIET_MS);
    for (const key of word) {
      await page.keyboard.press(key);
      await page.waitForTimeout(QUIET_MS);
      const time = await page.evaluate(TAKEN);
      if (time !== null) taken.push(time);
    }
  }
  return taken;
}
