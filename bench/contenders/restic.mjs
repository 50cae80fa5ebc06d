/** restic, whose repository is made before time is taken. It packs many files into one object. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../programs.mjs';
import { editFile } from '../source.mjs';
import { CONTENTS, cleanEnv } from './contender.mjs';

/** `cache`: the name of a directory below `directory`. */
export function resticEnv({ userHome, directory, place }, cache) {
  return cleanEnv(userHome, {
    RESTIC_REPOSITORY: `s3:http://127.0.0.1:${place.port}/${place.bucket}`,
    RESTIC_PASSWORD: 'bench-passphrase',
    RESTIC_CACHE_DIR: path.join(directory, cache),
    AWS_ACCESS_KEY_ID: place.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: place.credentials.secretAccessKey,
  });
}

class Restic {
  #options;

  constructor(options) {
    this.#options = options;
  }

  #env(cache) {
    return resticEnv(this.#options, cache);
  }

  prepare() {
    return run(this.#options.programs.restic, ['init', '--quiet'], { env: this.#env('cache') });
  }

  change(number, round) {
    return editFile(this.#options.source.files, this.#options.set, number, round);
  }

  get #restored() {
    return path.join(this.#options.directory, 'restored');
  }

  /** An empty device has no cache either. */
  command(step) {
    const { programs, source } = this.#options;
    const file = programs.restic;
    if (step !== 'full download') {
      return { file, args: ['backup', '--quiet', '.'], env: this.#env('cache'), cwd: source.files };
    }
    const args = ['restore', 'latest', '--quiet', '--target', this.#restored];
    return { file, args, env: this.#env('cache-of-empty-device') };
  }

  async check() {
    return {};
  }

  async verify() {
    const names = await readdir(this.#restored, { recursive: true });
    const files = names.filter((name) => name.endsWith('.json'));
    if (files.length !== this.#options.set.count) throw new Error(`restic restored ${files.length} files`);
  }
}

export const restic = {
  id: 'restic',
  title: 'restic',
  contents: CONTENTS.files,
  available: (programs) => programs.restic !== null,
  create: (options) => new Restic(options),
};
