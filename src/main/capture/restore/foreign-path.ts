/** Arithmetic with paths of other machines, which may be written in another flavour than this one's. Pure. */

export type Flavour = 'posix' | 'windows';

/** `null` when the path is not absolute in either flavour. */
export function flavourOf(path: string): Flavour | null {
  if (/^([A-Za-z]:[\\/]|\\\\[^\\/])/.test(path)) return 'windows';
  return path.startsWith('/') ? 'posix' : null;
}

/** Root (`/`, `C:`, `\\`) and the segments below it; `null` when the path is not absolute or has a `..` in it. */
function parts(path: string): { flavour: Flavour; segments: string[] } | null {
  const flavour = flavourOf(path);
  if (flavour === null) return null;
  const [root, rest] =
    flavour === 'posix'
      ? ['/', path.slice(1)]
      : path.startsWith('\\\\')
        ? ['\\\\', path.slice(2)]
        : [path.slice(0, 2).toUpperCase(), path.slice(3)];
  const below = rest
    .split(flavour === 'posix' ? '/' : /[\\/]/)
    .filter((segment) => segment !== '' && segment !== '.');
  return below.includes('..') ? null : { flavour, segments: [root, ...below] };
}

/** Windows does not tell letters by their case. */
const sameSegment = (flavour: Flavour, one: string, other: string): boolean =>
  one === other || (flavour === 'windows' && one.toLowerCase() === other.toLowerCase());

/** The segments of `path` below `base`, none when they are the same place; `null` when it is not below. */
export function segmentsBelow(path: string, base: string): readonly string[] | null {
  const [inner, outer] = [parts(path), parts(base)];
  if (!inner || !outer || inner.flavour !== outer.flavour) return null;
  const below = outer.segments.every((segment, index) =>
    sameSegment(outer.flavour, segment, inner.segments[index] ?? ''),
  );
  return below && inner.segments.length >= outer.segments.length
    ? inner.segments.slice(outer.segments.length)
    : null;
}

/** `base` with segments below it, in the flavour of `base`. */
export function joinBelow(base: string, segments: readonly string[]): string {
  if (segments.length === 0) return base;
  const separator = flavourOf(base) === 'windows' ? '\\' : '/';
  const trimmed = base.replace(/[\\/]+$/, (end) =>
    flavourOf(base) === 'posix' ? end.replaceAll('/', '') : '',
  );
  return [trimmed, ...segments].join(separator);
}

/** `path` moved along with the directory it is in, or `null` when it is neither `from` nor below it. */
export function relocated(path: string, from: string, to: string): string | null {
  const below = segmentsBelow(path, from);
  return below === null ? null : joinBelow(to, below);
}

/** Where operating systems keep home directories; the first group is the home directory. */
const HOMES: readonly RegExp[] = [
  /^(\/(?:var\/|usr\/)?home\/[^/]+)(?=\/|$)/,
  /^(\/Users\/[^/]+)(?=\/|$)/,
  /^(\/root)(?=\/|$)/,
  /^([A-Za-z]:[\\/]Users[\\/][^\\/]+)(?=[\\/]|$)/i,
  // Windows' homes as seen by WSL.
  /^(\/mnt\/[a-z]\/Users\/[^/]+)(?=\/|$)/i,
];

/** The home directory that a path of some machine is in, as its shape tells; `null` when it tells nothing. */
export function homeIn(path: string): string | null {
  for (const pattern of HOMES) {
    const found = pattern.exec(path)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}
