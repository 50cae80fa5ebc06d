/**
 * Tray icons: one cloud, and what it has on it per mood. Told apart by shape, not by colour alone, as macOS takes
 * only the shape (template images) and not everybody sees colours.
 */
import { box, circle, isInArrow, stroke } from './shapes.mjs';

export const MOODS = ['idle', 'syncing', 'needs-you', 'trouble', 'paused', 'offline', 'not-set-up'];

/** `inset`: smaller by this much all around; a union's own distance is not true inside. */
const cloud = (x, y, inset = 0) =>
  Math.min(
    circle(x, y, 0.27, 0.58, 0.2 - inset),
    circle(x, y, 0.5, 0.43, 0.26 - inset),
    circle(x, y, 0.74, 0.59, 0.19 - inset),
    box(x, y, 0.505, 0.68, 0.42 - inset, 0.1 - inset, 0.09 - inset),
    box(x, y, 0.5, 0.6, 0.24 - inset, 0.18 - inset, 0.01),
  );

const OUTLINE = 0.075;
const isOutline = (x, y) => cloud(x, y) <= 0 && cloud(x, y, OUTLINE) > 0;

const BADGE = { x: 0.76, y: 0.74, r: 0.235, gap: 0.06 };
const badge = (x, y) => circle(x, y, BADGE.x, BADGE.y, BADGE.r);

const isExclamation = (x, y) =>
  stroke(x, y, BADGE.x, BADGE.y - 0.13, BADGE.x, BADGE.y + 0.02, 0.034) <= 0 ||
  circle(x, y, BADGE.x, BADGE.y + 0.125, 0.042) <= 0;
const isTwoDots = (x, y) =>
  circle(x, y, BADGE.x - 0.085, BADGE.y, 0.05) <= 0 || circle(x, y, BADGE.x + 0.085, BADGE.y, 0.05) <= 0;
const isPlus = (x, y) =>
  stroke(x, y, BADGE.x - 0.12, BADGE.y, BADGE.x + 0.12, BADGE.y, 0.034) <= 0 ||
  stroke(x, y, BADGE.x, BADGE.y - 0.12, BADGE.x, BADGE.y + 0.12, 0.034) <= 0;

/** What is at a point: `ink` of the cloud, `badge`, `mark` on the badge, or nothing. */
function withBadge(isBody, isMark) {
  return (x, y) => {
    if (badge(x, y) <= 0) return isMark(x, y) ? 'mark' : 'badge';
    if (badge(x, y) <= BADGE.gap) return null;
    return isBody(x, y) ? 'ink' : null;
  };
}

const isCloud = (x, y) => cloud(x, y) <= 0;

const LAYERS = {
  idle: (x, y) => (isCloud(x, y) ? 'ink' : null),
  syncing: (x, y) =>
    isCloud(x, y) && !isInArrow(x, y, 0.38, 0.73, 0.36) && !isInArrow(x, y, 0.62, 0.36, 0.73) ? 'ink' : null,
  'needs-you': withBadge(isCloud, isTwoDots),
  trouble: withBadge(isCloud, isExclamation),
  paused: (x, y) => {
    const bars = Math.min(box(x, y, 0.41, 0.56, 0.05, 0.15, 0.02), box(x, y, 0.59, 0.56, 0.05, 0.15, 0.02));
    return isCloud(x, y) && bars > 0 ? 'ink' : null;
  },
  offline: (x, y) => {
    const slash = stroke(x, y, 0.14, 0.2, 0.86, 0.86, 0.045);
    if (slash <= 0) return 'ink';
    return slash > 0.05 && isOutline(x, y) ? 'ink' : null;
  },
  'not-set-up': withBadge(isOutline, isPlus),
};

const WHITE = [255, 255, 255, 255];
const DARK = [31, 35, 40, 255];
const CLEAR = [0, 0, 0, 0];
/** Badge colours that stand out from light and dark panels; the mark on them in the panel's contrast. */
const BADGES = {
  'needs-you': [227, 143, 10, 255],
  trouble: [218, 54, 51, 255],
  'not-set-up': [47, 111, 214, 255],
};

/** @param panel `dark`, `light`, or `template`: black and alpha only. */
export function trayColours(mood, panel) {
  const ink = panel === 'dark' ? WHITE : panel === 'light' ? DARK : [0, 0, 0, 255];
  const colours =
    panel === 'template'
      ? { ink, badge: ink, mark: CLEAR }
      : { ink, badge: BADGES[mood] ?? ink, mark: WHITE };
  return (x, y) => colours[LAYERS[mood](x, y)] ?? CLEAR;
}
