/**
 * By how much a very long transcript, and one with a very long line, raise the memory of the largest process: held
 * against the same command with nothing to do. Only our own program is measured.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { uuid } from '../code-text.mjs';
import { settleDisk } from '../programs.mjs';
import { randomFrom } from '../prose.mjs';
import { linesOf, take, withLongLine, writePieces } from '../transcript.mjs';
import { checkResume, checkSync, Device } from './cc-sessions.mjs';
import { sha256Of } from './source.mjs';

const SMALL_BYTES = 2_000;

function sessionOf(seed) {
  return { seed, id: uuid(randomFrom(seed)), cwd: '/home/dev/code/project-1' };
}

/** Writes a transcript where Claude Code would. @returns {id, bytes, sha256} */
async function add(claude, session, pieces) {
  const project = path.join(claude, 'projects', '-home-dev-code-project-1');
  await mkdir(project, { recursive: true });
  const file = path.join(project, `${session.id}.jsonl`);
  const bytes = await writePieces(file, pieces);
  return { id: session.id, bytes, sha256: await sha256Of(file) };
}

/** Measures one command, whose answer `check` looks at. */
async function measured({ stopwatch }, command, check) {
  await settleDisk();
  const { stdout, ...figures } = await stopwatch.measure(command);
  await check(stdout);
  return figures;
}

/** @returns {what, bytes, sync, resume}, the latter `{base, figures}` as `Stopwatch.measure` gives them */
async function measureOne(world, { name, what, piecesOf }) {
  const { directory, minio, userHome, say } = world;
  say(`conversations: writing a ${what}`);
  const own = path.join(directory, `memory-${name}`);
  const bucket = `memory-${name}`;
  await minio.createBucket(bucket);
  const options = { userHome, place: { bucket, port: minio.port, credentials: minio.credentials } };
  const claude = path.join(own, 'claude');
  const first = await Device.make(own, 'first', { ...options, claude });
  const second = await Device.make(own, 'second', options);
  const synced = (device, wanted) =>
    measured(world, device.sync(), (stdout) => checkSync(`memory, ${what}`, stdout, wanted));
  const resumed = (wanted) =>
    measured(world, second.resume(wanted), (stdout) => checkResume(`memory, ${what}`, stdout, wanted));

  const smallSession = sessionOf(1);
  const small = await add(claude, smallSession, take(linesOf(smallSession), SMALL_BYTES));
  await synced(first, { uploaded: 1 });
  const idle = await synced(first, {});
  const session = sessionOf(2);
  const large = await add(claude, session, piecesOf(session));
  const sync = { base: idle, figures: await synced(first, { uploaded: 1 }) };
  await synced(second, { downloaded: 2 });
  const resume = { base: await resumed(small), figures: await resumed(large) };
  for (const [command, { base, figures }] of Object.entries({ sync, resume })) {
    const above = figures.peakMB - base.peakMB;
    say(
      `conversations: ${what}, ${command}: ${figures.wallS.toFixed(1)} s, ${above.toFixed(0)} MB above base`,
    );
  }
  return { what, bytes: large.bytes, sync, resume };
}

/** @returns one entry for each kind of large transcript */
export async function measureMemory(world, { transcriptBytes, lineBytes }) {
  const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;
  const kinds = [
    {
      name: 'long',
      what: `transcript of ${megabytes(transcriptBytes)}`,
      piecesOf: (session) => take(linesOf(session), transcriptBytes),
    },
    {
      name: 'line',
      what: `transcript with a line of ${megabytes(lineBytes)}`,
      piecesOf: (session) => withLongLine(session, lineBytes),
    },
  ];
  const results = [];
  for (const kind of kinds) results.push(await measureOne(world, kind));
  return results;
}
