/** What a person's computer holds before the app starts: settings, and sessions of a coding agent. */
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BUCKET, type Server } from './minio.ts';

export const KEY = '0123456789abcdef'.repeat(4);

/** Settings for a folder as bucket; passes begin only when asked for, after the first. */
export async function setUpFolder(home: string, bucket: string, extra = ''): Promise<void> {
  await setUp(home, ['  provider: folder', `  bucket: ${bucket}`], extra);
}

export interface DeviceSettings {
  readonly name: string;
  /** Default: what the server's operator told. */
  readonly secretAccessKey?: string;
  /** Passes begin as soon as something was saved, and not only when they are asked for. */
  readonly byItself?: boolean;
}

/** Settings for a server. */
export async function setUpServer(home: string, server: Server, settings: DeviceSettings): Promise<void> {
  const { endpoint, credentials } = server;
  const { name, secretAccessKey = credentials.secretAccessKey, byItself = false } = settings;
  const place = [
    '  provider: s3-compatible',
    `  bucket: ${BUCKET}`,
    `  endpoint: ${endpoint}`,
    `  access_key_id: ${credentials.accessKeyId}`,
    `  secret_access_key: ${secretAccessKey}`,
    `  device_id: ${name}`,
  ];
  await setUp(home, place, '', byItself);
  const label = { [name]: { name, at: new Date().toISOString() } };
  await writeFile(path.join(home, 'device-labels.json'), JSON.stringify(label));
}

async function setUp(home: string, place: readonly string[], extra: string, byItself = false): Promise<void> {
  const lines = [
    'cloud:',
    '  enabled: true',
    ...place,
    `  encryption_key: "${KEY}"`,
    `  sync_on_save: ${byItself}`,
    '  sync_interval_minutes: 0',
    extra,
  ];
  await mkdir(home, { recursive: true });
  await writeFile(path.join(home, 'config.yml'), `${lines.filter((line) => line !== '').join('\n')}\n`, {
    mode: 0o600,
  });
}

const sessionIdOf = (number: number): string => `0000000${number}-0000-4000-8000-000000000000`;

interface Turn {
  readonly number: number;
  /** 0 for the first words of a conversation. */
  readonly turn: number;
  readonly cwd: string;
  readonly words: string;
}

/** What a person says and the agent's answer, as two lines of Claude Code's file. */
function linesOf({ number, turn, cwd, words }: Turn): string {
  const at = (minute: number): string => new Date(Date.UTC(2026, 10, 20, 9 + number, minute)).toISOString();
  const base = {
    sessionId: sessionIdOf(number),
    cwd,
    version: '2.1.0',
    gitBranch: 'main',
    isSidechain: false,
    userType: 'external',
  };
  const name = turn === 0 ? `${number}` : `${number}-${turn}-${words.length}`;
  const before = turn === 0 ? null : `a${number}`;
  const lines = [
    {
      ...base,
      type: 'user',
      uuid: `u${name}`,
      parentUuid: before,
      timestamp: at(turn * 2),
      message: { role: 'user', content: words },
    },
    {
      ...base,
      type: 'assistant',
      uuid: `a${name}`,
      parentUuid: `u${name}`,
      timestamp: at(turn * 2 + 1),
      message: {
        role: 'assistant',
        model: 'claude',
        content: [{ type: 'text', text: turn === 0 ? 'Done, with a test.' : `Answered: ${words}` }],
        usage: { input_tokens: 10, output_tokens: 5 },
      },
    },
  ];
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

/** A conversation as Claude Code writes it. @param agentHome CLAUDE_CONFIG_DIR of the app */
export async function talk(
  agentHome: string,
  number: number,
  words = `Fix the parser, part ${number}`,
): Promise<void> {
  const directory = path.join(agentHome, 'projects', '-home-someone-projects-demo');
  const lines = linesOf({ number, turn: 0, cwd: '/home/someone/projects/demo', words });
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, `${sessionIdOf(number)}.jsonl`), lines);
}

/** The conversation goes on, in whatever project it is on this computer. */
export async function talkOn(agentHome: string, number: number, words: string): Promise<void> {
  const projects = path.join(agentHome, 'projects');
  const found = await readdir(projects, { recursive: true });
  const name = found.find((each) => path.basename(each) === `${sessionIdOf(number)}.jsonl`);
  if (name === undefined) throw new Error(`conversation ${number} is not in ${projects}`);
  const file = path.join(projects, name);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const { cwd } = JSON.parse(lines.at(-1) ?? '{}') as { cwd: string };
  await appendFile(file, linesOf({ number, turn: lines.length / 2, cwd, words }));
}

/** Names of session objects in a folder bucket, without their device. */
export async function sessionsIn(bucket: string): Promise<string[]> {
  const found = await readdir(path.join(bucket, 'sessions'), { recursive: true }).catch(() => []);
  return found
    .filter((name) => name.endsWith('.enc'))
    .map((name) => path.basename(name, '.enc'))
    .sort();
}
