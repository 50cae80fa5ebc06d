/**
 * Where results and diagnostics go. With `--json` stdout gets exactly one JSON document, errors included; else
 * people's text. Everything that is not the result (progress, notices, warnings) goes to stderr.
 */
import pc from 'picocolors';
import type { Colors } from 'picocolors/types.js';
import { toAppError, type AppError } from '../shared/errors.ts';
import { describeError, describeWarning, redact } from '../shared/messages.ts';
import type { Notice } from '../main/composed-app.ts';
import { wantsColors, type CliIo, type OutputStream } from './io.ts';
import { Page } from './page.ts';
import { ProgressBar } from './progress-bar.ts';
import { safeJson, safeLine, wrap } from './terminal-text.ts';
import { UsageError } from './usage-error.ts';

/** A way on, as shown below an error. */
interface NextStep {
  readonly command: string;
  readonly label: string;
}

/** What the app offers as a button and the command line as a flag. */
const FLAG_STEPS: Readonly<Record<string, readonly NextStep[]>> = {
  BRAKE_MASS_CHANGE: [
    { command: 'cc-sessions sync --dry-run', label: 'See what would change' },
    { command: 'cc-sessions sync --accept mass-change', label: 'Go on anyway' },
  ],
  BRAKE_EMPTY_BUCKET: [
    { command: 'cc-sessions test', label: 'Test the connection' },
    { command: 'cc-sessions sync --accept empty-bucket', label: 'Go on anyway' },
  ],
  DEVICE_ID_CLASH: [
    { command: 'cc-sessions devices --new-id', label: 'This is a copy: give it an id of its own' },
    { command: 'cc-sessions devices --take-over', label: 'The other one is gone: keep the id here' },
  ],
};

export class Output {
  readonly json: boolean;
  /** Colours for stdout. */
  readonly paint: Colors;
  /** Colours for stderr. */
  readonly dimly: Colors;
  readonly progress: ProgressBar;
  readonly #io: CliIo;
  readonly #noticed = new Set<string>();
  #answered = false;
  readonly #closed = new AbortController();
  #stdoutError: AppError | null = null;

  constructor(io: CliIo, json: boolean) {
    this.json = json;
    this.#io = io;
    this.paint = pc.createColors(wantsColors(io.stdout, io.env) && !json);
    this.dimly = pc.createColors(wantsColors(io.stderr, io.env));
    this.progress = new ProgressBar(io.stderr, { env: io.env, paint: this.dimly, now: io.now });
  }

  /** Aborted when nobody reads stdout any more (`| head`). */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Tells that stdout does not take any more. A reader that left is no failure; a full disk is. */
  stdoutFailed(error: Error): void {
    const gone = (error as NodeJS.ErrnoException).code === 'EPIPE';
    if (!gone && this.#stdoutError === null) this.#stdoutError = toAppError(error);
    this.#closed.abort();
  }

  /** Why the result could not be written, if so. */
  get stdoutError(): AppError | null {
    return this.#stdoutError;
  }

  /** Waits until everything has been handed to the system. */
  async flush(): Promise<void> {
    const streams = this.closed.aborted ? [this.#io.stderr] : [this.#io.stdout, this.#io.stderr];
    await Promise.all(streams.map((stream) => new Promise((done) => stream.write('', done))));
  }

  /** The result of a command: the document with --json, else what `render` puts on the page. */
  result(document: unknown, render: (page: Page) => void): void {
    this.progress.clear();
    if (this.json) {
      if (!this.#answered)
        this.#write(this.#io.stdout, `${safeJson(document, this.#io.stdout.isTTY ? 2 : 0)}\n`);
      this.#answered = true;
      return;
    }
    this.text(render);
  }

  /** The command writes its result to stdout by itself, as it is too large to be held. */
  answersItself(): void {
    this.progress.clear();
    this.#answered = true;
  }

  /** Part of a result that is shown as it comes; with --json it is left for the document. */
  text(render: (page: Page) => void): void {
    if (this.json) return;
    this.progress.clear();
    const page = new Page(this.paint, columnsOf(this.#io.stdout));
    render(page);
    this.#write(this.#io.stdout, page.text);
  }

  /** A line of diagnosis on stderr, marked with the program's name. */
  note(text: string): void {
    this.#diagnose(`cc-sessions: ${safeLine(text)}\n`);
  }

  /** Lines on stderr exactly as they are; only for text of the program itself. */
  diagnose(text: string): void {
    this.#diagnose(text);
  }

  /** Each notice once, however often it comes up. */
  notice(notice: Notice): void {
    const { sentence } = describeWarning(notice);
    if (this.#noticed.has(sentence)) return;
    this.#noticed.add(sentence);
    const [first = '', ...rest] = wrap(
      `cc-sessions: ${safeLine(sentence)}`,
      (columnsOf(this.#io.stderr) ?? Infinity) - 2,
    );
    const lines = [first.replace('cc-sessions:', this.dimly.yellow), ...rest.map((line) => `  ${line}`)];
    this.#diagnose(`${lines.join('\n')}\n`);
  }

  /** A failure that ends the command. */
  failure(error: AppError): void {
    this.progress.clear();
    if (this.json && !this.closed.aborted && !this.#answered) {
      const message = safeLine(error instanceof UsageError ? error.sentence : describeError(error).sentence);
      const { code, data, retryable } = error;
      this.result({ error: { code, message, data, retryable } }, () => undefined);
      return;
    }
    const page = new Page(this.dimly, columnsOf(this.#io.stderr));
    describeFailure(page, error, isDebugging(this.#io.env));
    this.#diagnose(page.text);
  }

  #diagnose(text: string): void {
    this.progress.clear();
    this.#write(this.#io.stderr, text);
  }

  #write(stream: OutputStream, text: string): void {
    if (stream === this.#io.stdout && this.closed.aborted) return;
    stream.write(text);
  }
}

/** As main/config/home.ts reads it. */
function isDebugging(env: NodeJS.ProcessEnv): boolean {
  return /^(true|1|yes|on)$/i.test(env['CC_MEMORY_DEBUG']?.trim() ?? '');
}

function columnsOf(stream: OutputStream): number | null {
  return stream.isTTY && stream.columns ? stream.columns : null;
}

function describeFailure(page: Page, error: AppError, debugging: boolean): void {
  const { paint } = page;
  if (error instanceof UsageError) {
    page.line(`${paint.red('cc-sessions:')} ${safeLine(error.sentence)}`);
    if (error.hint) page.line(`  ${error.hint}`);
    return;
  }
  if (error.code === 'CANCELLED') {
    page.line('cc-sessions: Stopped. What was done is kept.');
    return;
  }
  const { title, sentence } = describeError(error);
  page.line(`${paint.red('cc-sessions:')} ${paint.bold(safeLine(title))}`);
  page.sentence(sentence, String, 2);
  describeSteps(page, nextSteps(error));
  if (debugging && error.cause instanceof Error) {
    page.line(paint.dim(`  ${safeLine(redact(error.cause.stack ?? ''))}`));
  }
}

/** Aligned `command   what it does` lines. */
export function describeSteps(page: Page, steps: readonly NextStep[]): void {
  const width = Math.max(0, ...steps.map(({ command }) => command.length));
  for (const { command, label } of steps) {
    page.line(`  ${page.paint.cyan(command.padEnd(width))}  ${page.paint.dim(label)}`);
  }
}

/** What can be typed about an error, the most likely help first. */
export function nextSteps(error: Pick<AppError, 'code' | 'data'>): NextStep[] {
  const special = FLAG_STEPS[error.code];
  if (special) return [...special];
  return describeError(error).actions.flatMap(({ command, label }) => (command ? [{ command, label }] : []));
}
