import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const RUNTIME_FILE = path.join(PROJECT, '.cache', 'runtime.json');

/** What set-up found: `electron`, `minio` and `claude` are paths of programs. Read by bin/ and by the tests. */
export async function readRuntime() {
  try {
    return JSON.parse(await readFile(RUNTIME_FILE, 'utf8'));
  } catch {
    return {};
  }
}

export async function writeRuntime(found) {
  const before = await readRuntime();
  const after = { ...before, ...found };
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  await mkdir(path.dirname(RUNTIME_FILE), { recursive: true });
  const scratch = `${RUNTIME_FILE}.${process.pid}`;
  await writeFile(scratch, `${JSON.stringify(after, null, 2)}\n`);
  await rename(scratch, RUNTIME_FILE);
}
