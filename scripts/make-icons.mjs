/**
 * Draws the icons from distance functions, so that there is no source picture to lose: the app's into assets/icons/ in
 * every size a desktop asks for, the tray's into assets/tray/. Run by hand when a drawing changes.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { png } from './icons/png.mjs';
import { box, circle, isInArrow } from './icons/shapes.mjs';
import { MOODS, trayColours } from './icons/tray.mjs';
import { PROJECT } from './setup/project.mjs';

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512];

/** A cloud with an arrow each way. */
function appColours(x, y) {
  if (box(x, y, 0.5, 0.5, 0.47, 0.47, 0.22) > 0) return [0, 0, 0, 0];
  const cloud = Math.min(
    circle(x, y, 0.33, 0.56, 0.16),
    circle(x, y, 0.52, 0.44, 0.21),
    circle(x, y, 0.7, 0.57, 0.145),
    box(x, y, 0.515, 0.64, 0.25, 0.08, 0.02),
  );
  const ground = [38 + 40 * y, 74 + 20 * y, 140 + 60 * x, 255];
  if (cloud > 0) return ground;
  return isInArrow(x, y, 0.44, 0.66, 0.38) || isInArrow(x, y, 0.6, 0.4, 0.68) ? ground : [250, 250, 248, 255];
}

async function drawApp() {
  const folder = path.join(PROJECT, 'assets', 'icons');
  await mkdir(folder, { recursive: true });
  for (const size of SIZES) await writeFile(path.join(folder, `${size}x${size}.png`), png(size, appColours));
}

/**
 * Points, each also at twice the pixels (`@2x`): Windows 16, Linux panels 22; macOS templates 18, by the name it
 * looks for.
 */
const TRAY_POINTS = [16, 22];
const TEMPLATE_POINTS = 18;

async function drawTray() {
  const folder = path.join(PROJECT, 'assets', 'tray');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const write = async (name, points, colours) => {
    await writeFile(path.join(folder, `${name}.png`), png(points, colours));
    await writeFile(path.join(folder, `${name}@2x.png`), png(points * 2, colours));
  };
  for (const mood of MOODS) {
    await write(`${mood}Template`, TEMPLATE_POINTS, trayColours(mood, 'template'));
    for (const points of TRAY_POINTS) {
      for (const panel of ['dark', 'light'])
        await write(`${mood}-${panel}-${points}`, points, trayColours(mood, panel));
    }
  }
}

await drawApp();
await drawTray();
