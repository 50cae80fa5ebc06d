/** The sessions of a set on disk: once as index.db, once as one JSON file each. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { edited, idOf, memoryAt } from './data-set.mjs';
import { runOnElectron } from './programs.mjs';

const fileOf = (directory, number) => path.join(directory, `${idOf(number)}.json`);

/** @returns `{indexDb, files, bytes}`; `bytes` of all JSON. `files` may be left out. */
export async function writeSource(directory, set, electron, { withFiles = true } = {}) {
  const files = path.join(directory, 'files');
  const indexDb = path.join(directory, 'index.db');
  await mkdir(files, { recursive: true });
  await runOnElectron(electron, 'store-tool.mjs', ['fill', indexDb, JSON.stringify(set)]);
  let bytes = 0;
  for (let number = 0; withFiles && number < set.count; number++) {
    const text = JSON.stringify(memoryAt(set, number));
    bytes += Buffer.byteLength(text);
    await writeFile(fileOf(files, number), text);
  }
  return { indexDb, files, bytes };
}

/** Writes session `number` as it is after `round` edits. */
export async function editFile(directory, set, number, round) {
  await writeFile(fileOf(directory, number), JSON.stringify(edited(memoryAt(set, number), round)));
}
