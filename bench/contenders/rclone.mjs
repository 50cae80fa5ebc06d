/** rclone with a crypt remote over S3, at its defaults and at flags that suit the task better. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../programs.mjs';
import { editFile } from '../source.mjs';
import { CONTENTS, cleanEnv } from './contender.mjs';

/** Names the bucket `vault:`, encrypted. */
export async function rcloneEnv({ programs, userHome, directory, place }) {
  const password = (await run(programs.rclone, ['obscure', 'bench-passphrase'])).trim();
  return cleanEnv(userHome, {
    RCLONE_CONFIG: path.join(directory, 'rclone.conf'),
    RCLONE_CONFIG_STORE_TYPE: 's3',
    RCLONE_CONFIG_STORE_PROVIDER: 'Minio',
    RCLONE_CONFIG_STORE_ENDPOINT: `http://127.0.0.1:${place.port}`,
    RCLONE_CONFIG_STORE_REGION: 'us-east-1',
    RCLONE_CONFIG_STORE_ACCESS_KEY_ID: place.credentials.accessKeyId,
    RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY: place.credentials.secretAccessKey,
    RCLONE_CONFIG_VAULT_TYPE: 'crypt',
    RCLONE_CONFIG_VAULT_REMOTE: `store:${place.bucket}`,
    RCLONE_CONFIG_VAULT_PASSWORD: password,
  });
}

/** Without `--update` rclone would send everything again, as times on the server never equal those of the files. */
export const TUNED_FLAGS = ['--transfers=16', '--update', '--use-server-modtime'];

class Rclone {
  #options;
  #flags;
  #env;

  constructor(options, flags) {
    this.#options = options;
    this.#flags = flags;
  }

  async prepare() {
    this.#env = await rcloneEnv(this.#options);
  }

  change(number, round) {
    return editFile(this.#options.source.files, this.#options.set, number, round);
  }

  get #restored() {
    return path.join(this.#options.directory, 'restored');
  }

  command(step) {
    const { programs, source } = this.#options;
    const ends = step === 'full download' ? ['vault:', this.#restored] : [source.files, 'vault:'];
    return { file: programs.rclone, args: ['copy', '--quiet', ...this.#flags, ...ends], env: this.#env };
  }

  async check() {
    return {};
  }

  async verify() {
    const names = await readdir(this.#restored);
    if (names.length !== this.#options.set.count) throw new Error(`rclone restored ${names.length} files`);
  }
}

const variant = (id, title, flags) => ({
  id,
  title,
  flags,
  contents: CONTENTS.files,
  available: (programs) => programs.rclone !== null,
  create: (options) => new Rclone(options, flags),
});

export const rcloneDefault = variant('rclone-default', 'rclone crypt, default', []);
export const rcloneTuned = variant('rclone-tuned', 'rclone crypt, tuned', TUNED_FLAGS);
export const rcloneBest = variant('rclone-best', 'rclone crypt, best flags', [
  '--transfers=32',
  '--checkers=32',
  '--fast-list',
  '--update',
  '--use-server-modtime',
  '--s3-no-head',
]);
