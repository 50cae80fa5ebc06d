/** What every way of opening the application starts with: paths, settings, secrets, keychain. */
import { readConfig, requireCloud, type ConfigRead } from '../config/config-file.ts';
import { updateConfig } from '../config/config-update.ts';
import { resolveHome, type HomePaths } from '../config/home.ts';
import { openKeychain, type SecretStore } from '../secrets/keychain.ts';
import {
  moveSecretsToKeychain,
  resolveSecrets,
  storeEncryptionKey,
  type ResolvedSecrets,
} from '../secrets/secret-source.ts';
import type { AppOptions, Notice } from '../composed-app.ts';
import { CLOUD_DEFAULTS, type CloudConfig } from '../../shared/settings.ts';

export class Machine {
  readonly paths: HomePaths;
  readonly keychain: SecretStore;
  readonly env: NodeJS.ProcessEnv;
  readonly #options: AppOptions;
  #read: Promise<ConfigRead> | null = null;
  #warned = false;
  #secrets: Promise<ResolvedSecrets> | null = null;

  constructor(options: AppOptions) {
    this.#options = options;
    this.env = options.env;
    this.paths = resolveHome(options.env);
    this.keychain = openKeychain();
  }

  notify(notice: Notice): void {
    this.#options.onNotice?.(notice);
  }

  announceKey(minted: { hex: string; savedIn: 'keychain' | 'config-file' }): void {
    this.#options.onMintedKey?.(minted);
  }

  /** The config as it stands; its warnings are told once. */
  config(): Promise<ConfigRead> {
    this.#read ??= this.#readConfig();
    return this.#read;
  }

  async #readConfig(): Promise<ConfigRead> {
    const { cloud } = this.#options;
    const path = this.paths.configFile;
    if (cloud) {
      const encryptionKey = cloud.encryptionKey ?? (await this.#fileOfSamePlace(cloud))?.encryptionKey;
      return { status: 'ready', path, warnings: [], cloud: { ...cloud, encryptionKey }, secretsInFile: [] };
    }
    const read = await readConfig(path);
    if (!this.#warned) for (const warning of read.warnings) this.notify(warning);
    this.#warned = true;
    return read;
  }

  /** What the config file says, when it is of the same place as settings that a program gave. */
  async #fileOfSamePlace(cloud: CloudConfig): Promise<CloudConfig | null> {
    const read = await readConfig(this.paths.configFile).catch(() => null);
    if (read?.status !== 'ready') return null;
    const names = ['provider', 'bucket', 'endpoint', 'prefix'] as const;
    return names.every((name) => read.cloud[name] === cloud[name]) ? read.cloud : null;
  }

  /** Settings for what needs no bucket: those of the file, else the embedded default, switched off. */
  async settings(): Promise<CloudConfig> {
    const read = await this.config();
    return read.status === 'ready' ? read.cloud : this.embeddedDefault();
  }

  /** @throws CONFIG_MISSING, CLOUD_DISABLED and what reading the config throws */
  async requireCloud(): Promise<CloudConfig> {
    return requireCloud(await this.config());
  }

  /** A folder bucket in the home directory. */
  embeddedDefault(): CloudConfig {
    return { ...CLOUD_DEFAULTS, provider: 'folder', bucket: this.paths.bucketDir };
  }

  async secrets(): Promise<ResolvedSecrets> {
    this.#secrets ??= this.settings().then((cloud) =>
      resolveSecrets({ cloud, home: this.paths.home, store: this.keychain }, this.env),
    );
    return this.#secrets;
  }

  /**
   * Keeps the vault key in the keychain, or where that does not answer in the config file, and says so.
   * @throws KEYCHAIN_UNAVAILABLE when a program gave the settings and the config file is not of the same place: a
   * key kept there would not be found again
   */
  async keepKey(hex: string, chosen?: 'keychain' | 'config-file'): Promise<'keychain' | 'config-file'> {
    const cloud = await this.settings();
    const fileIsRead = !this.#options.cloud || (await this.#fileOfSamePlace(cloud)) !== null;
    const keepIn = fileIsRead ? chosen : 'keychain';
    const { where, notice } = await storeEncryptionKey(hex, {
      cloud,
      home: this.paths.home,
      store: this.keychain,
      configFile: this.paths.configFile,
      saveToConfig: (changes) => updateConfig(this.paths.configFile, changes),
      keepIn: keepIn === 'config-file' ? 'config' : keepIn,
    });
    if (notice) this.notify(notice);
    this.#read = null;
    this.#secrets = null;
    return where === 'keychain' ? 'keychain' : 'config-file';
  }

  /** Moves the secrets of the config file to the keychain. @throws KEYCHAIN_UNAVAILABLE; nothing is moved then */
  async moveSecrets(): Promise<string[]> {
    const { configFile, home } = this.paths;
    const moved = await moveSecretsToKeychain({
      cloud: await this.settings(),
      home,
      store: this.keychain,
      configFile,
      saveToConfig: (changes) => updateConfig(configFile, changes),
    });
    this.#read = null;
    this.#secrets = null;
    return moved;
  }
}
