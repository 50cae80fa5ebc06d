/** Addresses of the app's own page. */
import path from 'node:path';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = `${APP_SCHEME}://cc-sessions`;

/** Path of the file a URL means below `root`; `null` for another origin or a path that leaves `root`. */
export function resolveAppUrl(url: string, root: string): string | null {
  const { protocol, host, pathname } = new URL(url);
  if (`${protocol}//${host}` !== APP_ORIGIN) return null;
  const name = pathname === '/' ? '/index.html' : pathname;
  if (!/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(name)) return null;
  return path.join(root, name);
}

/** Whether a page at `url` is one of ours. */
export function isAppUrl(url: string): boolean {
  return url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`);
}
