/** The size of all text, 100 % to 200 %; everything is laid out in rem and grows with it. Kept by the window. */

const STEPS = [100, 110, 125, 150, 175, 200] as const;
const KEY = 'text-size';

function kept(): number {
  const size = Number(localStorage.getItem(KEY));
  return (STEPS as readonly number[]).includes(size) ? size : 100;
}

export function applyTextSize(size = kept()): void {
  document.documentElement.style.fontSize = `${size}%`;
}

/** One step larger (1) or smaller (-1), or back to the usual size (0). */
export function changeTextSize(direction: 1 | 0 | -1): void {
  const index = (STEPS as readonly number[]).indexOf(kept());
  const next = direction === 0 ? 100 : (STEPS[index + direction] ?? kept());
  localStorage.setItem(KEY, String(next));
  applyTextSize(next);
}
