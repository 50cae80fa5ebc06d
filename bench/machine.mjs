/** The machine and the programs, as far as figures depend on them; nothing that names the machine. */
import { execFileSync } from 'node:child_process';
import os from 'node:os';

function firstLine(file, args, env) {
  try {
    return execFileSync(file, args, { encoding: 'utf8', env: { ...process.env, ...env } })
      .split('\n')[0]
      .trim();
  } catch {
    return 'unknown';
  }
}

export function describeMachine({ electron, minio, rclone, restic }) {
  const asNode = { ELECTRON_RUN_AS_NODE: '1' };
  const runtime = '`${process.versions.electron ?? "none"} (Node ${process.versions.node})`';
  const versions = {
    node: process.versions.node,
    electron: firstLine(electron, ['-p', runtime], asNode),
    minio: firstLine(minio, ['--version'], {}).replace(/^minio version (\S+).*/, '$1'),
    ...(rclone ? { rclone: firstLine(rclone, ['version'], {}).replace(/^rclone /, '') } : {}),
    ...(restic ? { restic: firstLine(restic, ['version'], {}).replace(/^restic (\S+).*/, '$1') } : {}),
  };
  return {
    cores: os.cpus().length,
    cpu: os.cpus()[0].model.trim(),
    memoryGB: Math.round(os.totalmem() / 2 ** 30),
    platform: `${os.platform()} ${os.release().split('-')[0]} ${os.arch()}`,
    load: os.loadavg()[0].toFixed(1),
    versions,
  };
}
