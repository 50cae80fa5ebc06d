/**
 * Who measures runs as a user whom Chromium's sandbox takes; how much memory sandboxed processes take is told only to
 * root. So it is asked for by files: `PID-NUMBER.ask` is answered by `PID-NUMBER.answer`.
 */
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pssOf } from './processes.mjs';

const PAUSE_MS = 50;
let asked = 0;

/** @returns {Promise<number | null>} as `pssOf` */
export async function askPss(directory, pid) {
  asked += 1;
  const name = path.join(directory, `${pid}-${asked}`);
  await writeFile(`${name}.ask`, '');
  for (;;) {
    const answer = await readFile(`${name}.answer`, 'utf8').catch(() => null);
    if (answer !== null) return JSON.parse(answer);
    await wait(PAUSE_MS);
  }
}

/** Answers until it is over. */
export async function answerPss(directory, isOver) {
  while (!isOver()) {
    for (const file of (await readdir(directory)).filter((name) => name.endsWith('.ask'))) {
      const name = path.join(directory, path.basename(file, '.ask'));
      await rename(`${name}.ask`, `${name}.asked`);
      await writeFile(`${name}.part`, JSON.stringify(await pssOf(Number.parseInt(file, 10))));
      await rename(`${name}.part`, `${name}.answer`);
    }
    await wait(PAUSE_MS);
  }
}
