/** `npm run bench`: measures, prints, keeps the result. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { longTranscript, manySessions } from './bounds.mjs';
import { ccSessions } from './contenders/cc-sessions.mjs';
import { rcloneBest, rcloneDefault, rcloneTuned } from './contenders/rclone.mjs';
import { restic } from './contenders/restic.mjs';
import { compareConversations, CONTENDERS as OF_CONVERSATIONS } from './conversations/compare.mjs';
import { compareDesktop } from './desktop/compare.mjs';
import { describeMachine } from './machine.mjs';
import { Stopwatch } from './measure.mjs';
import { HELP, readOptions } from './options.mjs';
import { findPrograms, PROJECT } from './programs.mjs';
import { describeAll } from './report.mjs';
import { MinioServer } from './servers.mjs';
import { compare } from './side-by-side.mjs';
import { targetsOf } from './targets.mjs';
import { warmUp } from './warm-up.mjs';

const CONTENDERS = [ccSessions, rcloneDefault, rcloneTuned, rcloneBest, restic];
const RESULTS = path.join(PROJECT, 'bench', 'results');

const say = (text) => process.stderr.write(`${text}\n`);

function chosen(all, options, programs) {
  const wanted = all.filter(({ id }) => !options.contenders || options.contenders.includes(id));
  const there = wanted.filter((contender) => contender.available(programs));
  for (const { title } of wanted.filter((contender) => !there.includes(contender))) {
    say(`${title} is not installed and is left out.`);
  }
  return there;
}

async function measureAll(world, options) {
  const { runs } = options;
  const sets = {};
  const contenders = options.sets.length > 0 ? chosen(CONTENDERS, options, world.programs) : [];
  for (const [name, set] of options.sets) sets[name] = await compare(world, name, set, contenders, runs);
  const conversations =
    options.conversations &&
    (await compareConversations(
      world,
      options.conversations,
      chosen(OF_CONVERSATIONS, options, world.programs),
      runs,
    ));
  const bounds = {};
  if (options.bounds) {
    bounds.many = await manySessions(world, options.manySessions);
    bounds.transcript = await longTranscript(world, options.transcriptMegabytes);
  }
  const desktop = options.desktop && (await compareDesktop(world, options.desktop, runs));
  return { sets, conversations, bounds, desktop };
}

async function keep(name, result, text) {
  await mkdir(RESULTS, { recursive: true });
  const file = path.join(RESULTS, `${result.date.slice(0, 10)}-${name}`);
  await writeFile(`${file}.json`, `${JSON.stringify(result, null, 1)}\n`);
  await writeFile(`${file}.md`, text);
  say(`Kept in ${path.relative(PROJECT, file)}.md and .json`);
}

/** Nothing is removed before the end: freshly freed blocks slow down whatever is written next. */
async function inWorkDirectory(parent, work) {
  const directory = await mkdtemp(path.join(parent, 'cc-sessions-bench-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return process.stdout.write(HELP);
  const programs = findPrograms();
  const machine = describeMachine(programs);
  const date = new Date().toISOString();
  const measured = await inWorkDirectory(options.directory ?? os.tmpdir(), async (directory) => {
    const userHome = path.join(directory, 'user-home');
    await mkdir(userHome);
    const minio = await MinioServer.start(programs.minio, path.join(directory, 'minio'));
    const stopwatch = new Stopwatch(programs.time, directory);
    const world = { directory, programs, minio, stopwatch, userHome, say };
    try {
      await warmUp(world);
      return await measureAll(world, options);
    } finally {
      await minio.stop();
    }
  });
  const targets = targetsOf(measured);
  const result = { date, machine, runs: options.runs, targets, ...measured };
  const text = describeAll(result);
  process.stdout.write(text);
  if (options.keep) await keep(options.name, result, text);
}

try {
  await main();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
