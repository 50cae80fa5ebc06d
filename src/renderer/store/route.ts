/** Where the window is: `#/screen` or `#/screen/item`. */
import type { Screen } from '../../shared/contract.ts';

/** A table for the type checker to keep complete; the contract's own list would bring its schemas with it. */
const SCREENS: Readonly<Record<Screen, true>> = {
  overview: true,
  sessions: true,
  devices: true,
  conflicts: true,
  cost: true,
  settings: true,
  diagnostics: true,
  setup: true,
  pairing: true,
};

export interface Route {
  readonly screen: Screen;
  /** A session's id, a card of the settings, and the like. */
  readonly item: string | null;
}

const HOME: Route = { screen: 'overview', item: null };

function isScreen(name: string): name is Screen {
  return Object.hasOwn(SCREENS, name);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** What is no route leads to the overview. */
export function parseRoute(hash: string): Route {
  const [, screen = '', item = ''] = /^#\/([a-z]+)(?:\/(.+))?$/.exec(hash) ?? [];
  if (!isScreen(screen)) return HOME;
  return { screen, item: item === '' ? null : decoded(item) };
}

export function routeHash({ screen, item }: Route): string {
  return item === null ? `#/${screen}` : `#/${screen}/${encodeURIComponent(item)}`;
}
