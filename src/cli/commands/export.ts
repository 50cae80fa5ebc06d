import { open } from 'node:fs/promises';
import path from 'node:path';
import { once } from 'node:events';
import type { ExportedConversation } from '../../main/composed-app.ts';
import { EXPORT_FORMATS } from '../../shared/conversation.ts';
import { AppError, toAppError } from '../../shared/errors.ts';
import { formatBytes } from '../../shared/format.ts';
import type { CommandContext, Invocation } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { withApp } from '../open-app.ts';
import { safeLine, safeText } from '../terminal-text.ts';
import { UsageError } from '../usage-error.ts';

export const endsItself = true;

/** To stdout as it is, so that it can be piped; with --json the document of `--format json`. */
export async function run(
  context: CommandContext,
  { args: [id = ''], options }: Invocation,
): Promise<ExitCode> {
  const { io, out } = context;
  const [asked, output] = [options['format'], options['output']];
  const format = EXPORT_FORMATS.find((known) => known === asked) ?? (out.json ? 'json' : 'markdown');
  const toFile = typeof output === 'string' && output !== '-';
  if (out.json && !toFile && format !== 'json') {
    throw new UsageError(
      `--json prints the conversation as JSON, not as ${format}.`,
      'Leave one of both out, or add --output FILE.',
    );
  }
  return withApp(context, async (app) => {
    out.progress.say('Looking for the conversation …');
    const conversation = await app.exportConversation({ id, format, signal: io.signal });
    if (!toFile) {
      await print(context, conversation);
      return EXIT.ok;
    }
    const file = path.resolve(io.cwd, output);
    const size = await writeNew(file, conversation, io.signal);
    const { session, title, agent } = conversation;
    out.result({ session, title, agent, format, file, size }, (page) => {
      page.line(`Wrote ${safeLine(file)} (${formatBytes(size)}), which only you can read.`);
    });
    return EXIT.ok;
  });
}

/** Bytes as they are for programs; a terminal gets no control characters. A conversation may be larger than memory. */
async function print({ io, out }: CommandContext, { chunks }: ExportedConversation): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    out.answersItself();
    if (out.closed.aborted) return;
    io.signal.throwIfAborted();
    const shown = io.stdout.isTTY ? safeText(decoder.decode(chunk, { stream: true })) : chunk;
    if (!io.stdout.write(shown)) await Promise.race([once(io.stdout, 'drain'), aborted(out.closed)]);
  }
}

const aborted = (signal: AbortSignal): Promise<unknown> =>
  signal.aborted ? Promise.resolve() : once(signal, 'abort');

/** Never over another file, and for the owner only from the first byte on. */
async function writeNew(
  file: string,
  { chunks }: ExportedConversation,
  signal: AbortSignal,
): Promise<number> {
  try {
    const handle = await open(file, 'wx', 0o600);
    let size = 0;
    try {
      for await (const chunk of chunks) {
        signal.throwIfAborted();
        await handle.writeFile(chunk);
        size += chunk.length;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    return size;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new UsageError(`${file} is there already and was left alone.`, 'Name another file.');
    const failure = toAppError(error);
    if (failure.code !== 'INTERNAL') throw failure;
    throw new AppError('HOME_UNWRITABLE', { path: file, reason: code ?? 'unknown' }, { cause: error });
  }
}
