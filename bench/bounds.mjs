/**
 * Memory must stay bounded: very many sessions, and a very long transcript. Only our own program is measured; there
 * is nothing to compare with.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { ccCommand, copyStore, makeHome, syncCommand } from './contenders/cc-sessions.mjs';
import { settleDisk } from './programs.mjs';
import { writeSource } from './source.mjs';
import { linesOf, SESSION, take, writePieces } from './transcript.mjs';

/** No single step may take longer; the check then fails. */
const TIMEOUT_MS = 15 * 60_000;

/** Sync of very many small sessions: all uploaded, then nothing changed. */
export async function manySessions(world, count) {
  const { directory, programs, minio, stopwatch, userHome, say } = world;
  const set = { count, meanBytes: 2_000, delayMs: 0 };
  say(`bounds: writing ${count} sessions`);
  const options = { withFiles: false };
  const source = await writeSource(path.join(directory, 'many'), set, programs.electron, options);
  const home = path.join(directory, 'many-home');
  await minio.createBucket('many');
  await makeHome(home, 'bench-many', { port: minio.port, bucket: 'many', credentials: minio.credentials });
  await copyStore(source.indexDb, path.join(home, 'index.db'));
  const figures = { count };
  for (const step of ['first upload', 'nothing changed']) {
    await settleDisk();
    const { stdout, ...measured } = await stopwatch.measure(syncCommand(home, userHome), TIMEOUT_MS);
    const { uploaded, failed, requests } = JSON.parse(stdout);
    if (failed !== 0 || uploaded !== (step === 'first upload' ? count : 0)) {
      throw new Error(`bounds, ${step}: ${stdout.slice(0, 500)}`);
    }
    figures[step] = { ...measured, requests };
    say(
      `bounds: ${count} sessions, ${step}: ${measured.wallS.toFixed(1)} s, ${measured.peakMB.toFixed(0)} MB`,
    );
  }
  return figures;
}

/** Capture of one very long transcript: read for the first time, then unchanged. */
export async function longTranscript(world, megabytes) {
  const { directory, stopwatch, userHome, say } = world;
  const claude = path.join(directory, 'claude');
  const project = path.join(claude, 'projects', '-home-dev-code-project-1');
  await mkdir(project, { recursive: true });
  say(`bounds: writing a transcript of ${megabytes} MB`);
  const bytes = await writePieces(
    path.join(project, `${SESSION.id}.jsonl`),
    take(linesOf(SESSION), megabytes * 1e6),
  );
  const home = path.join(directory, 'long-home');
  await mkdir(home, { recursive: true });
  const command = ccCommand(home, userHome, ['capture', '--json'], { CLAUDE_CONFIG_DIR: claude });
  const figures = { bytes };
  for (const step of ['first capture', 'unchanged']) {
    await settleDisk();
    const { stdout, ...measured } = await stopwatch.measure(command, TIMEOUT_MS);
    const { created, unchanged } = JSON.parse(stdout);
    if ((step === 'unchanged' ? unchanged : created) !== 1) throw new Error(`bounds, ${step}: ${stdout}`);
    figures[step] = { ...measured, megabytesPerSecond: bytes / 1e6 / measured.wallS };
    say(`bounds: transcript, ${step}: ${measured.wallS.toFixed(1)} s, ${measured.peakMB.toFixed(0)} MB`);
  }
  return figures;
}
