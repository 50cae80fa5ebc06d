/** A conversation on a test device, written and read as the agent does: line by line in its own directory. */
import { createHash, randomUUID } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
} from 'node:fs';
import path from 'node:path';
import type { TestDevice } from './device.ts';

/** A minute and more without writes: nobody works on the session any more. */
const REST_MS = 5 * 60_000;

export class Conversation {
  readonly id: string;
  readonly project: string;
  #said = 0;

  constructor(project: string, id: string = randomUUID()) {
    this.project = project;
    this.id = id;
  }

  /** Where the agent keeps it on a device. */
  file(device: TestDevice): string {
    const directory = this.project.replace(/[^a-zA-Z0-9]/g, '-');
    return path.join(device.env['CLAUDE_CONFIG_DIR'] ?? '', 'projects', directory, `${this.id}.jsonl`);
  }

  sideFile(device: TestDevice, name: string): string {
    return path.join(this.file(device).replace(/\.jsonl$/, ''), name);
  }

  /** Adds a turn of a person and one of the model. */
  say(device: TestDevice, text: string): void {
    this.#said += 1;
    const at = (seconds: number) => new Date(Date.UTC(2026, 10, 1, 9, this.#said, seconds)).toISOString();
    const common = { sessionId: this.id, cwd: this.project, version: '2.1.0', isSidechain: false };
    const answer = [{ type: 'text', text: `Done: ${text}` }];
    this.#append(device, [
      {
        type: 'user',
        uuid: randomUUID(),
        timestamp: at(0),
        ...common,
        message: { role: 'user', content: text },
      },
      {
        type: 'assistant',
        uuid: randomUUID(),
        timestamp: at(30),
        ...common,
        message: { id: randomUUID(), role: 'assistant', content: answer, usage: { output_tokens: 7 } },
      },
    ]);
  }

  #append(device: TestDevice, lines: readonly unknown[]): void {
    const file = this.file(device);
    mkdirSync(path.dirname(file), { recursive: true });
    appendFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  /** A long tool result in a file of its own, and a sub-agent. */
  addSideFiles(device: TestDevice): void {
    for (const [name, text] of [
      ['tool-results/a.txt', 'stock '.repeat(20_000)],
      [
        'subagents/agent-b1.jsonl',
        `${JSON.stringify({ type: 'user', sessionId: this.id, isSidechain: true })}\n`,
      ],
    ] as const) {
      const file = this.sideFile(device, name);
      mkdirSync(path.dirname(file), { recursive: true });
      appendFileSync(file, text);
    }
  }

  /** The agent has gone. */
  rest(device: TestDevice): void {
    const time = new Date(Date.now() - REST_MS);
    const side = this.sideFile(device, '');
    const beside = existsSync(side) ? readdirSync(side, { recursive: true, encoding: 'utf8' }) : [];
    for (const file of [this.file(device), ...beside.map((name) => path.join(side, name))]) {
      utimesSync(file, time, time);
    }
  }

  /** What the agent does after thirty days. */
  sweep(device: TestDevice): void {
    rmSync(this.file(device));
    rmSync(this.file(device).replace(/\.jsonl$/, ''), { recursive: true, force: true });
  }

  bytes(device: TestDevice): Buffer {
    return readFileSync(this.file(device));
  }
}

/** Every transcript on a device: its id by the SHA-256 of its bytes. */
export function transcriptsOn(device: TestDevice): Record<string, string> {
  const projects = path.join(device.env['CLAUDE_CONFIG_DIR'] ?? '', 'projects');
  const files = readdirSync(projects, { recursive: true, encoding: 'utf8' });
  const transcripts = files.filter((name) => /^[^/\\]+[/\\][0-9a-f-]{36}\.jsonl$/.test(name));
  return Object.fromEntries(
    transcripts.map((name) => [
      path.basename(name, '.jsonl'),
      createHash('sha256')
        .update(readFileSync(path.join(projects, name)))
        .digest('hex'),
    ]),
  );
}
