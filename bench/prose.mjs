/**
 * Seeded text as it stands in session memories: sentences about code, file paths, commands and their output.
 * Deterministic: the same seed gives the same text on every machine and Node version.
 */

/** Uniform numbers from a 32-bit seed (mulberry32, Tommy Ettinger, public domain). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Standard normal deviate (Box–Muller). */
export function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export const pick = (random, list) => list[Math.floor(random() * list.length)];

/** Early entries far more often than late ones, as words in prose are. */
const pickSkewed = (random, list) => list[Math.floor(random() ** 2.2 * list.length)];

const split = (text) => text.trim().split(/\s*\|\s*/);

const SUBJECTS =
  split(`the parser | the request handler | the migration | the retry loop | the session cache |
  the upload queue | the config loader | the test fixture | the date formatter | the search index | the worker |
  the connection pool | the login form | the rate limiter | the event bus | the schema | the build script |
  the error boundary | the settings page | the feature flag | the import step | the billing job | the webhook`);
const FINDINGS =
  split(`drops the last chunk when the stream ends early | keeps a stale handle after the rename |
  reads the value before it is written | compares timestamps from two clocks | swallows the original error |
  runs once per item instead of once per page | leaves the temporary file behind | ignores the abort signal |
  counts the header twice | treats an empty list as missing | blocks the main thread for too long |
  returns before the transaction is committed | escapes the quotes a second time | leaks a listener per call |
  falls back to the default without saying so | assumes that the ids are sorted | retries without any delay`);
const ACTIONS = split(`Moved the check in front of the write | Replaced the polling with one event |
  Split the function so that each part can be tested | Added a guard for the empty case |
  Wrapped the two statements into one transaction | Renamed the option to say what it does |
  Removed the second lookup | Made the failure visible to the caller | Wrote a test that fails without the fix |
  Put the constant beside its only user | Closed the handle in every path | Pinned the version that works`);
const REASONS = split(`because two processes may do it at once | so that a crash in between loses nothing |
  as the documentation of the service asks for it | which is what the failing test showed |
  since the old behaviour surprised people | because the profile shows most time there |
  so that the next reader sees the reason | as there was no test for it | to keep the output stable`);
const AREAS =
  split(`api | auth | billing | cache | cli | config | core | db | editor | events | export | forms |
  hooks | i18n | import | jobs | layout | lib | mail | models | pages | parser | queue | reports | routes | search |
  server | settings | store | sync | tests | ui | upload | worker`);
const NAMES =
  split(`client | index | handler | schema | types | helpers | service | view | list | item | form |
  table | queue | state | reader | writer | format | options | errors | session | token | user | account | invoice`);
const SUFFIXES = [
  '.ts',
  '.ts',
  '.ts',
  '.tsx',
  '.tsx',
  '.test.ts',
  '.css',
  '.json',
  '.md',
  '.py',
  '.go',
  '.sql',
];

export function filePath(random, root) {
  const folder = `${root}/src/${pickSkewed(random, AREAS)}`;
  const deeper = random() < 0.4 ? `/${pickSkewed(random, AREAS)}` : '';
  return `${folder}${deeper}/${pick(random, NAMES)}-${pickSkewed(random, NAMES)}${pick(random, SUFFIXES)}`;
}

const hex = (random, digits) =>
  Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');

/** What is specific and hardly compresses: places, measurements, commits. */
function detail(random, files) {
  const kind = random();
  if (kind < 0.45) return `See ${pick(random, files)}:${1 + Math.floor(random() * 600)}.`;
  if (kind < 0.65)
    return `It took ${(random() * 900).toFixed(1)} ms before and ${(random() * 90).toFixed(1)} ms now.`;
  if (kind < 0.8) return `Commit ${hex(random, 7)} has it.`;
  return `${1 + Math.floor(random() * 400)} tests pass, ${Math.floor(random() * 4)} are skipped.`;
}

function sentence(random, files) {
  const kind = random();
  const subject = pickSkewed(random, SUBJECTS);
  if (kind < 0.3) return `It turned out that ${subject} ${pickSkewed(random, FINDINGS)}.`;
  if (kind < 0.55) return `${pickSkewed(random, ACTIONS)}, ${pickSkewed(random, REASONS)}.`;
  if (kind < 0.7)
    return `Now ${subject} no longer ${pickSkewed(random, FINDINGS)}, ${pickSkewed(random, REASONS)}.`;
  return detail(random, files);
}

/** Sentences of at least `length` characters in all. */
export function prose(random, files, length) {
  const parts = [];
  for (let size = 0; size < length;) {
    const next = sentence(random, files);
    parts.push(next);
    size += next.length + 1;
  }
  return parts.join(' ');
}

/** A heading or task: one clause. */
export function clause(random) {
  return `${pickSkewed(random, ACTIONS)} where ${pickSkewed(random, SUBJECTS)} ${pickSkewed(random, FINDINGS)}`;
}
