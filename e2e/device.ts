/** What a person's computer holds before the app starts: settings, and sessions of a coding agent. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

export const KEY = '0123456789abcdef'.repeat(4);

/** Settings for a folder as bucket; passes begin only when asked for, after the first. */
export async function setUpFolder(home: string, bucket: string, extra = ''): Promise<void> {
  const lines = [
    'cloud:',
    '  enabled: true',
    '  provider: folder',
    `  bucket: ${bucket}`,
    `  encryption_key: "${KEY}"`,
    '  sync_on_save: false',
    '  sync_interval_minutes: 0',
    extra,
  ];
  await mkdir(home, { recursive: true });
  await writeFile(path.join(home, 'config.yml'), `${lines.filter((line) => line !== '').join('\n')}\n`, {
    mode: 0o600,
  });
}

/** A conversation as Claude Code writes it. @param agentHome CLAUDE_CONFIG_DIR of the app */
export async function talk(
  agentHome: string,
  number: number,
  words = `Fix the parser, part ${number}`,
): Promise<void> {
  const sessionId = `0000000${number}-0000-4000-8000-000000000000`;
  const cwd = '/home/someone/projects/demo';
  const directory = path.join(agentHome, 'projects', '-home-someone-projects-demo');
  const at = (minute: number): string => new Date(Date.UTC(2026, 10, 20, 9 + number, minute)).toISOString();
  const base = {
    sessionId,
    cwd,
    version: '2.1.0',
    gitBranch: 'main',
    isSidechain: false,
    userType: 'external',
  };
  const lines = [
    {
      ...base,
      type: 'user',
      uuid: `u${number}`,
      parentUuid: null,
      timestamp: at(0),
      message: { role: 'user', content: words },
    },
    {
      ...base,
      type: 'assistant',
      uuid: `a${number}`,
      parentUuid: `u${number}`,
      timestamp: at(1),
      message: {
        role: 'assistant',
        model: 'claude',
        content: [{ type: 'text', text: 'Done, with a test.' }],
        usage: { input_tokens: 10, output_tokens: 5 },
      },
    },
  ];
  await mkdir(directory, { recursive: true });
  await writeFile(
    path.join(directory, `${sessionId}.jsonl`),
    `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
  );
}

/** Names of session objects in a folder bucket, without their device. */
export async function sessionsIn(bucket: string): Promise<string[]> {
  const found = await readdir(path.join(bucket, 'sessions'), { recursive: true }).catch(() => []);
  return found
    .filter((name) => name.endsWith('.enc'))
    .map((name) => path.basename(name, '.enc'))
    .sort();
}
