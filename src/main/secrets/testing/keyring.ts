/** The real keychain, in tests: gnome-keyring on a session bus of its own. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Fails a test that needs the keyring where none was started: it must never touch the keychain of the person
 * who runs the tests, and must never be skipped silently. Elsewhere than on Linux there is only the person's
 * own; tests there use random names and remove them.
 */
export function requireTestKeyring(): void {
  if (process.platform !== 'linux' || process.env['CC_TEST_KEYRING'] === '1') return;
  throw new Error(
    'This test needs a keyring of its own. Run it through `npm test`, which starts one ' +
      '(dbus-run-session and gnome-keyring, and sets CC_TEST_KEYRING=1).',
  );
}

/** Sessions a script can be run in. */
export type KeyringCondition =
  /** No session bus, no display. */
  | 'no-bus'
  /** A bus on which nothing keeps secrets. */
  | 'no-service'
  /** A keyring whose collection was locked after `mem:locked` was stored in it. */
  | 'locked';

const LOCK = [
  'dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets',
  'org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login',
].join(' ');

/** Runs shell text in a session bus with directories of its own, all removed afterwards. */
const PRIVATE_SESSION = `
set -e
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
mkdir -m 700 "$dir/run"
export XDG_DATA_HOME="$dir/data" XDG_RUNTIME_DIR="$dir/run" XDG_CACHE_HOME="$dir/cache" HOME="$dir"
`;

const SHELL: Readonly<Record<KeyringCondition, string>> = {
  'no-bus': '"$@"',
  // No service files: the bus can start nothing by itself.
  'no-service': `${PRIVATE_SESSION}
    cat > "$dir/bus.conf" <<'END'
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>
END
    dbus-run-session --config-file="$dir/bus.conf" -- "$@"`,
  locked: `${PRIVATE_SESSION}
    dbus-run-session -- bash -c '
      eval "$(printf test | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)"
      STAGE=before "$@"; ${LOCK} >/dev/null; STAGE=after "$@"' bash "$@"`,
};

/**
 * Linux only. Runs an ES module under a condition, in a process of its own, and returns the lines it prints. With `locked`
 * it runs twice, with $STAGE `before` and `after` the locking.
 */
export async function runUnder(condition: KeyringCondition, script: string): Promise<string[]> {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of ['DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR', 'DISPLAY', 'WAYLAND_DISPLAY']) {
    delete env[name];
  }
  const node = [process.execPath, '--input-type=module', '-e', script];
  const { stdout } = await run('bash', ['-c', SHELL[condition], 'bash', ...node], { env, timeout: 30_000 });
  return stdout.split('\n').filter(Boolean);
}
