/**
 * The answers of a set-up that is under way. What is no secret stands in `setup-draft.json`, so that the wizard can be
 * left and resumed; secrets are in memory and, where the keychain answers, there. They are forgotten with the draft.
 */
import { hostname } from 'node:os';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { CheckedRequest, SetupDraft } from '../../../shared/contract.ts';
import { setupDraft } from '../../../shared/contract/setup.ts';
import { replaceWith, writeBeside } from '../../config/atomic-file.ts';
import type { SecretStore } from '../../secrets/keychain.ts';
import { draftAccount } from '../../secrets/secret-account.ts';
import { isSwapped, placeOf } from './draft-fields.ts';

/** What was chosen for the place that `place` names. */
export interface DraftKey {
  readonly mode: 'new' | 'join';
  /** 64 hex digits. */
  readonly hex: string;
  readonly fingerprint: string;
  /** A vault that is made opens with it as well. */
  readonly passphrase?: string | undefined;
  readonly place: string;
}

/** The place of a key that was brought along before a place was named: it is held against the one that comes. */
export const ANY_PLACE = '*';

export interface DraftSecrets {
  readonly secretAccessKey?: string | undefined;
  readonly key?: DraftKey | undefined;
}

const secretsSchema = z.object({
  secretAccessKey: z.string().optional(),
  key: z
    .object({
      mode: z.enum(['new', 'join']),
      hex: z.string(),
      fingerprint: z.string(),
      passphrase: z.string().optional(),
      place: z.string(),
    })
    .optional(),
});

type Answers = Omit<SetupDraft, 'hasSecretAccessKey' | 'key'>;
const answersSchema = setupDraft.omit({ hasSecretAccessKey: true, key: true });

export type DraftChange = CheckedRequest<'setup.draft.save'>;

function emptyAnswers(now: number): Answers {
  return {
    provider: null,
    bucket: '',
    accountId: '',
    jurisdiction: '',
    endpoint: '',
    region: '',
    accessKeyId: '',
    prefix: '',
    pathStyle: null,
    deviceName: hostname().split('.')[0] ?? '',
    keepSecretsIn: null,
    step: 'welcome',
    kitKept: false,
    reconfiguring: false,
    savedAt: now,
  };
}

/** Without the fields that are there and undefined. */
function given<T extends object>(changes: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(changes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

export class SetupDraftStore {
  readonly #file: string;
  readonly #account: string;
  readonly #keychain: () => SecretStore;
  readonly #now: () => number;
  readonly #onChange: (exists: boolean) => void;
  #answers: Answers;
  #secrets: DraftSecrets = {};
  #exists: boolean;
  /** Secrets of an earlier run of the app, fetched from the keychain by the first who asks. */
  #recalled: Promise<void> | null = null;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(options: {
    readonly home: string;
    readonly keychain: () => SecretStore;
    readonly now: () => number;
    readonly onChange: (exists: boolean) => void;
  }) {
    this.#file = path.join(options.home, 'setup-draft.json');
    this.#account = draftAccount(options.home);
    this.#keychain = options.keychain;
    this.#now = options.now;
    this.#onChange = options.onChange;
    const saved = this.#read();
    this.#exists = saved !== null;
    this.#answers = saved ?? emptyAnswers(options.now());
  }

  get exists(): boolean {
    return this.#exists;
  }

  #read(): Answers | null {
    try {
      const read = answersSchema.safeParse(JSON.parse(readFileSync(this.#file, 'utf8')));
      return read.success ? read.data : null;
    } catch {
      return null;
    }
  }

  /** The draft with its secrets. */
  async load(): Promise<{ draft: SetupDraft; secrets: DraftSecrets }> {
    this.#recalled ??= this.#recall();
    await this.#recalled;
    return { draft: this.#view(), secrets: this.#secrets };
  }

  async #recall(): Promise<void> {
    if (!this.#exists) return;
    try {
      const text = await this.#keychain().get(this.#account);
      const read = text === null ? null : secretsSchema.safeParse(JSON.parse(text));
      if (read?.success) this.#secrets = { ...read.data, ...this.#secrets };
    } catch {
      return; // asked again on the screen that needs them
    }
  }

  #view(): SetupDraft {
    const { key, secretAccessKey } = this.#secrets;
    return {
      ...this.#answers,
      hasSecretAccessKey: Boolean(secretAccessKey),
      key: key
        ? { mode: key.mode, fingerprint: key.fingerprint, byPassphrase: key.passphrase !== undefined }
        : null,
    };
  }

  /** A key that was chosen for one place is forgotten when the place changes. */
  async save({ secretAccessKey, ...answers }: DraftChange): Promise<SetupDraft> {
    await this.load();
    this.#answers = { ...this.#answers, ...given(answers), savedAt: this.#now() };
    if (secretAccessKey !== undefined)
      this.#secrets = { ...this.#secrets, secretAccessKey: secretAccessKey || undefined };
    const { key } = this.#secrets;
    if (key && key.place !== ANY_PLACE && key.place !== placeOf(this.#answers)) {
      this.#secrets = { ...this.#secrets, key: undefined };
      this.#answers = { ...this.#answers, kitKept: false };
    }
    await this.#keep(secretAccessKey !== undefined || this.#secrets.key !== key);
    return this.#view();
  }

  async chooseKey(key: DraftKey): Promise<SetupDraft> {
    await this.load();
    if (key.fingerprint !== this.#secrets.key?.fingerprint)
      this.#answers = { ...this.#answers, kitKept: false };
    this.#secrets = { ...this.#secrets, key };
    await this.#keep(true);
    return this.#view();
  }

  async kitKept(): Promise<void> {
    await this.load();
    this.#answers = { ...this.#answers, kitKept: true };
    await this.#keep(false);
  }

  /** Begins anew with these answers and secrets. */
  async replace(answers: Partial<Answers>, secrets: DraftSecrets): Promise<SetupDraft> {
    this.#recalled = Promise.resolve();
    this.#answers = { ...emptyAnswers(this.#now()), ...answers };
    this.#secrets = secrets;
    await this.#keep(true);
    return this.#view();
  }

  async swapKeys(): Promise<SetupDraft> {
    const { secrets } = await this.load();
    const secret = secrets.secretAccessKey ?? '';
    if (!isSwapped(this.#answers, secret)) return this.#view();
    return this.save({ accessKeyId: secret, secretAccessKey: this.#answers.accessKeyId });
  }

  async discard(): Promise<void> {
    this.#recalled = Promise.resolve();
    this.#answers = emptyAnswers(this.#now());
    this.#secrets = {};
    this.#exists = false;
    rmSync(this.#file, { force: true });
    this.#onChange(false);
    await this.#keychain()
      .delete(this.#account)
      .catch(() => false);
  }

  /** One write after the other, the last one stands. A full disk costs only the resuming. */
  async #keep(secretsChanged: boolean): Promise<void> {
    this.#exists = true;
    this.#onChange(true);
    // What stands in the field of the id may be the secret.
    const swapped = isSwapped(this.#answers, this.#secrets.secretAccessKey ?? '');
    const told = swapped ? { ...this.#answers, accessKeyId: '' } : this.#answers;
    const text = `${JSON.stringify(told, null, 2)}\n`;
    this.#writing = this.#writing
      .then(async () => replaceWith(await writeBeside(this.#file, text), this.#file))
      .catch(() => undefined);
    await this.#writing;
    if (!secretsChanged) return;
    await this.#keychain()
      .set(this.#account, JSON.stringify(this.#secrets))
      .catch(() => undefined);
  }
}
