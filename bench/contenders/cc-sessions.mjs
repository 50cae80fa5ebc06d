/** This program, as a person runs it: `cc-sessions sync --json` through the launcher in bin/. */
import { copyFile, mkdir, open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT, run, runOnElectron } from '../programs.mjs';
import { CONTENTS, cleanEnv } from './contender.mjs';

const LAUNCHER = path.join(PROJECT, 'bin', 'cc-sessions.mjs');
/** Of a throw-away vault. */
const KEY = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';

/** `agents` says where the agents' directories are; those it does not name do not exist. */
export function ccCommand(home, userHome, args, agents = {}) {
  const none = { CLAUDE_CONFIG_DIR: path.join(home, 'no-claude'), CODEX_HOME: path.join(home, 'no-codex') };
  const env = cleanEnv(userHome, { CC_SESSIONS_HOME: home, ...none, ...agents });
  return { file: process.execPath, args: [LAUNCHER, ...args], env };
}

export const syncCommand = (home, userHome) => ccCommand(home, userHome, ['sync', '--json']);

/** Copies durably, so that no write of it is left to be done while time is taken. */
export async function copyStore(from, to) {
  await copyFile(from, to);
  const file = await open(to, 'r+');
  await file.sync();
  await file.close();
}

/** Makes a config home whose bucket is `bucket` on the server at `port`. */
export async function makeHome(home, device, { port, bucket, credentials }) {
  await mkdir(home, { recursive: true });
  const config = `cloud:
  enabled: true
  provider: s3-compatible
  bucket: ${bucket}
  endpoint: http://127.0.0.1:${port}
  access_key_id: ${credentials.accessKeyId}
  secret_access_key: ${credentials.secretAccessKey}
  encryption_key: "${KEY}"
  device_id: ${device}
`;
  await writeFile(path.join(home, 'config.yml'), config, { mode: 0o600 });
}

class CcSessions {
  #options;
  #first;
  #second;

  constructor(options) {
    this.#options = options;
    this.#first = path.join(options.directory, 'first');
    this.#second = path.join(options.directory, 'second');
  }

  /** The vault is made beforehand by a device without sessions, as set-up does, and as restic's repository is. */
  async prepare() {
    const { place, source, directory, userHome } = this.#options;
    const founder = path.join(directory, 'founder');
    await makeHome(founder, 'bench-founder', place);
    const { file, args, env } = syncCommand(founder, userHome);
    await run(file, args, { env });
    await makeHome(this.#first, 'bench-first', place);
    await makeHome(this.#second, 'bench-second', place);
    await copyStore(source.indexDb, path.join(this.#first, 'index.db'));
  }

  async change(number, round) {
    const indexDb = path.join(this.#first, 'index.db');
    await runOnElectron(this.#options.programs.electron, 'store-tool.mjs', [
      'edit',
      indexDb,
      String(number),
      String(round),
    ]);
  }

  command(step) {
    const home = step === 'full download' ? this.#second : this.#first;
    return syncCommand(home, this.#options.userHome);
  }

  /** What it says it did must be what there was to do. */
  async check(step, stdout) {
    const { uploaded, downloaded, failed, requests } = JSON.parse(stdout);
    const { count } = this.#options.set;
    const wanted = {
      'first upload': [count, 0],
      'nothing changed': [0, 0],
      'one changed': [1, 0],
      'full download': [0, count],
    }[step];
    if (failed !== 0 || uploaded !== wanted[0] || downloaded !== wanted[1]) {
      throw new Error(`cc-sessions, ${step}: ${stdout.slice(0, 500)}`);
    }
    return { ownRequests: requests };
  }

  /** Both devices must hold the same. */
  async verify() {
    const digests = [];
    for (const home of [this.#first, this.#second]) {
      const { electron } = this.#options.programs;
      digests.push(await runOnElectron(electron, 'store-tool.mjs', ['digest', path.join(home, 'index.db')]));
    }
    if (digests[0] !== digests[1]) throw new Error(`cc-sessions: devices differ: ${digests.join(' ')}`);
  }
}

export const ccSessions = {
  id: 'cc-sessions',
  title: 'cc-sessions',
  contents: CONTENTS.store,
  available: () => true,
  create: (options) => new CcSessions(options),
};
