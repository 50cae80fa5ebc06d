/**
 * Claude Code's directory with very many transcripts, as `$CLAUDE_CONFIG_DIR`; all contenders read the same one. What a
 * step changed is taken back before the next contender begins.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, rename, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { uuid } from '../code-text.mjs';
import { runOnElectron } from '../programs.mjs';
import { normal, randomFrom } from '../prose.mjs';
import { linesOf, take, writePieces } from '../transcript.mjs';

const SEED = 20261123;
const PROJECTS = 40;
/** Spread of the log-normal sizes: one in a hundred is over sixteen times the median. */
const SIGMA = 1.2;
const LEAST_BYTES = 3_000;

/** Nobody works on any of it: times lie a day back. */
const YESTERDAY = new Date(Date.now() - 24 * 60 * 60 * 1000);

/** Sizes that add up to `totalBytes`. */
function sizesOf({ count, totalBytes }) {
  const random = randomFrom(SEED);
  const shares = Array.from({ length: count }, () => Math.exp(SIGMA * normal(random)));
  const sum = shares.reduce((one, other) => one + other, 0);
  return shares.map((share) => Math.max(LEAST_BYTES, (share / sum) * totalBytes));
}

function sessionAt(number) {
  const seed = SEED ^ Math.imul(number + 1, 0x9e3779b1);
  const project = `project-${number % PROJECTS}`;
  return { seed, id: uuid(randomFrom(seed ^ 0x5bd1e995)), cwd: `/home/dev/code/${project}` };
}

/** Below `projects/`; Claude Code's name for the directory of a working directory. */
const placeOf = ({ id, cwd }) => path.join(cwd.replaceAll(/[^a-zA-Z0-9]/g, '-'), `${id}.jsonl`);

export async function sha256Of(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

async function writeConversation(file, pieces) {
  await mkdir(path.dirname(file), { recursive: true });
  const bytes = await writePieces(file, pieces);
  await utimes(file, YESTERDAY, YESTERDAY);
  return bytes;
}

/**
 * One conversation as contenders know it: `{id, place, bytes, sha256}`; `id` is Claude Code's, `place` below
 * `projects/`.
 */
export class ConversationSource {
  /** `$CLAUDE_CONFIG_DIR`; what is backed up is `projects` in it. */
  claude;
  projects;
  /** Of all transcripts but the long one. */
  bytes = 0;
  /** The one that grows, as it is afterwards; with `before`, bytes, and `compressedBytes` of what is appended. */
  grown;
  long;
  #appended;
  #longAside;

  /** @param electron runs what needs zstd, which the Node of this process may not have */
  static async write(directory, sizes, electron) {
    const source = new ConversationSource();
    source.claude = path.join(directory, 'claude');
    source.projects = path.join(source.claude, 'projects');
    source.#longAside = path.join(directory, 'long.jsonl');
    await source.#writeAll(sizes, path.join(directory, 'appended.jsonl'), electron);
    await source.#writeLong(sizes);
    return source;
  }

  async #writeAll(sizes, appendedFile, electron) {
    const all = sizesOf(sizes);
    const grows = nearest(all, sizes.totalBytes / sizes.count);
    for (const [number, size] of all.entries()) {
      const session = sessionAt(number);
      const lines = linesOf(session);
      const before = await writeConversation(this.#file(placeOf(session)), take(lines, size));
      this.bytes += before;
      if (number !== grows) continue;
      this.#appended = [...take(lines, sizes.appendedBytes)].join('');
      this.grown = { id: session.id, place: placeOf(session), before };
    }
    await writeFile(appendedFile, this.#appended);
    this.grown.compressedBytes = Number(
      await runOnElectron(electron, 'conversations/zstd-size.mjs', [appendedFile]),
    );
    this.grown.appendedBytes = Buffer.byteLength(this.#appended);
    this.grown.bytes = this.grown.before + this.grown.appendedBytes;
    await this.append();
    this.grown.sha256 = await sha256Of(this.#file(this.grown.place));
    await this.reset();
  }

  async #writeLong({ count, longBytes }) {
    const session = sessionAt(count);
    const bytes = await writeConversation(this.#longAside, take(linesOf(session), longBytes));
    const sha256 = await sha256Of(this.#longAside);
    this.long = { id: session.id, place: placeOf(session), bytes, sha256 };
  }

  #file(place) {
    return path.join(this.projects, place);
  }

  /** As it was before anything grew or was added. */
  async reset() {
    const grown = this.#file(this.grown.place);
    await truncate(grown, this.grown.before);
    await utimes(grown, YESTERDAY, YESTERDAY);
    if (!this.long) return;
    await rename(this.#file(this.long.place), this.#longAside).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }

  /** The agent goes on writing. */
  append() {
    return appendFile(this.#file(this.grown.place), this.#appended);
  }

  async addLong() {
    const file = this.#file(this.long.place);
    await mkdir(path.dirname(file), { recursive: true });
    await rename(this.#longAside, file);
  }
}

/** Index of the value that differs least. */
function nearest(values, wanted) {
  const distances = values.map((value) => Math.abs(value - wanted));
  return distances.indexOf(Math.min(...distances));
}
