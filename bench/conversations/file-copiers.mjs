/** Conversations with programs that copy directories: restic, and rclone with a crypt remote. */
import path from 'node:path';
import { rcloneEnv, TUNED_FLAGS } from '../contenders/rclone.mjs';
import { resticEnv } from '../contenders/restic.mjs';
import { run } from '../programs.mjs';
import { sha256Of } from './source.mjs';
import { changeSource } from './steps.mjs';

/** A program that copies `source.projects`, and gives back single files of it below `restored`. */
class FileCopier {
  options;

  constructor(options) {
    this.options = options;
  }

  get restored() {
    return path.join(this.options.directory, 'restored');
  }

  async before(step) {
    await changeSource(this.options.source, step);
  }

  command(step) {
    return step === 'long one restored' ? this.restore(this.options.source.long) : this.copy();
  }

  async check(step) {
    if (step === 'long one restored') await this.#checkFile(this.options.source.long);
  }

  async #checkFile({ place, sha256 }) {
    if ((await sha256Of(path.join(this.restored, place))) !== sha256)
      throw new Error(`restored ${place} differs`);
  }

  async verify() {
    const { grown } = this.options.source;
    const { file, args, env } = this.restore(grown);
    await run(file, args, { env });
    await this.#checkFile(grown);
  }
}

class Restic extends FileCopier {
  async prepare() {
    await this.options.source.reset();
    const env = resticEnv(this.options, 'cache');
    await run(this.options.programs.restic, ['init', '--quiet'], { env });
  }

  copy() {
    const { programs, source } = this.options;
    const args = ['backup', '--quiet', '.'];
    return { file: programs.restic, args, env: resticEnv(this.options, 'cache'), cwd: source.projects };
  }

  /** An empty device has no cache either. */
  restore({ place }) {
    const args = ['restore', 'latest', '--quiet', '--target', this.restored, '--include', `/${place}`];
    return {
      file: this.options.programs.restic,
      args,
      env: resticEnv(this.options, 'cache-of-empty-device'),
    };
  }
}

class Rclone extends FileCopier {
  #env;

  async prepare() {
    await this.options.source.reset();
    this.#env = await rcloneEnv(this.options);
  }

  copy() {
    const args = ['copy', '--quiet', ...TUNED_FLAGS, this.options.source.projects, 'vault:'];
    return { file: this.options.programs.rclone, args, env: this.#env };
  }

  restore({ place }) {
    const args = ['copyto', '--quiet', `vault:${place}`, path.join(this.restored, place)];
    return { file: this.options.programs.rclone, args, env: this.#env };
  }
}

export const rclone = {
  id: 'rclone-tuned',
  title: 'rclone crypt, tuned',
  flags: TUNED_FLAGS,
  available: (programs) => programs.rclone !== null,
  create: (options) => new Rclone(options),
};

export const restic = {
  id: 'restic',
  title: 'restic',
  available: (programs) => programs.restic !== null,
  create: (options) => new Restic(options),
};
