/** The size of all text, 100 % to 200 %; everything is laid out in rem and grows with it. Kept by the window. */

export const TEXT_SIZES = [100, 110, 125, 150, 175, 200] as const;
const KEY = 'text-size';

/** Percent. */
export function textSize(): number {
  const size = Number(localStorage.getItem(KEY));
  return (TEXT_SIZES as readonly number[]).includes(size) ? size : 100;
}

export function applyTextSize(size = textSize()): void {
  document.documentElement.style.fontSize = `${size}%`;
}

/** One step larger (1) or smaller (-1), or back to the usual size (0). */
export function changeTextSize(direction: 1 | 0 | -1): void {
  const index = (TEXT_SIZES as readonly number[]).indexOf(textSize());
  const next = direction === 0 ? 100 : (TEXT_SIZES[index + direction] ?? textSize());
  setTextSize(next);
}

/** @param size one of TEXT_SIZES */
export function setTextSize(size: number): void {
  localStorage.setItem(KEY, String(size));
  applyTextSize(size);
}
