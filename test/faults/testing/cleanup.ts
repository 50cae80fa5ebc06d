/** What a test leaves behind is removed after it, whatever its outcome: last made, first removed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';

const made: (() => unknown)[] = [];

afterEach(async () => {
  for (const undo of made.splice(0).reverse()) await undo();
});

export function afterTest(undo: () => unknown): void {
  made.push(undo);
}

export function tempDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'cc-faults-'));
  afterTest(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
