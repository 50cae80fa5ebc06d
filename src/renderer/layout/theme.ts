import type { DesktopSettings } from '../../shared/contract.ts';

type Theme = DesktopSettings['theme'];
const KEY = 'theme';

/** As the window looked last, so that it does not open in one theme and go on in another. */
export function rememberedTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

export function applyTheme(theme: Theme = rememberedTheme()): void {
  document.documentElement.dataset['theme'] = theme;
  localStorage.setItem(KEY, theme);
}
