/** Reads and edits the sessions of a device through the public API, as another program on it would. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROJECT, readRuntime } from '../setup/project.mjs';

const API = pathToFileURL(path.join(PROJECT, 'out', 'api', 'index.js')).href;

const EDIT = `
  import { SessionStore } from ${JSON.stringify(API)};
  const store = new SessionStore();
  const session = await store.get(process.env.DEMO_SESSION);
  await store.save({ ...session, summary: process.env.DEMO_SUMMARY });
  await store.close();
`;

const READ_ALL = `
  import { SessionStore } from ${JSON.stringify(API)};
  const store = new SessionStore();
  const sessions = [];
  for (const { id } of await store.list()) sessions.push(await store.get(id));
  await store.close();
  process.stdout.write(JSON.stringify(sessions));
`;

/** The runtime that also runs the command line: this Node when it is new enough, else Electron as plain Node. */
async function runtime() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return (await readRuntime()).electron;
}

async function evaluate(device, program, variables = {}) {
  const env = { ...device.env, ...variables, ELECTRON_RUN_AS_NODE: '1', NODE_NO_WARNINGS: '1' };
  const args = ['--input-type=module', '--eval', program];
  const child = spawn(await runtime(), args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (printed += text));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`a program on ${device.name} ended with ${code}`);
  return printed;
}

/** Gives a session another summary. */
export async function editSession(device, session, summary) {
  await evaluate(device, EDIT, { DEMO_SESSION: session, DEMO_SUMMARY: summary });
}

/** All sessions of a device, by id. */
export async function readSessions(device) {
  const sessions = JSON.parse(await evaluate(device, READ_ALL));
  return sessions.sort((a, b) => (a.id < b.id ? -1 : 1));
}
