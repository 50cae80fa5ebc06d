/**
 * What goes to whoever helps: versions, settings, how things stand, the log. No key, no credentials, nothing that was
 * said in a session; names of people and places are shortened. One text, so that it can be read before it is sent.
 */
import { homedir, hostname, release, userInfo } from 'node:os';
import { readFile } from 'node:fs/promises';
import { redact } from '../../../shared/messages.ts';
import { APP_VERSION } from '../../../shared/version.ts';
import { toAppError } from '../../../shared/errors.ts';
import { logText } from './app-log.ts';
import type { DesktopContext } from './context.ts';
import { maskedConfig, withoutValues, type MaskedConfig } from '../../config/masked-config.ts';

export interface BundleFile {
  readonly name: string;
  readonly text: string;
}

const LOG_LINES = 1_000;

export async function supportBundle(context: DesktopContext): Promise<BundleFile[]> {
  const { paths } = context.machine();
  const parts: [string, () => Promise<string>][] = [
    ['versions.json', async () => json(versions(context))],
    ['config.yml', async () => (await configOf(paths.configFile)).text],
    ['desktop.json', async () => json(context.preferences.settings)],
    ['status.json', () => statusText(context)],
    ['log.txt', async () => context.log.last(LOG_LINES).map(logText).join('\n')],
  ];
  const secrets = await knownSecrets(context);
  const files: BundleFile[] = [];
  for (const [name, make] of parts) {
    const text = await make().catch((error: unknown) => `not to be had: ${toAppError(error).code}`);
    files.push({ name, text: anonymous(withoutValues(text, secrets)) });
  }
  return files;
}

export function bundleText(files: readonly BundleFile[]): string {
  return files.map(({ name, text }) => `===== ${name} =====\n${text.trimEnd()}\n`).join('\n');
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);

function versions({ native }: DesktopContext): object {
  const { electron, chrome, node, packaged } = native.info;
  const { platform, arch } = process;
  return { app: APP_VERSION, electron, chrome, node, packaged, platform, arch, system: release() };
}

/** As it is written: what is wrong with a file is often that. */
async function configOf(file: string): Promise<MaskedConfig> {
  return maskedConfig(await readFile(file, 'utf8'));
}

/** All that this device holds, from wherever: none of it may stand anywhere in the bundle. */
async function knownSecrets(context: DesktopContext): Promise<string[]> {
  const machine = context.machine();
  const [held, written] = await Promise.all([
    machine.secrets().then(
      ({ encryptionKey, accessKeyId, secretAccessKey, passphrase }) =>
        [encryptionKey, accessKeyId, secretAccessKey, passphrase].map(({ value }) => value ?? ''),
      (): string[] => [],
    ),
    configOf(machine.paths.configFile).then(
      ({ secrets }) => secrets,
      (): string[] => [],
    ),
  ]);
  return [...held, ...written];
}

/** Without the activity, which names what sessions are about. */
async function statusText({ host }: DesktopContext): Promise<string> {
  const { activity: _activity, ...status } = await (await host.current()).app.status();
  return json(status);
}

/** Names of this machine, its person and its accounts. */
function anonymous(text: string): string {
  const names: [string, string][] = [
    [homedir(), '~'],
    [userInfo().username, 'USER'],
    [hostname(), 'HOST'],
  ];
  let result = redact(text);
  for (const [name, stand] of names) if (name.length > 2) result = result.replaceAll(name, stand);
  // Account ids and the like.
  return result
    .replaceAll(/\b([0-9a-f]{4})[0-9a-f]{28}\b/gi, '$1…')
    .replaceAll(/\b(AKIA|ASIA)[A-Z2-7]{16}\b/g, '$1…');
}
