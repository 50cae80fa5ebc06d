/**
 * The main job on real input: two devices in throwaway homes, one bucket in a folder. Sessions are captured,
 * encrypted, carried over, edited on both sides, the conflict is decided, and the bucket is searched for
 * anything readable. Needs no display, no account and no network; leaves nothing behind.
 */
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { entropy, filesBelow, leaks, tellingWords } from './demo/bucket-proof.mjs';
import { Device } from './demo/device.mjs';
import { bold, dim, good, heading, notice, plural, tell, title, typed } from './demo/narration.mjs';
import { editSession, readSessions } from './demo/session-store.mjs';
import { PROJECT } from './setup/project.mjs';
import { SetupError } from './setup/say.mjs';
import { setup } from './setup.mjs';

const SAMPLES = path.join(PROJECT, 'samples', 'claude');

class DemoFailed extends Error {}

function check(condition, sentence) {
  if (!condition) throw new DemoFailed(sentence);
  good(sentence);
}

async function setUpDevices(laptop, desktop, bucket) {
  heading('Two devices and one bucket');
  tell(`The bucket is a plain folder here; it could as well be R2, S3, B2 or your own server.`);
  const key = randomBytes(32).toString('hex');
  const answers = [
    'setup',
    '--yes',
    '--provider',
    'folder',
    '--bucket',
    bucket,
    '--keep-secrets-in',
    'config-file',
  ];
  typed('laptop', 'setup --provider folder --bucket …');
  const made = await laptop.json([...answers, '--device-id', 'laptop'], { CC_SESSIONS_ENCRYPTION_KEY: key });
  check(
    made.vault === 'created',
    `laptop made a new vault; its key has the fingerprint ${made.keyFingerprint}`,
  );
  typed('desktop', 'setup --join …');
  const wrong = await desktop.run([...answers, '--device-id', 'desktop', '--join', '--json'], {
    CC_SESSIONS_ENCRYPTION_KEY: randomBytes(32).toString('hex'),
  });
  check(wrong.code === 5, 'desktop tried a wrong key first: refused before anything was written');
  const joined = await desktop.json([...answers, '--device-id', 'desktop', '--join'], {
    CC_SESSIONS_ENCRYPTION_KEY: key,
  });
  check(joined.vault === 'joined', 'desktop joined the vault with the same key');
}

async function carryOver(laptop, desktop) {
  heading('The laptop captures its Claude Code sessions and uploads them');
  typed('laptop', 'sync');
  const up = await laptop.json(['sync']);
  check(
    up.uploaded > 0 && up.failed === 0,
    `${plural(up.uploaded, 'session')} captured, encrypted and uploaded`,
  );
  const again = await laptop.json(['sync']);
  check(
    again.uploaded + again.downloaded === 0,
    `a second sync has nothing to do: ${plural(again.requests, 'request')}, ${again.durationMs} ms`,
  );
  heading('The desktop downloads them');
  typed('desktop', 'sync');
  const down = await desktop.json(['sync']);
  check(
    down.downloaded === up.uploaded,
    `${plural(down.downloaded, 'session')} downloaded, verified and decrypted`,
  );
  const { sessions } = await desktop.json(['list']);
  for (const session of sessions.slice(0, 6))
    tell(`${bold(session.projectName.padEnd(16))} ${session.summary.slice(0, 70)}`);
  return sessions;
}

async function disagree(laptop, desktop, session) {
  heading('Both devices change the same session, neither knowing of the other');
  await editSession(laptop, session.id, 'Laptop: deploy on Friday after the review');
  await editSession(desktop, session.id, 'Desktop: deploy is postponed to Monday');
  await laptop.json(['sync']);
  typed('desktop', 'sync');
  const clash = await desktop.json(['sync']);
  check(clash.conflicts === 1, 'the conflict is seen; both versions are kept and nothing was overwritten');
  typed('desktop', 'conflicts');
  const { stdout } = await desktop.run(['conflicts']);
  for (const line of stdout.trimEnd().split('\n')) tell(dim(line));
  typed('desktop', `resolve ${session.id.slice(0, 12)} --keep both`);
  const { fork } = await desktop.json(['resolve', session.id, '--keep', 'both']);
  await desktop.json(['sync']);
  const settled = await laptop.json(['sync']);
  check(
    settled.conflicts === 0 && fork,
    'decided once, on one device; the other one learnt of it with its next sync',
  );
}

async function compare(laptop, desktop) {
  const [here, there] = await Promise.all([readSessions(laptop), readSessions(desktop)]);
  const content = (sessions) =>
    sessions.map((session) => JSON.stringify({ ...session, synced: 0, syncedAt: 0 }));
  check(
    content(here).join() === content(there).join(),
    `all ${here.length} sessions are equal on both devices, to the byte`,
  );
  return here;
}

async function lookInside(bucket, memories, transcripts) {
  heading('What the bucket holds');
  const files = await filesBelow(bucket);
  for (const { name, bytes } of files.slice(0, 5)) {
    tell(`${name.padEnd(54)} ${dim(bytes.subarray(0, 12).toString('hex'))}…`);
  }
  if (files.length > 5) tell(dim(`… and ${files.length - 5} more`));
  const sealed = files.filter(({ name }) => name.endsWith('.enc'));
  const words = tellingWords([...memories, ...transcripts.map(({ bytes }) => bytes.toString('utf8'))]);
  const found = leaks(sealed, words);
  check(
    found.length === 0,
    `searched ${sealed.length} objects for ${plural(words.length, 'word')} of the sessions: none found`,
  );
  check(
    entropy(sealed) > 7.9,
    `${entropy(sealed).toFixed(3)} bits per byte: as noise; JSON has about 4 to 5`,
  );
}

async function demo(root) {
  const bucket = path.join(root, 'bucket');
  const laptop = new Device('laptop', root);
  const desktop = new Device('desktop', root);
  await Promise.all([laptop.create(), desktop.create()]);
  await cp(SAMPLES, laptop.claudeHome, { recursive: true });
  await setUpDevices(laptop, desktop, bucket);
  const sessions = await carryOver(laptop, desktop);
  await disagree(laptop, desktop, sessions[0]);
  const memories = await compare(laptop, desktop);
  await lookInside(bucket, memories, await filesBelow(SAMPLES));
}

async function main() {
  await setup('demo');
  const started = performance.now();
  const root = await mkdtemp(path.join(os.tmpdir(), 'cc-sessions-demo-'));
  try {
    title('cc-sessions Cloud Sync: from one machine to another, end-to-end encrypted');
    await demo(root);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`\nDone in ${seconds} s. Now your own: ${bold('npx cc-sessions setup')}\n`);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  const known = error instanceof DemoFailed || error instanceof SetupError;
  if (known) notice(`This did not work: ${error.message}`);
  else console.error(error);
  process.exitCode = 1;
}
