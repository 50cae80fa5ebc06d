/**
 * Draws the app icon into assets/icons/ in every size a desktop asks for: a cloud with an arrow each way, from
 * distance functions, so that there is no source picture to lose. Run by hand when the drawing changes.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { PROJECT } from './setup/project.mjs';

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const SAMPLES = 4;

const circle = (x, y, cx, cy, r) => Math.hypot(x - cx, y - cy) - r;
const box = (x, y, cx, cy, w, h, r) => {
  const dx = Math.abs(x - cx) - w + r;
  const dy = Math.abs(y - cy) - h + r;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - r;
};
/** Arrow from (cx, tail) to (cx, tip) with a triangular head. */
const arrow = (x, y, cx, tail, tip) => {
  const way = Math.sign(tip - tail);
  const along = (tip - y) * way;
  const head = along >= 0 && along <= 0.11 && Math.abs(x - cx) <= along * 0.95;
  const shaft = along > 0.1 && (y - tail) * way >= 0 && Math.abs(x - cx) <= 0.034;
  return head || shaft;
};

function colourAt(x, y) {
  if (box(x, y, 0.5, 0.5, 0.47, 0.47, 0.22) > 0) return [0, 0, 0, 0];
  const cloud = Math.min(
    circle(x, y, 0.33, 0.56, 0.16),
    circle(x, y, 0.52, 0.44, 0.21),
    circle(x, y, 0.7, 0.57, 0.145),
    box(x, y, 0.515, 0.64, 0.25, 0.08, 0.02),
  );
  const ground = [38 + 40 * y, 74 + 20 * y, 140 + 60 * x, 255];
  if (cloud > 0) return ground;
  return arrow(x, y, 0.44, 0.66, 0.38) || arrow(x, y, 0.6, 0.4, 0.68) ? ground : [250, 250, 248, 255];
}

/** Colour of one pixel, its alpha averaged over a grid of samples. */
function pixel(column, row, size) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const x = (column + ((i % SAMPLES) + 0.5) / SAMPLES) / size;
    const y = (row + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES) / size;
    const [r, g, b, a] = colourAt(x, y);
    for (const [k, value] of [r * a, g * a, b * a, a].entries()) sum[k] += value;
  }
  const alpha = sum[3];
  if (alpha === 0) return [0, 0, 0, 0];
  return [sum[0] / alpha, sum[1] / alpha, sum[2] / alpha, alpha / (SAMPLES * SAMPLES)].map(Math.round);
}

function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(body.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

function png(size) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = [];
  for (let row = 0; row < size; row++) {
    const line = [0];
    for (let column = 0; column < size; column++) line.push(...pixel(column, row, size));
    rows.push(Buffer.from(line));
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const body = deflateSync(Buffer.concat(rows), { level: 9 });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', body),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const folder = path.join(PROJECT, 'assets', 'icons');
await mkdir(folder, { recursive: true });
for (const size of SIZES) await writeFile(path.join(folder, `${size}x${size}.png`), png(size));
