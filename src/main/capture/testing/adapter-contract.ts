/** What every `AgentAdapter` does while capturing, run over each of them with sessions in its agent's real formats. */
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionMemory } from '../../../shared/session.ts';
import { asOrdinaryUser } from '../../config/testing/ordinary-user.ts';
import type { AgentAdapter, BundleFile, ReadSession, SourceFile } from '../adapter.ts';

/** Lines of a session as the agent's present version writes them. `at`: ISO 8601. */
export interface SessionWriter {
  /** What stands before the first message. */
  head(agentSession: string): object[];
  prompt(text: string, at: string): object[];
  /** With a picture of so many bytes of base64. */
  picture(bytes: number, at: string): object[];
  answer(text: string, at: string): object[];
  /** A call of a tool, and its output. */
  tool(output: string, at: string): object[];
  /** Messages that a call of a tool counts as. */
  readonly toolMessages: number;
  /** Where the agent gave up the beginning of the conversation for a summary of it. */
  compaction(summary: string, at: string): object[];
  unknown(at: string): object;
}

export interface AdapterHarness {
  readonly name: string;
  readonly agent: string;
  /** The adapter for an agent's directory. */
  readonly open: (agentDirectory: string) => AgentAdapter;
  /** Path of the main file of a session below the agent's directory. */
  readonly place: (agentSession: string) => string;
  readonly writer: SessionWriter;
  /** Sessions as different versions wrote them: file, and what a memory of it must say. */
  readonly fixtures: readonly { readonly path: string; readonly memory: Partial<SessionMemory> | null }[];
  /** Further files of a session by their path in the bundle, and where they lie below the agent's directory. */
  readonly side: (agentSession: string) => Readonly<Record<string, string>>;
  /** Paths below the agent's directory that no bundle may ever hold. */
  readonly forbidden: (agentSession: string) => readonly string[];
}

const ID = '0199aaaa-1111-4111-8111-111111111111';
const OTHER = '0199bbbb-2222-4222-8222-222222222222';
const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 9, minute)).toISOString();
const text = (...lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

export function adapterContract(harness: AdapterHarness): void {
  const { writer, place } = harness;
  const messages = 2 + writer.toolMessages;
  let root = '';
  let directory = '';
  let adapter: AgentAdapter;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'cc-contract-'));
    await chmod(root, 0o755);
    directory = join(root, 'agent');
    adapter = harness.open(directory);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function put(below: string, content: string | Buffer): Promise<string> {
    const path = join(directory, below);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  const session = () =>
    text(
      ...writer.head(ID),
      ...writer.prompt('Water the basil 🌱', at(0)),
      ...writer.tool('moist', at(1)),
      ...writer.answer('Done, it was dry.', at(2)),
    );

  async function find(onUnreadable?: (path: string) => void): Promise<SourceFile[]> {
    const found: SourceFile[] = [];
    for await (const file of adapter.find({ onUnreadable })) found.push(file);
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async function only(): Promise<SourceFile> {
    const found = await find();
    expect(found).toHaveLength(1);
    return found[0] as SourceFile;
  }

  async function readOnly(): Promise<ReadSession> {
    const read = await adapter.read(await only());
    if (!read) throw new Error('no session');
    return read;
  }

  /** Content, size and times of every file of the agent. */
  async function state(): Promise<string[]> {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const lines = entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs, mode } = await stat(path);
      return `${path} ${size} ${mtimeMs} ${mode}`;
    });
    return (await Promise.all(lines)).sort();
  }

  describe(`${harness.name}: finding sessions`, () => {
    it('finds each with its id and its stat, below its roots', async () => {
      const one = await put(place(ID), session());
      const two = await put(place(OTHER), session());
      const found = await find();
      expect(found.map((file) => [file.path, file.agentSession])).toEqual(
        [
          [one, ID],
          [two, OTHER],
        ].sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
      );
      for (const file of found) {
        const { size, mtimeMs, ino } = await stat(file.path);
        expect(file).toMatchObject({ size, mtimeMs: Math.floor(mtimeMs), ino });
        expect(adapter.roots.some((path) => file.path.startsWith(path))).toBe(true);
        expect(join(directory, ...adapter.placeOf(file).split('/'))).toBe(file.path);
      }
    });

    it('finds nothing where nothing is, or a file is in the way', async () => {
      expect(await find()).toEqual([]);
      for (const path of adapter.roots) {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, 'a file');
      }
      expect(await find()).toEqual([]);
    });

    it('follows no symbolic link, to a file or to a directory', async () => {
      const real = await put(place(ID), session());
      await mkdir(dirname(join(directory, place(OTHER))), { recursive: true });
      await symlink(real, join(directory, place(OTHER)));
      const outside = join(root, 'outside');
      await mkdir(outside);
      await writeFile(join(outside, place(OTHER).split('/').at(-1) as string), session());
      for (const path of adapter.roots) {
        await mkdir(path, { recursive: true });
        await symlink(outside, join(path, '2031'));
      }
      expect((await find()).map(({ path }) => path)).toEqual([real]);
      expect((await adapter.bundle(await only())).map(({ source }) => source)).toEqual([real]);
    });

    it('tells of what it may not read, and goes on', async () => {
      const closed = dirname(await put(place(ID), session()));
      await chmod(closed, 0o000);
      const told: string[] = [];
      const found = await asOrdinaryUser(() => find((path) => told.push(path)));
      await chmod(closed, 0o755);
      expect(found).toEqual([]);
      expect(told).toEqual([closed]);
    });

    it('stops when told to', async () => {
      await put(place(ID), session());
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(adapter.find({ signal })[Symbol.asyncIterator]().next()).rejects.toThrow('enough');
      await expect(adapter.read(await only(), { signal })).rejects.toThrow('enough');
    });
  });

  describe(`${harness.name}: reading a session`, () => {
    it('makes a memory of it', async () => {
      const path = await put(place(ID), session());
      const { memory, source, lines } = await readOnly();
      expect(source).toBe(path);
      expect(memory).toMatchObject({
        claudeSessionId: ID,
        startedAt: at(0),
        endedAt: at(2),
        duration: 2,
        summary: 'Water the basil 🌱',
        lastUserMessage: 'Water the basil 🌱',
        lastAssistantMessage: 'Done, it was dry.',
        messagesCount: messages,
        toolCallsCount: 1,
        logFile: path,
      });
      expect(memory.id).toMatch(/^mem_[0-9a-f]{24}$/);
      expect(memory.tags).toContain(harness.agent);
      expect(lines).toMatchObject({ malformed: 0, unknown: 0, oversized: 0, torn: 0 });
    });

    it.each(harness.fixtures)('knows the format of $path', async ({ path, memory }) => {
      await put(place(ID), await readFile(path));
      const read = await adapter.read(await only());
      if (memory === null) expect(read).toBeNull();
      else expect(read?.memory).toMatchObject(memory);
    });

    it('gives the same memory for the same bytes, on any machine and at any time', async () => {
      const path = await put(place(ID), session());
      const { memory } = await readOnly();
      await utimes(path, 1_600_000_000, 1_600_000_000);
      expect((await readOnly()).memory).toEqual(memory);
      directory = join(root, 'another');
      adapter = harness.open(directory);
      const elsewhere = await put(place(ID), session());
      expect((await readOnly()).memory).toEqual({ ...memory, logFile: elsewhere });
      await rm(directory, { recursive: true });
      await put(place(OTHER), session());
      expect((await readOnly()).memory.id).not.toBe(memory.id);
    });

    it('reads the bytes it was asked for, whatever has come after them', async () => {
      const path = await put(place(ID), session());
      const file = await only();
      const before = await adapter.read(file);
      await appendFile(path, text(...writer.prompt('And the mint?', at(5))));
      expect(await adapter.read(file)).toEqual(before);
    });

    it('makes another revision of the same memory when the session grows', async () => {
      const path = await put(place(ID), session());
      const { memory } = await readOnly();
      await appendFile(path, text(...writer.prompt('And the mint?', at(5))));
      expect((await readOnly()).memory).toMatchObject({
        id: memory.id,
        summary: memory.summary,
        lastUserMessage: 'And the mint?',
        messagesCount: messages + 1,
        endedAt: at(5),
      });
    });

    it('leaves a torn last line for later, wherever it is torn', async () => {
      const bytes = Buffer.from(session());
      const path = await put(place(ID), bytes);
      const { memory } = await readOnly();
      const whole = new Map<number, number>();
      for (let end = 0; end <= bytes.length; end += 7) {
        await writeFile(path, bytes.subarray(0, end));
        const read = await adapter.read(await only());
        if (read) expect(read.memory.id).toBe(memory.id);
        const { torn, malformed } = read?.lines ?? { torn: 0, malformed: 0 };
        expect(malformed).toBe(0);
        whole.set(end, torn);
      }
      expect([...whole.values()]).toContain(1);
    });

    it('does not mind CR LF, a byte order mark, empty lines, NULs, or a missing last newline', async () => {
      await put(place(ID), session());
      const { memory } = await readOnly();
      for (const variant of [
        session().replaceAll('\n', '\r\n'),
        `\uFEFF${session()}`,
        `\n\n${session().replaceAll('\n', '\n\n')}`,
        `${'\0'.repeat(4096)}\n${session()}${'\0'.repeat(100)}`,
        session().trimEnd(),
      ]) {
        await put(place(ID), variant);
        expect((await readOnly()).memory).toEqual(memory);
      }
    });

    it('goes on after lines that are none, and after types it does not know', async () => {
      const [first = '', ...rest] = session().trimEnd().split('\n');
      const noise = [
        '{"torn":',
        'plain words',
        '[1]',
        '7',
        'null',
        '{}}',
        JSON.stringify(writer.unknown(at(1))),
      ];
      await put(place(ID), [first, ...noise, ...rest].join('\n'));
      const { memory, lines } = await readOnly();
      expect(memory).toMatchObject({ messagesCount: messages, toolCallsCount: 1 });
      expect(lines).toMatchObject({ malformed: 6, unknown: 1 });
    });

    it('keeps what can be kept of bytes that are no text', async () => {
      const marked = text(...writer.head(ID), ...writer.prompt('Tide @@ table', at(0)));
      const bytes = Buffer.from(
        marked.replaceAll('@@', '\u0007\u0007').replaceAll('\\u0007', '\u0007'),
        'latin1',
      );
      for (const [index, byte] of bytes.entries())
        if (byte === 7) bytes[index] = index % 2 === 0 ? 0xff : 0xed;
      await put(place(ID), bytes);
      expect((await readOnly()).memory.lastUserMessage).toBe('Tide \uFFFD\uFFFD table');
    });

    it('makes nothing of an empty file, or one in which nobody said anything', async () => {
      for (const content of ['', '\n\n', '\0\0', text(...writer.head(ID)), '{"torn']) {
        await put(place(ID), content);
        expect(await adapter.read(await only())).toBeNull();
      }
    });

    it('counts pictures as said, and summaries of the agent as not said', async () => {
      const lines = [
        ...writer.head(ID),
        ...writer.prompt('Look', at(0)),
        ...writer.picture(300_000, at(1)),
        ...writer.compaction('They want the basil watered.', at(2)),
        ...writer.answer('I see.', at(3)),
      ];
      await put(place(ID), text(...lines));
      const { memory } = await readOnly();
      expect(memory).toMatchObject({ messagesCount: 3, summary: 'Look', lastUserMessage: 'Look' });
    });

    it('rejects when the file is gone', async () => {
      const path = await put(place(ID), session());
      const file = await only();
      await rm(path);
      await expect(adapter.read(file)).rejects.toMatchObject({ code: 'ENOENT' });
      expect(await adapter.bundle(file)).toEqual([]);
    });
  });

  describe(`${harness.name}: reading a large session`, () => {
    it('takes no more of a long output than it needs: 10 MB in a line', async () => {
      const lines = [...writer.head(ID), ...writer.prompt('Read it', at(0))];
      const output = 'All is well. \u00e4🌊\\"\n'.repeat(600_000);
      await put(place(ID), text(...lines, ...writer.tool(output, at(1)), ...writer.answer('Long.', at(2))));
      const { memory, lines: counts } = await readOnly();
      expect(memory).toMatchObject({
        messagesCount: messages,
        toolCallsCount: 1,
        lastAssistantMessage: 'Long.',
      });
      expect(counts).toMatchObject({ malformed: 0, oversized: 1 });
    });

    it('stays within its bounds on a line of 64 MB', async () => {
      const path = await put(place(ID), text(...writer.head(ID), ...writer.prompt('Read it', at(0))));
      const [before, after] = JSON.stringify(writer.tool('@@', at(1)).at(-1)).split('@@') as [string, string];
      const file = await open(path, 'a');
      await file.write(before);
      const block = Buffer.alloc(1024 * 1024, 'x');
      for (let count = 0; count < 64; count++) await file.write(block);
      await file.write(`${after}\n${text(...writer.answer('Long.', at(2)))}`);
      await file.close();
      const held = () => process.memoryUsage().arrayBuffers;
      const base = held();
      let peak = 0;
      let reading = true;
      const watching = (async () => {
        while (reading) {
          peak = Math.max(peak, held() - base);
          await sleep(1);
        }
      })();
      const { memory } = await readOnly();
      reading = false;
      await watching;
      expect(memory).toMatchObject({ messagesCount: 2, lastAssistantMessage: 'Long.' });
      expect(peak).toBeLessThan(16 * 1024 * 1024);
    });
  });

  describe(`${harness.name}: the bundle`, () => {
    const bundle = async (onUnreadable?: (path: string) => void): Promise<readonly BundleFile[]> =>
      adapter.bundle(await only(), { onUnreadable });

    it('is the main file and the files of the session, by names free of its id', async () => {
      const main = await put(place(ID), session());
      const side = harness.side(ID);
      for (const path of Object.values(side)) await put(path, `{"sessionId":"${ID}"}\n`);
      const files = await bundle();
      expect(files[0]).toMatchObject({ path: 'main.jsonl', role: 'main', source: main, growth: 'lines' });
      expect(Object.fromEntries(files.slice(1).map(({ path, source }) => [path, source]))).toEqual(
        Object.fromEntries(Object.entries(side).map(([path, below]) => [path, join(directory, below)])),
      );
      const paths = files.slice(1).map(({ path }) => path);
      expect(paths).toEqual([...paths].sort());
      for (const file of files) {
        const { size, mtimeMs, ino } = await stat(file.source);
        expect(file).toMatchObject({ size, mtimeMs: Math.floor(mtimeMs), ino });
        expect(file.path).not.toContain(ID);
        expect(file.path).toMatch(/^(?:main\.jsonl|side\/[^\\]+)$/);
      }
    });

    it('never holds what the list does not name', async () => {
      await put(place(ID), session());
      await put(place(OTHER), session());
      for (const below of Object.values(harness.side(OTHER))) await put(below, `{"sessionId":"${OTHER}"}\n`);
      for (const below of harness.forbidden(ID)) await put(below, 'secret\n');
      const file = (await find()).find(({ agentSession }) => agentSession === ID) as SourceFile;
      expect((await adapter.bundle(file)).map(({ path }) => path)).toEqual(['main.jsonl']);
    });

    it('is the same each time it is asked for, and follows what comes and goes', async () => {
      await put(place(ID), session());
      const side = Object.entries(harness.side(ID));
      for (const [, below] of side) await put(below, `{"sessionId":"${ID}"}\n`);
      expect(await bundle()).toEqual(await bundle());
      for (const [path, below] of side) {
        await rm(join(directory, below));
        expect((await bundle()).map((file) => file.path)).not.toContain(path);
      }
      expect(await bundle()).toHaveLength(1);
    });

    it('bears files that vanish while it looks', async () => {
      await put(place(ID), session());
      const side = Object.values(harness.side(ID));
      for (let round = 0; round < 10; round++) {
        for (const below of side) await put(below, `{"sessionId":"${ID}"}\n`);
        const looking = bundle();
        for (const below of side) await rm(join(directory, below));
        expect((await looking)[0]?.path).toBe('main.jsonl');
      }
    });
  });

  it(`${harness.name}: changes nothing below the agent's directory`, async () => {
    await put(place(ID), session());
    for (const below of Object.values(harness.side(ID))) await put(below, `{"sessionId":"${ID}"}\n`);
    const before = await state();
    await readOnly();
    await adapter.bundle(await only());
    await adapter.retention?.();
    expect(await state()).toEqual(before);
  });
}
