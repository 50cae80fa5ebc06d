import type { SearchHit } from '../../main/composed-app.ts';
import { formatRelativeTime } from '../../shared/format.ts';
import type { CommandContext, Invocation } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wholeNumber } from '../number-option.ts';
import { withApp } from '../open-app.ts';
import type { Page } from '../page.ts';
import { safeLine } from '../terminal-text.ts';

export async function run(context: CommandContext, { args, options }: Invocation): Promise<ExitCode> {
  const { io, out } = context;
  const words = args.join(' ');
  const limit = wholeNumber('--limit', options['limit'], { least: 1, most: 10_000 });
  return withApp(context, async (app) => {
    const hits = await app.search(words, limit);
    out.result({ words, hits }, (page) => {
      if (hits.length === 0) page.line(`No session has all of: ${safeLine(words)}`);
      hits.forEach((hit, at) => {
        if (at > 0) page.line();
        showHit(page, hit, io.now());
      });
    });
    return EXIT.ok;
  });
}

function showHit(page: Page, hit: SearchHit, now: number): void {
  const { paint } = page;
  const when = formatRelativeTime(Date.parse(hit.endedAt), now);
  const where = [hit.projectName, when].filter(Boolean).map(safeLine).join(', ');
  page.line(`${paint.cyan(safeLine(hit.id))}  ${paint.bold(safeLine(hit.summary))}  ${paint.dim(where)}`);
  page.line(`  ${marked(hit, paint.yellow)}`);
}

/** The snippet with its matches coloured. */
function marked({ snippet, ranges }: SearchHit, style: (text: string) => string): string {
  let text = '';
  let at = 0;
  for (const [start, end] of ranges) {
    text += inline(snippet.slice(at, start)) + style(inline(snippet.slice(start, end)));
    at = end;
  }
  return text + inline(snippet.slice(at));
}

/** Safe, with the blanks at both ends that `safeLine` would take away. */
function inline(text: string): string {
  const core = safeLine(text);
  const [before, after] = [/^\s/.test(text), /\s$/.test(text)];
  return core === '' ? (before ? ' ' : '') : `${before ? ' ' : ''}${core}${after ? ' ' : ''}`;
}
