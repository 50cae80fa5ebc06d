/**
 * One set, all contenders, several runs. Contenders take turns within a run, and another one begins each time, so that
 * whatever else the machine does hits all of them alike.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { STEPS } from './contenders/contender.mjs';
import { settleDisk } from './programs.mjs';
import { Proxy } from './servers.mjs';
import { writeSource } from './source.mjs';
import { median } from './statistics.mjs';

/** The session that is edited for "one changed". */
const EDITED = 1;

/** All steps of one contender in one run. @returns figures by step */
async function runSteps(instance, { steps, before, stopwatch, proxy, round, log }) {
  await instance.prepare();
  const figures = {};
  for (const step of steps) {
    const more = await before(instance, step, round);
    await settleDisk();
    await proxy?.takeCounts();
    const { stdout, ...measured } = await stopwatch.measure(instance.command(step));
    const counts = (await proxy?.takeCounts()) ?? {};
    figures[step] = { ...measured, ...counts, ...more, ...(await instance.check(step, stdout)) };
    log(`${step} ${measured.wallS.toFixed(2)} s`);
  }
  await instance.verify();
  return figures;
}

const COUNTED = ['requests', 'bytesUp', 'bytesDown', 'ownRequests'];
const TIMED = ['wallS', 'cpuS', 'peakMB', 'beforehandS'];

/** Medians of what was timed; what was counted, from the first run that has it. */
function summarise(steps, runs) {
  const timed = runs.filter((run) => run.timed);
  const summary = {};
  for (const step of steps) {
    summary[step] = {};
    for (const name of TIMED) {
      const values = timed.map(({ figures }) => figures[step][name]).filter((value) => value !== undefined);
      if (values.length > 0) summary[step][name] = median(values);
    }
    for (const name of COUNTED) {
      const found = runs.find(({ figures }) => figures[step][name] !== undefined);
      if (found) summary[step][name] = found.figures[step][name];
    }
  }
  return summary;
}

/** One run of one contender, in a bucket of its own. @returns {timed, figures} */
async function runOnce({ directory, programs, minio, stopwatch, userHome, say }, plan, contender, turn) {
  const { name, steps, before, options } = plan;
  const { round, proxy, timed } = turn;
  const bucket = `${name}-${contender.id}-${round}`;
  const own = path.join(directory, bucket);
  await mkdir(own, { recursive: true });
  await minio.createBucket(bucket);
  const place = { bucket, port: proxy?.port ?? minio.port, credentials: minio.credentials };
  const instance = contender.create({ ...options, directory: own, userHome, place, programs });
  const log = (text) => say(`${name}, ${timed ? `run ${round}` : 'counting'}, ${contender.id}: ${text}`);
  return { timed, figures: await runSteps(instance, { steps, before, stopwatch, proxy, round, log }) };
}

/**
 * @param world {directory, programs, minio, stopwatch, userHome, say}
 * @param plan {name, steps, delayMs, timedRuns, contenders, before, options}:
 *   before   `(instance, step, round)`, done before a step and not timed; may return figures of its own
 *   options  for `create`, besides what every contender gets
 * @returns `{id: {title, flags, runs, median}}`
 */
export async function takeTurns(world, plan) {
  const { steps, delayMs, timedRuns, contenders } = plan;
  const results = new Map(contenders.map((contender) => [contender, []]));
  const proxy = await Proxy.start(world.minio.port, delayMs);
  try {
    // With a delay every run goes through the proxy; without one, only a first run that is not timed.
    for (let round = delayMs > 0 ? 1 : 0; round <= timedRuns; round++) {
      const turn = { round, timed: round > 0, proxy: round === 0 || delayMs > 0 ? proxy : null };
      const order = contenders.map((_, at) => contenders[(at + round) % contenders.length]);
      for (const contender of order) {
        results.get(contender).push(await runOnce(world, plan, contender, turn));
      }
    }
  } finally {
    await proxy.stop();
  }
  const entries = [...results].map(([{ id, title, flags = [] }, runs]) => [
    id,
    { title, flags, median: summarise(steps, runs), runs },
  ]);
  return Object.fromEntries(entries);
}

/** @returns {set, bytes, contenders: {id: {title, runs, median}}} */
export async function compare(world, name, set, contenders, timedRuns) {
  world.say(`${name}: writing ${set.count} sessions`);
  const source = await writeSource(path.join(world.directory, name), set, world.programs.electron);
  const measured = await takeTurns(world, {
    name,
    steps: STEPS,
    delayMs: set.delayMs,
    timedRuns,
    contenders,
    before: async (instance, step, round) => {
      if (step === 'one changed') await instance.change(EDITED, round);
    },
    options: { source, set },
  });
  return { set, bytes: source.bytes, contenders: measured };
}
