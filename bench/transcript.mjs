/** A seeded Claude Code transcript of any length, in today's line types: prompts, answers, tool calls, results. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { clause, filePath, normal, pick, prose, randomFrom } from './prose.mjs';

const SESSION = '5b0e6d0c-52c4-4d7a-9e55-0c4f4f1a7be2';
const CWD = '/home/dev/code/project-1';
const START = Date.UTC(2026, 9, 1, 8);

class Writer {
  #random = randomFrom(20261122);
  #files = Array.from({ length: 400 }, () => filePath(this.#random, CWD));
  #lines = 0;
  #calls = 0;

  #line(type, message, more = {}) {
    this.#lines += 1;
    const line = {
      parentUuid: this.#lines > 1 ? this.#uuid(this.#lines - 1) : null,
      isSidechain: false,
      userType: 'external',
      cwd: CWD,
      sessionId: SESSION,
      version: '2.1.294',
      gitBranch: 'main',
      type,
      message,
      uuid: this.#uuid(this.#lines),
      timestamp: new Date(START + this.#lines * 1_500).toISOString(),
      ...more,
    };
    return `${JSON.stringify(line)}\n`;
  }

  #uuid(number) {
    return `${number.toString(16).padStart(8, '0')}-1111-4222-8333-444455556666`;
  }

  #answer(content) {
    const usage = { input_tokens: 12, cache_read_input_tokens: 41_000, output_tokens: 380 };
    const id = `msg_${this.#lines}`;
    return this.#line('assistant', {
      id,
      type: 'message',
      role: 'assistant',
      model: 'claude',
      content,
      usage,
    });
  }

  #callAndResult(name, input, result) {
    this.#calls += 1;
    const id = `toolu_${this.#calls}`;
    const call = this.#answer([{ type: 'tool_use', id, name, input }]);
    const content = [{ type: 'tool_result', tool_use_id: id, content: result }];
    return call + this.#line('user', { role: 'user', content }, { toolUseResult: { stdout: result } });
  }

  #text(mean) {
    return prose(this.#random, this.#files, mean * Math.exp(0.9 * normal(this.#random) - 0.4));
  }

  /** One exchange: a prompt, and what the agent does about it. */
  next() {
    const random = this.#random;
    const parts = [this.#line('user', { role: 'user', content: `${clause(random)}. ${this.#text(150)}` })];
    for (let step = 0; step < 6; step++) {
      const file_path = pick(random, this.#files);
      parts.push(this.#answer([{ type: 'text', text: this.#text(250) }]));
      parts.push(this.#callAndResult('Read', { file_path }, this.#text(5_000)));
      const [old_string, new_string] = [this.#text(300), this.#text(400)];
      parts.push(this.#callAndResult('Edit', { file_path, old_string, new_string }, this.#text(900)));
      parts.push(this.#callAndResult('Bash', { command: `npm test -- ${file_path}` }, this.#text(2_500)));
    }
    return parts.join('');
  }
}

/** Writes about `megabytes` · 10^6 bytes to `file`; returns the bytes. */
export async function writeTranscript(file, megabytes) {
  const writer = new Writer();
  const stream = createWriteStream(file);
  let bytes = 0;
  while (bytes < megabytes * 1e6) {
    const text = writer.next();
    bytes += Buffer.byteLength(text);
    if (!stream.write(text)) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
  return { bytes, session: SESSION };
}
