/**
 * Which proxy Node will use for an address, by the same variables as the agents' `proxyEnv`. Only for naming
 * the culprit when a connection fails; the connecting itself is Node's.
 */

/** `host:port` of the proxy, or `null` for a direct connection. */
export function proxyFor(address: URL, env: NodeJS.ProcessEnv): string | null {
  const name = address.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const value = env[name] ?? env[name.toUpperCase()];
  if (!value || isExempt(address, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null) return value.slice(0, 200).replace(/^.*@/, '');
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}

/** NO_PROXY: `*`, hosts, `.suffixes`, `*.suffixes`, each with an optional port. */
function isExempt(address: URL, list: string): boolean {
  const port = address.port || (address.protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((item) => {
    const [, host = '', itemPort] = /^(.*?)(?::(\d+))?$/.exec(item.toLowerCase()) ?? [];
    if (host === '' || (itemPort !== undefined && itemPort !== port)) return false;
    const suffix = host.replace(/^\*?(?=\.)/, '');
    return (
      host === '*' ||
      address.hostname === host ||
      (suffix.startsWith('.') && address.hostname.endsWith(suffix))
    );
  });
}
