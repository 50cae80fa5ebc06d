import path from 'node:path';
import type { ResumeResult } from '../../main/composed-app.ts';
import { formatBytes, formatCount } from '../../shared/format.ts';
import { describeError } from '../../shared/messages.ts';
import type { CommandContext, Invocation } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';
import type { Page } from '../page.ts';
import { safeLine } from '../terminal-text.ts';

export const endsItself = true;

export async function run(
  context: CommandContext,
  { args: [id = ''], options }: Invocation,
): Promise<ExitCode> {
  const { io, out } = context;
  const to = options['to'];
  return withApp(context, async (app) => {
    out.progress.say('Looking for the conversation …');
    const result = await app.resume({
      id,
      to: typeof to === 'string' ? path.resolve(io.cwd, to) : undefined,
      dryRun: options['dryRun'] === true,
      rewritePaths: options['rewritePaths'] === true,
      signal: io.signal,
    });
    out.result(result, (page) => {
      describe(page, result);
    });
    return EXIT.ok;
  });
}

const DONE: Readonly<Record<ResumeResult['action'], string>> = {
  write: 'The session is on this device now.',
  'fast-forward': 'The session on this device has been brought up to date.',
  'already-here': 'The session is on this device as it is in the bucket.',
  ahead: 'The session on this device has gone on further than in the bucket.',
  fork: 'This device has another version of the session, which stays as it is. The one from the bucket is beside it now, as a session of its own.',
};

const PLANNED: Readonly<Record<ResumeResult['action'], string>> = {
  ...DONE,
  write: 'The session would be written to this device.',
  'fast-forward': 'The session on this device would be brought up to date.',
  fork: 'This device has another version of the session, which would stay as it is. The one from the bucket would be put beside it, as a session of its own.',
};

const FOUND_BY: Readonly<Record<ResumeResult['projectFoundBy'], string>> = {
  option: 'as you said',
  'path-map': 'by path_map',
  'same-path': 'the same path',
  home: 'the same path in your home directory',
  'git-remote': 'a checkout of the same repository',
};

function describe(page: Page, result: ResumeResult): void {
  const { action, dryRun, files, bytes, forkOf, main, project, projectFoundBy, refused, title } = result;
  page.sentence((dryRun ? PLANNED : DONE)[action], String, 0);
  page.facts([
    ['Session', [result.session, safeLine(title)].filter(Boolean).join('  ')],
    ['Project', `${safeLine(project)} (${FOUND_BY[projectFoundBy]})`],
    ['File', safeLine(main)],
    ['New id', forkOf === null ? null : result.agentSession],
    [
      dryRun ? 'To write' : 'Written',
      files.length > 0 ? `${formatCount(files.length, 'file')}, ${formatBytes(bytes)}` : null,
    ],
    ['Paths', result.rewritten ? 'rewritten to this device' : null],
  ]);
  if (refused) {
    const { reason, pid } = refused;
    page
      .line()
      .sentence(
        describeError({ code: 'SESSION_LIVE', data: { session: result.session, reason, pid } }).sentence,
      );
  }
  page.line();
  page.line(`  ${page.paint.cyan(`cd ${shellWord(project)} && ${result.command}`)}`);
}

/** As a shell takes it for one word. */
export function shellWord(text: string): string {
  const plain = safeLine(text);
  if (/^[\w@%+=:,./-]+$/.test(plain)) return plain;
  return process.platform === 'win32' ? `"${plain}"` : `'${plain.replaceAll("'", String.raw`'\''`)}'`;
}
