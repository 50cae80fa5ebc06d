/**
 * `npm run screens`: lets the window's tests photograph every screen and puts the pictures into docs/screens/, light
 * and dark. The window's clock stands still in these tests, so pictures change only when the screens do.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runEndToEnd } from './e2e.mjs';
import { shrinkPng } from './screens/shrink-png.mjs';
import { runMain, setup } from './setup.mjs';
import { PROJECT } from './setup/project.mjs';

const TAKEN = path.join(PROJECT, '.cache', 'e2e', 'screens');
const KEPT = path.join(PROJECT, 'docs', 'screens');

/** Pictures of the small window and of large text are for looking at after a run, not to be kept. */
async function keepPictures() {
  const names = (await readdir(TAKEN)).filter((name) => /-(light|dark)\.png$/.test(name));
  await rm(KEPT, { recursive: true, force: true });
  await mkdir(KEPT, { recursive: true });
  for (const name of names.sort())
    await writeFile(path.join(KEPT, name), shrinkPng(await readFile(path.join(TAKEN, name))));
  process.stdout.write(`${names.length} pictures in docs/screens\n`);
}

await runMain(async () => {
  const found = await setup('test');
  const code = await runEndToEnd(found, ['renderer/']);
  if (code === 0) await keepPictures();
  return code;
});
