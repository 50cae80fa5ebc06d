/** The one sentence on how things stand, in words. */
import { statusOf, type Standing } from '../../shared/app-state.ts';
import type { AppState } from '../../shared/contract.ts';
import { explainError } from '../errors/describe.ts';
import type { Strings } from '../strings/en.ts';
import { formatFor, type Language } from './format.ts';

type Makers = {
  readonly [K in Standing['kind']]: (standing: Extract<Standing, { kind: K }>) => string;
};

function makersFor(words: Strings['standing'], language: Language): Makers {
  const format = formatFor(language);
  return {
    opening: () => words.opening,
    'not-set-up': ({ sessions }) => words.notSetUp(sessions),
    'switched-off': ({ sessions }) => words.switchedOff(sessions),
    syncing: ({ done, total }) => words.syncing(done, total),
    broken: ({ failure }) => words.broken(explainError(failure, language).title),
    asks: () => words.asks,
    trouble: ({ error }) => words.trouble(explainError(error, language).title),
    'failed-items': ({ count }) => words.failedItems(count),
    conflicts: ({ count }) => words.conflicts(count),
    paused: ({ until, waiting }) => words.paused(waiting, until === null ? null : format.time(until)),
    offline: ({ waiting }) => words.offline(waiting),
    held: ({ by, waiting }) => words.held(by, waiting),
    'never-synced': ({ sessions }) => words.neverSynced(sessions),
    waiting: ({ count }) => words.waiting(count),
    safe: ({ sessions }) => words.safe(sessions),
  };
}

export function standingSentence(state: AppState, words: Strings['standing'], language: Language): string {
  if (state.sync.state === 'elsewhere') return words.elsewhere(state.sync.holder);
  const standing = statusOf(state);
  const make = makersFor(words, language)[standing.kind] as (standing: Standing) => string;
  return make(standing);
}
