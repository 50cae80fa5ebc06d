/**
 * One set of sessions, all contenders, several runs. Contenders take turns within a run, and another one begins each
 * time, so that whatever else the machine does hits all of them alike.
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
async function runSteps(instance, { stopwatch, proxy, round, log }) {
  await instance.prepare();
  const figures = {};
  for (const step of STEPS) {
    if (step === 'one changed') await instance.change(EDITED, round);
    await settleDisk();
    await proxy?.takeCounts();
    const { stdout, ...measured } = await stopwatch.measure(instance.command(step));
    const counts = (await proxy?.takeCounts()) ?? {};
    figures[step] = { ...measured, ...counts, ...(await instance.check(step, stdout)) };
    log(`${step} ${measured.wallS.toFixed(2)} s`);
  }
  await instance.verify();
  return figures;
}

const COUNTED = ['requests', 'bytesUp', 'bytesDown', 'ownRequests'];
const TIMED = ['wallS', 'cpuS', 'peakMB'];

/** Medians of what was timed; what was counted, from the first run that has it. */
function summarise(runs) {
  const timed = runs.filter((run) => run.timed);
  const summary = {};
  for (const step of STEPS) {
    summary[step] = {};
    for (const name of TIMED) summary[step][name] = median(timed.map(({ figures }) => figures[step][name]));
    for (const name of COUNTED) {
      const found = runs.find(({ figures }) => figures[step][name] !== undefined);
      if (found) summary[step][name] = found.figures[step][name];
    }
  }
  return summary;
}

/**
 * @param world {directory, programs, minio, stopwatch, userHome, say}
 * @returns {set, bytes, contenders: {id: {title, runs, median}}}
 */
export async function compare(world, name, set, contenders, timedRuns) {
  const { directory, programs, minio, say } = world;
  say(`${name}: writing ${set.count} sessions`);
  const source = await writeSource(path.join(directory, name), set, programs.electron);
  const proxy = await Proxy.start(minio.port, set.delayMs);
  const results = new Map(contenders.map((contender) => [contender, []]));
  // With a delay every run goes through the proxy; without one, only a first run that is not timed.
  const first = set.delayMs > 0 ? 1 : 0;
  for (let round = first; round <= timedRuns; round++) {
    const counting = round === 0;
    const turn = contenders.map((_, at) => contenders[(at + round) % contenders.length]);
    for (const contender of turn) {
      const bucket = `${name}-${contender.id}-${round}`;
      const own = path.join(directory, bucket);
      await mkdir(own, { recursive: true });
      await minio.createBucket(bucket);
      const through = counting || set.delayMs > 0 ? proxy : null;
      const place = { bucket, port: through?.port ?? minio.port, credentials: minio.credentials };
      const { userHome, stopwatch } = world;
      const instance = contender.create({ directory: own, userHome, source, place, set, programs });
      const log = (text) =>
        say(`${name}, ${counting ? 'counting' : `run ${round}`}, ${contender.id}: ${text}`);
      const figures = await runSteps(instance, { stopwatch, proxy: through, round, log });
      results.get(contender).push({ timed: !counting, figures });
    }
  }
  await proxy.stop();
  const entries = [...results].map(([{ id, title, flags = [] }, runs]) => [
    id,
    { title, flags, median: summarise(runs), runs },
  ]);
  return { set, bytes: source.bytes, contenders: Object.fromEntries(entries) };
}
