/** Where a window was, and whether that is still on a screen. Pure. */

/** Points of the screen. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowPlace {
  readonly bounds: Bounds;
  readonly maximized: boolean;
}

/** Points of the title bar that must be on a screen, so that it can be dragged. */
const GRIP = { width: 80, height: 24 };

/**
 * The remembered bounds where a person can reach them, no larger than the screen they are on; only their size
 * where that screen is gone.
 */
export function fittingBounds(bounds: Bounds, areas: readonly Bounds[]): Partial<Bounds> {
  const area = areas.find((each) => reaches(bounds, each));
  const largest = area ?? areas[0];
  const width = Math.round(Math.min(bounds.width, largest?.width ?? bounds.width));
  const height = Math.round(Math.min(bounds.height, largest?.height ?? bounds.height));
  return area ? { x: Math.round(bounds.x), y: Math.round(bounds.y), width, height } : { width, height };
}

function reaches(bounds: Bounds, area: Bounds): boolean {
  const across = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const fromTop = bounds.y - area.y;
  return across >= GRIP.width && fromTop >= 0 && fromTop <= area.height - GRIP.height;
}
