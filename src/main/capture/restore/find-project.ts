/**
 * Where the project of a session from another device is on this machine. What a person said comes first, then what
 * is certain, then what is likely. The order:
 *
 * 1. `--to`: said for this call.
 * 2. A `path_map` entry for exactly this path: said for this project, so it beats every guess.
 * 3. The same path.
 * 4. The same path below this machine's home directory.
 * 5. The longest `path_map` entry that the path is below.
 * 6. A checkout with the same git remote (git-remote.ts).
 *
 * Only directories that exist count; an agent cannot go on in one that does not.
 */
import { AppError } from '../../../shared/errors.ts';
import { homeIn, joinBelow, relocated, segmentsBelow } from './foreign-path.ts';

export type FoundBy = 'option' | 'path-map' | 'same-path' | 'home' | 'git-remote';

export interface ProjectPlace {
  /** Absolute. */
  readonly directory: string;
  readonly foundBy: FoundBy;
}

export interface ProjectQuestion {
  /** Where it was on the device the session comes from; may be empty. */
  readonly path: string;
  /** Absolute; `null`: not said. */
  readonly to: string | null;
  /** This machine's home directory. */
  readonly home: string;
  /** `path_map` of the config file: paths of other devices → paths here. */
  readonly pathMap: Readonly<Record<string, string>>;
}

export interface ProjectSearch {
  isDirectory(path: string): Promise<boolean>;
  /** A checkout with the session's git remote, `null` when there is none. Asked only when all else failed. */
  checkout(): Promise<string | null>;
}

/** The places to look at, in order. Pure. */
export function likelyPlaces({ path, to, home, pathMap }: ProjectQuestion): readonly ProjectPlace[] {
  if (to !== null) return [{ directory: to, foundBy: 'option' }];
  const mapped = Object.entries(pathMap)
    .map(([from, target]) => ({ from, target, below: segmentsBelow(path, from) }))
    .flatMap(({ below, ...entry }) => (below ? [{ ...entry, exact: below.length === 0 }] : []))
    // Of entries that the path is below, the longer one leaves less of it.
    .toSorted((one, other) => other.from.length - one.from.length)
    .flatMap(({ from, target, exact }) => {
      const directory = relocated(path, from, target);
      return directory === null ? [] : [{ exact, place: { directory, foundBy: 'path-map' as const } }];
    });
  const theirHome = homeIn(path);
  const belowHome = theirHome === null ? null : segmentsBelow(path, theirHome);
  return [
    ...mapped.filter(({ exact }) => exact).map(({ place }) => place),
    ...(path === '' ? [] : [{ directory: path, foundBy: 'same-path' as const }]),
    ...(belowHome ? [{ directory: joinBelow(home, belowHome), foundBy: 'home' as const }] : []),
    ...mapped.filter(({ exact }) => !exact).map(({ place }) => place),
  ];
}

/** @throws AppError PROJECT_NOT_HERE {path}: what was asked for with `--to`, else where the project was */
export async function findProject(question: ProjectQuestion, search: ProjectSearch): Promise<ProjectPlace> {
  for (const place of likelyPlaces(question)) {
    if (await search.isDirectory(place.directory)) return place;
  }
  const directory = question.to === null ? await search.checkout() : null;
  if (directory !== null) return { directory, foundBy: 'git-remote' };
  throw new AppError('PROJECT_NOT_HERE', { path: question.to ?? question.path });
}
