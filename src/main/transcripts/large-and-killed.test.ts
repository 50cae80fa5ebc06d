/** A process that dies at any moment, and one whose memory is measured: both for real. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tidyParts } from './retired-parts.ts';
import { lines, World } from './testing/device.ts';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.close());

const key = (): string => world.key.export().toString('hex');

/** Runs a script of testing/ under the engine that runs the tests. */
function run(name: string, args: readonly string[], flags: readonly string[] = []) {
  const script = fileURLToPath(new URL(`testing/${name}`, import.meta.url));
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' };
  return spawn(process.execPath, [...flags, script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('a process that is killed while it captures', () => {
  it('leaves a state that the next one goes on from; nothing is lost, nothing stays behind', async () => {
    // When it dies is up to the machine; what must hold afterwards is not.
    for (let round = 0; round < 4; round += 1) {
      const child = run('captures.script.ts', [world.directory, key(), String(round * 1000)]);
      const ended = new Promise((resolve) => child.once('close', resolve));
      let [uploads, errors] = [0, ''];
      child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
      child.stdout.on('data', (dots: Buffer) => {
        uploads += dots.length;
        // Somewhere within the next upload.
        if (uploads > 4 + round) setImmediate(() => child.kill('SIGKILL'));
      });
      await ended;
      expect(uploads, errors).toBeGreaterThan(4);
    }
    const laptop = world.device('laptop');
    laptop.ahead = 3_600_000;
    expect(['uploaded', 'unchanged', 'in-step']).toContain((await laptop.upload()).outcome);
    const fetched = await laptop.fetched();
    for (const { path, source } of laptop.bundle()) {
      expect(fetched.get(path)?.equals(readFileSync(source)), path).toBe(true);
    }
    const request = { self: 'laptop', state: laptop.state, vault: laptop.vault };
    const { orphans, unknown } = await tidyParts(request);
    expect(unknown).toBe(0);
    const known = new Set([
      ...laptop.transcript.parts.map(({ name }) => name),
      ...laptop.state.transcripts.retiredParts().map(({ part }) => part),
    ]);
    expect((await laptop.parts()).every((part) => known.has(part))).toBe(true);
    expect(orphans).toBeLessThanOrEqual(4 * 4);
  }, 60_000);
});

describe('a very large conversation', () => {
  const MIB = 1024 * 1024;

  it('does not begin anew when its upload is interrupted', async () => {
    const laptop = world.device('laptop');
    const place = laptop.place('main.jsonl');
    const file = openSync(place, 'w');
    const block = Buffer.from(lines(0, 5_000));
    for (let bytes = 0; bytes < 150 * MIB; bytes += block.length) writeSync(file, block);
    closeSync(file);
    let puts = 0;
    laptop.bucket.script = ({ kind }) =>
      kind === 'put' && (puts += 1) > 12 ? { code: 'CONNECTION_LOST' } : null;
    expect((await laptop.upload()).outcome).toBe('failed');
    expect(laptop.state.transcripts.transcript('mem_1')).toBeNull();
    const held = laptop.state.transcripts.bundle('mem_1')?.own?.files[0]?.size ?? 0;
    expect(held).toBeGreaterThan(60 * MIB);
    const before = puts;
    laptop.bucket.script = ({ kind }) => ((puts += kind === 'put' ? 1 : 0), null);
    expect((await laptop.upload()).outcome).toBe('uploaded');
    expect(puts - before).toBeLessThan(14);
    const hash = createHash('sha256');
    for (let bytes = 0; bytes < 150 * MIB; bytes += block.length) hash.update(block);
    expect(laptop.transcript.files[0]?.sha256).toBe(hash.digest('hex'));
    expect((await laptop.upload()).outcome).toBe('unchanged');
  }, 60_000);

  it('raises memory by less than 64 MB, up and down: 100 MB of lines, and one line of 100 MB', async () => {
    const place = (path: string): string => join(world.directory, 'laptop', 'files', path);
    const fill = (path: string, write: (file: number) => void): void => {
      mkdirSync(dirname(place(path)), { recursive: true });
      const file = openSync(place(path), 'w');
      write(file);
      closeSync(file);
    };
    fill('main.jsonl', (file) => {
      const block = lines(0, 5_000);
      for (let bytes = 0; bytes < 100e6; bytes += block.length) writeSync(file, block);
    });
    fill('side/subagents/agent-1.jsonl', (file) => {
      writeSync(file, '{"a":1}\n{"image":"');
      for (let i = 0; i < 100; i += 1) writeSync(file, randomBytes(750_000).toString('base64'));
      writeSync(file, '"}\n{"b":2}\n');
    });
    for (const what of ['upload', 'fetch']) {
      const child = run('memory.script.ts', [what, world.directory, key()], ['--expose-gc']);
      let [printed, errors] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
      await new Promise((resolve) => child.once('close', resolve));
      expect(printed, errors).toMatch(/^\d+$/);
      expect(Number(printed) / MIB, what).toBeLessThan(64);
    }
    const sizes = (path: string): number => readFileSync(join(world.directory, 'fetched', path)).length;
    expect(sizes('main.jsonl')).toBe(readFileSync(place('main.jsonl')).length);
  }, 120_000);
});
