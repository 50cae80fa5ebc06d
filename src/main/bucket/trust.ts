/**
 * Certificate authorities beyond Node's built-in list: those that the operating system trusts, where
 * companies install their own, and those of NODE_EXTRA_CA_CERTS, which a packaged Electron app with the
 * NodeOptions fuse off no longer reads by itself.
 */
import { readFileSync } from 'node:fs';
import tls from 'node:tls';

/**
 * PEM certificates to trust. Reading the system's store takes about 0.4 s the first time, so it is asked for
 * only after a server's certificate was found to come from an unknown authority.
 */
export function widerTrust(env: NodeJS.ProcessEnv = process.env): string[] {
  return [...storeOf('default'), ...storeOf('system'), ...extraFile(env['NODE_EXTRA_CA_CERTS'])];
}

/** `getCACertificates` came with Node 22.15; before it, Node's own list is all there is. */
function storeOf(name: 'default' | 'system'): readonly string[] {
  if (typeof tls.getCACertificates !== 'function') return name === 'default' ? tls.rootCertificates : [];
  try {
    return tls.getCACertificates(name);
  } catch {
    return []; // a store that cannot be read trusts nobody more
  }
}

function extraFile(file: string | undefined): string[] {
  if (!file) return [];
  try {
    return [readFileSync(file, 'utf8')];
  } catch {
    return []; // Node warns about an unreadable file when it starts
  }
}
