import { describe, expect, it } from 'vitest';
import { fittingBounds } from './window-place.ts';

const SCREEN = { x: 0, y: 25, width: 1440, height: 875 };
const SECOND = { x: 1440, y: 0, width: 1920, height: 1080 };
const at = (x: number, y: number, width = 900, height = 600) => ({ x, y, width, height });

describe('where the window opens', () => {
  it('is where it was', () => {
    expect(fittingBounds(at(100, 80), [SCREEN])).toEqual(at(100, 80));
    expect(fittingBounds(at(2000, 10), [SCREEN, SECOND])).toEqual(at(2000, 10));
  });

  it('is elsewhere, of the same size, when its screen is gone or the title bar cannot be reached', () => {
    const size = { width: 900, height: 600 };
    expect(fittingBounds(at(2000, 10), [SCREEN])).toEqual(size);
    expect(fittingBounds(at(100, -300), [SCREEN])).toEqual(size);
    expect(fittingBounds(at(1400, 80), [SCREEN])).toEqual(size);
  });

  it('is no larger than the screen', () => {
    expect(fittingBounds(at(0, 25, 5000, 4000), [SCREEN])).toEqual({ ...SCREEN });
    expect(fittingBounds(at(9000, 25, 5000, 4000), [SCREEN])).toEqual({ width: 1440, height: 875 });
  });
});
