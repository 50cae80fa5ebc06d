/** Single questions to D-Bus, by the programs that every desktop has for it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const PATIENCE_MS = 3_000;

function programAt(name: string): string | null {
  const places = (process.env.PATH ?? '/usr/bin:/bin').split(path.delimiter);
  return places.map((place) => path.join(place, name)).find((file) => existsSync(file)) ?? null;
}

/** What it wrote, or `null` when it is not there or fails. */
function ask(name: string, args: readonly string[]): Promise<string | null> {
  const program = programAt(name);
  if (!program) return Promise.resolve(null);
  return new Promise((resolve) => {
    execFile(program, args, { timeout: PATIENCE_MS }, (error, stdout) => resolve(error ? null : stdout));
  });
}

const WATCHER = 'org.kde.StatusNotifierWatcher';

/** Whether a panel on this desktop shows tray icons; `null`: nobody can tell. */
export async function hasTrayHost(): Promise<boolean | null> {
  const bus = 'org.freedesktop.DBus';
  const asked = [
    () =>
      ask('gdbus', [
        ...['call', '--session', '--dest', bus, '--object-path', '/org/freedesktop/DBus'],
        ...['--method', `${bus}.NameHasOwner`, WATCHER],
      ]),
    () =>
      ask('dbus-send', [
        ...['--session', '--print-reply', `--dest=${bus}`, '/org/freedesktop/DBus'],
        ...[`${bus}.NameHasOwner`, `string:${WATCHER}`],
      ]),
    () => ask('busctl', ['--user', 'call', bus, '/org/freedesktop/DBus', bus, 'NameHasOwner', 's', WATCHER]),
  ];
  for (const question of asked) {
    const answer = await question();
    if (answer !== null) return /\btrue\b/.test(answer);
  }
  return null;
}

const MANAGER = 'org.freedesktop.NetworkManager';

export function canAskNetworkManager(): boolean {
  return programAt('busctl') !== null;
}

/** NetworkManager's NMMetered: 1 yes, 3 guessed yes. `null`: nobody can tell. */
export async function isMetered(): Promise<boolean | null> {
  const answer = await ask('busctl', [
    ...['--system', 'get-property', MANAGER, '/org/freedesktop/NetworkManager', MANAGER, 'Metered'],
  ]);
  const value = /^u (\d)/.exec(answer ?? '')?.[1];
  return value === undefined ? null : value === '1' || value === '3';
}
