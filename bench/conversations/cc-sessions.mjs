/** Conversations with this program: `sync`, and `resume` on a device that has nothing but its config and memories. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { ccCommand, makeHome } from '../contenders/cc-sessions.mjs';
import { run } from '../programs.mjs';
import { sha256Of } from './source.mjs';
import { changeSource } from './steps.mjs';

/** Name of the memory of a Claude Code session (docs/adapters.md). */
export function memoryIdOf(agentSession) {
  const digest = createHash('sha256').update(`claude-code:${agentSession}`).digest('hex');
  return `mem_${digest.slice(0, 24)}`;
}

/** One device: a config home, and the agents' directories it looks at. */
export class Device {
  #home;
  #userHome;
  #claude;
  #project;

  /** @param claude `$CLAUDE_CONFIG_DIR`; left out, it is a directory of its own */
  static async make(directory, name, { place, userHome, claude = path.join(directory, `${name}-claude`) }) {
    const device = new Device();
    device.#home = path.join(directory, name);
    device.#userHome = userHome;
    device.#claude = claude;
    device.#project = path.join(directory, `${name}-project`);
    await makeHome(device.#home, `bench-${name}`, place);
    await mkdir(device.#claude, { recursive: true });
    await mkdir(device.#project, { recursive: true });
    return device;
  }

  #command(args) {
    const agents = { CLAUDE_CONFIG_DIR: this.#claude };
    return ccCommand(this.#home, this.#userHome, [...args, '--json'], agents);
  }

  sync() {
    return this.#command(['sync']);
  }

  resume({ id }) {
    return this.#command(['resume', memoryIdOf(id), '--to', this.#project]);
  }
}

/** @throws unless a sync did what there was to do */
export function checkSync(what, stdout, wanted) {
  const report = JSON.parse(stdout);
  const { uploaded = 0, downloaded = 0 } = wanted;
  if (report.failed !== 0 || report.uploaded !== uploaded || report.downloaded !== downloaded) {
    throw new Error(`cc-sessions, ${what}: ${stdout.slice(0, 500)}`);
  }
  return { ownRequests: report.requests };
}

/** @throws unless a resume wrote the whole conversation, byte for byte */
export async function checkResume(what, stdout, { bytes, sha256 }) {
  const { action, main, bytes: written } = JSON.parse(stdout);
  if (action !== 'write' || written !== bytes || (await sha256Of(main)) !== sha256) {
    throw new Error(`cc-sessions, ${what}: ${stdout.slice(0, 500)}`);
  }
}

const runOf = ({ file, args, env }) => run(file, args, { env });

class CcSessions {
  #options;
  #first;
  #second;

  constructor(options) {
    this.#options = options;
  }

  /** The vault is made beforehand by a device without sessions, as set-up does. */
  async prepare() {
    const { directory, place, userHome, source } = this.#options;
    await source.reset();
    const founder = await Device.make(directory, 'founder', { place, userHome });
    await runOf(founder.sync());
    this.#first = await Device.make(directory, 'first', { place, userHome, claude: source.claude });
    this.#second = await Device.make(directory, 'second', { place, userHome });
  }

  /** The empty device learns which sessions there are; how long that takes is told apart. */
  async before(step) {
    const { source, set, stopwatch } = this.#options;
    await changeSource(source, step);
    if (step !== 'long one restored') return {};
    const { stdout, wallS } = await stopwatch.measure(this.#second.sync());
    checkSync('memories of the empty device', stdout, { downloaded: set.count + 1 });
    return { beforehandS: wallS };
  }

  command(step) {
    if (step === 'long one restored') return this.#second.resume(this.#options.source.long);
    return this.#first.sync();
  }

  async check(step, stdout) {
    const { source, set } = this.#options;
    if (step === 'long one restored') return checkResume(step, stdout, source.long);
    const uploaded = { 'first upload': set.count, 'nothing changed': 0, appended: 1, 'long one added': 1 }[
      step
    ];
    return checkSync(step, stdout, { uploaded });
  }

  async verify() {
    const { grown } = this.#options.source;
    await checkResume('the one that grew', await runOf(this.#second.resume(grown)), grown);
  }
}

export const ccSessions = {
  id: 'cc-sessions',
  title: 'cc-sessions',
  available: () => true,
  create: (options) => new CcSessions(options),
};
