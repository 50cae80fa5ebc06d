import { parseArgs } from 'node:util';
import { QUICK_SIZES, SIZES } from './conversations/sizes.mjs';
import { PLAN, QUICK_PLAN } from './desktop/plan.mjs';
import { DATA_SETS, QUICK_SETS } from './data-set.mjs';

export const HELP = `Usage: npm run bench -- [options]

Measures cc-sessions beside rclone and restic (where they are installed) on a MinIO server on loopback, and prints
and keeps the result in bench/results/. docs/performance.md says what is measured and how.

  --quick            small sets, one run: to see that everything works
  --runs N           timed runs of each step (default 3)
  --only A,B         only these sets: ${Object.keys(DATA_SETS).join(', ')},
                     conversations, bounds, desktop
  --contenders A,B   only these: cc-sessions, rclone-default, rclone-tuned, rclone-best, restic
  --name NAME        name of the result files (default: full, quick or the sets)
  --dir DIRECTORY    where to work, on a disk; 25 GB for all, 14 GB for the conversations (default: the system's
                     temporary directory)
  --no-results       only print
`;

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  runs: { type: 'string' },
  only: { type: 'string' },
  contenders: { type: 'string' },
  name: { type: 'string' },
  dir: { type: 'string' },
  'no-results': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

/** What is measured in another way than the data sets. */
const OTHERS = ['conversations', 'bounds', 'desktop'];

const listOf = (text) => text?.split(',').map((part) => part.trim());

/** @throws on unknown options and names */
export function readOptions(argv) {
  const { values } = parseArgs({ args: argv, options: OPTIONS });
  const runs = Number(values.runs ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs ${values.runs} is not a number of runs`);
  const all = values.quick ? QUICK_SETS : DATA_SETS;
  const only = listOf(values.only);
  const unknown = only?.find((name) => !OTHERS.includes(name) && !(name in all));
  if (unknown) throw new Error(`--only ${unknown}: there are ${[...Object.keys(all), ...OTHERS].join(', ')}`);
  const wanted = (name) => !only || only.includes(name);
  return {
    help: values.help,
    runs,
    sets: Object.entries(all).filter(([name]) => wanted(name)),
    bounds: wanted('bounds'),
    desktop: wanted('desktop') ? (values.quick ? QUICK_PLAN : PLAN) : null,
    conversations: wanted('conversations') ? (values.quick ? QUICK_SIZES : SIZES) : null,
    manySessions: values.quick ? 5_000 : 100_000,
    transcriptMegabytes: values.quick ? 50 : 1_000,
    contenders: listOf(values.contenders),
    name: values.name ?? (only ? only.join('+') : values.quick ? 'quick' : 'full'),
    directory: values.dir,
    keep: !values['no-results'],
  };
}
