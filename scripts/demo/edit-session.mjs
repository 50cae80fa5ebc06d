/** Edits a session on a device as the cc-sessions plugin would: through the public API, in index.db. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { PROJECT, readRuntime } from '../setup/project.mjs';

const API = path.join(PROJECT, 'out', 'api', 'index.js');

const PROGRAM = `
  import { SessionStore } from ${JSON.stringify(API)};
  const store = new SessionStore(process.env.DEMO_INDEX_DB);
  const session = store.getById(process.env.DEMO_SESSION);
  store.save({ ...session, summary: process.env.DEMO_SUMMARY });
  store.close();
`;

/** The runtime that also runs the command line: this Node when it is new enough, else Electron as plain Node. */
async function runtime() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return (await readRuntime()).electron;
}

export async function editSession(device, session, summary) {
  const env = {
    ...device.env,
    ELECTRON_RUN_AS_NODE: '1',
    DEMO_INDEX_DB: path.join(device.sessionsHome, 'index.db'),
    DEMO_SESSION: session,
    DEMO_SUMMARY: summary,
  };
  const child = spawn(await runtime(), ['--input-type=module', '--eval', PROGRAM], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`editing ${session} on ${device.name} ended with ${code}`);
}
