/** Shapes as signed distances on the unit square: negative inside. y grows downwards. */

export const circle = (x, y, cx, cy, r) => Math.hypot(x - cx, y - cy) - r;

/** Box with rounded corners; `w` and `h` are half lengths. */
export const box = (x, y, cx, cy, w, h, r) => {
  const dx = Math.abs(x - cx) - w + r;
  const dy = Math.abs(y - cy) - h + r;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - r;
};

/** A line with round ends, `r` thick on either side. */
export const stroke = (x, y, ax, ay, bx, by, r) => {
  const [vx, vy] = [bx - ax, by - ay];
  const t = Math.max(0, Math.min(1, ((x - ax) * vx + (y - ay) * vy) / (vx * vx + vy * vy)));
  return Math.hypot(x - ax - t * vx, y - ay - t * vy) - r;
};

/** Arrow from (cx, tail) to (cx, tip) with a triangular head; a truth, not a distance. */
export const isInArrow = (x, y, cx, tail, tip) => {
  const way = Math.sign(tip - tail);
  const along = (tip - y) * way;
  const head = along >= 0 && along <= 0.11 && Math.abs(x - cx) <= along * 0.95;
  const shaft = along > 0.1 && (y - tail) * way >= 0 && Math.abs(x - cx) <= 0.034;
  return head || shaft;
};
