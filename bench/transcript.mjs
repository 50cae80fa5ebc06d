/**
 * Seeded Claude Code transcripts of any length, in today's line types: prompts, thinking, answers, tool calls and their
 * results, pictures. What compresses and what does not stands in them about as in real ones: ids and signatures are
 * random, tool results stand twice, files are numbered source code.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { apiId, base64, numberedCode, uuid } from './code-text.mjs';
import { clause, filePath, normal, pick, prose, randomFrom } from './prose.mjs';

const START = Date.UTC(2026, 9, 1, 8);
/** Characters handed to the file at once. */
const CHUNK = 256 * 1024;
/** One exchange in so many shows the agent a picture. */
const EXCHANGES_A_PICTURE = 25;

/** A session as the tests of a single one use it. */
export const SESSION = {
  seed: 20261122,
  id: '5b0e6d0c-52c4-4d7a-9e55-0c4f4f1a7be2',
  cwd: '/home/dev/code/project-1',
};

class Conversation {
  #session;
  #random;
  #files;
  #parent = null;
  #time = START;

  constructor(session) {
    this.#session = session;
    this.#random = randomFrom(session.seed);
    this.#files = Array.from({ length: 200 }, () => filePath(this.#random, session.cwd));
  }

  line(type, message, more = {}) {
    const own = uuid(this.#random);
    this.#time += 500 + Math.floor(this.#random() * 4_000);
    const line = {
      parentUuid: this.#parent,
      isSidechain: false,
      userType: 'external',
      cwd: this.#session.cwd,
      sessionId: this.#session.id,
      version: '2.1.294',
      gitBranch: 'main',
      type,
      message,
      uuid: own,
      timestamp: new Date(this.#time).toISOString(),
      ...more,
    };
    this.#parent = own;
    return `${JSON.stringify(line)}\n`;
  }

  #answer(content) {
    const random = this.#random;
    const usage = {
      input_tokens: Math.floor(random() * 20),
      cache_creation_input_tokens: Math.floor(random() * 4_000),
      cache_read_input_tokens: 20_000 + Math.floor(random() * 100_000),
      output_tokens: Math.floor(random() * 900),
      service_tier: 'standard',
    };
    const [id, model] = [apiId(random, 'msg'), 'claude-opus-4-8'];
    const message = {
      id,
      type: 'message',
      role: 'assistant',
      model,
      content: [content],
      stop_reason: null,
      usage,
    };
    return this.line('assistant', message, { requestId: apiId(random, 'req') });
  }

  *#tool(name, input, content, toolUseResult) {
    const id = apiId(this.#random, 'toolu');
    yield this.#answer({ type: 'tool_use', id, name, input });
    const result = [{ tool_use_id: id, type: 'tool_result', content }];
    yield this.line('user', { role: 'user', content: result }, { toolUseResult });
  }

  /** Characters, log-normal about `mean`. */
  #length(mean) {
    return mean * Math.exp(0.9 * normal(this.#random) - 0.4);
  }

  #text(mean) {
    return prose(this.#random, this.#files, this.#length(mean));
  }

  #code(mean) {
    return numberedCode(this.#random, this.#files, this.#length(mean));
  }

  #prompt() {
    const random = this.#random;
    const text = `${clause(random)}. ${this.#text(150)}`;
    if (random() * EXCHANGES_A_PICTURE >= 1) return this.line('user', { role: 'user', content: text });
    const source = {
      type: 'base64',
      media_type: 'image/png',
      data: base64(random, 20_000 + random() * 80_000),
    };
    const content = [
      { type: 'text', text },
      { type: 'image', source },
    ];
    return this.line('user', { role: 'user', content });
  }

  *#read(filePath) {
    const content = this.#code(4_000);
    const file = { filePath, content, numLines: content.split('\n').length, startLine: 1 };
    yield* this.#tool('Read', { file_path: filePath }, content, { type: 'text', file });
  }

  *#edit(filePath) {
    const [oldString, newString, around] = [this.#code(250), this.#code(350), this.#code(700)];
    const input = { file_path: filePath, old_string: oldString, new_string: newString };
    const told = `The file ${filePath} has been updated. Here's the result of running cat -n:\n${around}`;
    yield* this.#tool('Edit', input, told, { filePath, oldString, newString, userModified: false });
  }

  *#command(filePath) {
    const stdout = this.#text(1_800);
    const result = { stdout, stderr: '', interrupted: false, isImage: false };
    yield* this.#tool('Bash', { command: `npm test -- ${filePath}` }, stdout, result);
  }

  /** Line after line, without end: a prompt and what the agent does about it, and the next one. */
  *lines() {
    const random = this.#random;
    for (;;) {
      yield this.#prompt();
      for (let step = 2 + Math.floor(random() * 8); step > 0; step--) {
        const file = pick(random, this.#files);
        const signature = base64(random, 200 + random() * 400);
        yield this.#answer({ type: 'thinking', thinking: this.#text(400), signature });
        yield* this.#read(file);
        if (random() < 0.6) yield* this.#edit(file);
        if (random() < 0.6) yield* this.#command(file);
        yield this.#answer({ type: 'text', text: this.#text(200) });
      }
    }
  }
}

/** The lines of a session's transcript, one after the other; the same for the same `{seed, id, cwd}`. */
export const linesOf = (session) => new Conversation(session).lines();

/** Takes whole lines until there are at least `bytes`; they come in pieces of some hundred kB. */
export function* take(lines, bytes) {
  let piece = '';
  for (let taken = 0; taken < bytes;) {
    const line = lines.next().value;
    taken += Buffer.byteLength(line);
    piece += line;
    if (piece.length < CHUNK && taken < bytes) continue;
    yield piece;
    piece = '';
  }
}

/** Writes pieces of text, however many. @returns their bytes */
export async function writePieces(file, pieces) {
  const stream = createWriteStream(file);
  let bytes = 0;
  for (const piece of pieces) {
    bytes += Buffer.byteLength(piece);
    if (!stream.write(piece)) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
  return bytes;
}

/** A transcript with one line of about `bytes`, what a tool gave back, among others. */
export function* withLongLine(session, bytes) {
  const conversation = new Conversation(session);
  const lines = conversation.lines();
  yield* take(lines, 100_000);
  const mark = 'LONG-RESULT';
  const content = [{ tool_use_id: 'toolu_01long', type: 'tool_result', content: mark }];
  const [before, after] = conversation.line('user', { role: 'user', content }).split(mark);
  yield before;
  const random = randomFrom(session.seed + 1);
  for (let taken = 0; taken < bytes;) {
    const text = JSON.stringify(numberedCode(random, [session.cwd], CHUNK)).slice(1, -1);
    taken += Buffer.byteLength(text);
    yield text;
  }
  yield after;
  yield* take(lines, 100_000);
}
