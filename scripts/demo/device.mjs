/** A pretend device: a home directory of its own, and the real command line running in it. */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT } from '../setup/project.mjs';

const COMMAND = path.join(PROJECT, 'bin', 'cc-sessions.mjs');

/** Nothing of the real machine's settings or keychain takes part: the demo must not touch them. */
const LEFT_OUT = /^(CC_|CLAUDE_|DBUS_SESSION_BUS_ADDRESS$|HTTPS?_PROXY$)/i;

export class Device {
  /** @param name shown to people @param root directory that holds all devices of the demo */
  constructor(name, root) {
    this.name = name;
    this.home = path.join(root, name);
    this.sessionsHome = path.join(this.home, '.cc-sessions');
    this.claudeHome = path.join(this.home, '.claude');
  }

  async create() {
    await mkdir(this.home, { recursive: true, mode: 0o700 });
  }

  get env() {
    const kept = Object.entries(process.env).filter(([name]) => !LEFT_OUT.test(name));
    return {
      ...Object.fromEntries(kept),
      CC_SESSIONS_HOME: this.sessionsHome,
      CLAUDE_CONFIG_DIR: this.claudeHome,
      CODEX_HOME: path.join(this.home, '.codex'),
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    };
  }

  /** Runs `cc-sessions` on this device. @returns {Promise<{code: number, stdout: string, stderr: string}>} */
  run(args, extraEnv = {}) {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [COMMAND, ...args], {
        env: { ...this.env, ...extraEnv },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const out = { stdout: '', stderr: '' };
      for (const stream of ['stdout', 'stderr']) {
        child[stream].setEncoding('utf8').on('data', (text) => (out[stream] += text));
      }
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, ...out }));
    });
  }

  /** Runs a command that must succeed and answers its JSON. */
  async json(args, extraEnv) {
    const { code, stdout, stderr } = await this.run([...args, '--json'], extraEnv);
    if (code !== 0)
      throw new Error(`cc-sessions ${args.join(' ')} on ${this.name} ended with ${code}\n${stdout}${stderr}`);
    return JSON.parse(stdout);
  }
}
