/**
 * Runs something with the rights of an ordinary user, also where tests run as root, whom no permission stops.
 * For processes of their own (Vitest's `forks`): the whole process changes for that long.
 */
export async function asOrdinaryUser<T>(action: () => Promise<T>): Promise<T> {
  const { seteuid } = process;
  if (process.geteuid?.() !== 0 || !seteuid) return action();
  // 65534: `nobody` on Linux and others (nss-systemd(8)).
  seteuid(65_534);
  try {
    return await action();
  } finally {
    seteuid(0);
  }
}
