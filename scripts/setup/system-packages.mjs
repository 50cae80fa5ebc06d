import { run, say, SetupError } from './say.mjs';

/** What Electron, Xvfb and a headless keychain need on Debian and Ubuntu. */
export const LIBRARIES = [
  ...['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libatk-bridge2.0-0', 'libcups2'],
  ...['libdrm2', 'libnotify4', 'libsecret-1-0'],
];
export const TEST_PROGRAMS = ['xvfb', 'xauth', 'dbus', 'dbus-x11', 'gnome-keyring'];

/** Installed packages and the names they provide; `null` where there is no dpkg. */
async function installed() {
  const format = '${db:Status-Status}\t${Package}\t${Provides}\n';
  const { code, stdout } = await run('dpkg-query', ['-W', '-f', format]);
  if (code !== 0) return null;
  const names = new Set();
  for (const line of stdout.split('\n')) {
    const [status, name, provides = ''] = line.split('\t');
    if (status !== 'installed') continue;
    names.add(name);
    for (const other of provides.split(',')) names.add(other.trim().split(' ')[0]);
  }
  return names;
}

/** Newer releases renamed some libraries in the 64-bit time transition (libasound2 → libasound2t64). */
async function availableName(name) {
  const { stdout } = await run('apt-cache', ['policy', `${name}t64`]);
  return /Candidate: (?!\(none\))/.test(stdout) ? `${name}t64` : name;
}

async function install(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const attempt = async () => {
    const actual = await Promise.all(names.map(availableName));
    return run('apt-get', ['install', '-y', '--no-install-recommends', ...actual], { env });
  };
  say(`installing system packages: ${names.join(' ')} (apt-get)`);
  if ((await attempt()).code === 0) return;
  say('refreshing the package lists (apt-get update)');
  await run('apt-get', ['update'], { env });
  const second = await attempt();
  if (second.code !== 0) {
    const reason = second.stderr.trim().split('\n').slice(-3).join('\n');
    throw new SetupError(`apt-get could not install ${names.join(' ')}\n${reason}`);
  }
}

/** Installs those of `names` that are missing, where that is possible; elsewhere says exactly what to run. */
export async function ensureSystemPackages(names) {
  if (process.platform !== 'linux') return;
  const have = await installed();
  if (!have) return;
  const missing = names.filter((name) => !have.has(name));
  if (missing.length === 0) return;
  if (process.getuid?.() === 0) return install(missing);
  throw new SetupError(
    `system packages are missing. Run:\n  sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`,
  );
}
