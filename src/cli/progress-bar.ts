/**
 * One line on stderr that shows how far long work is; only on a terminal, and only once the work has taken a
 * moment, so that short work flickers nothing.
 */
import type { Colors } from 'picocolors/types.js';
import type { SyncProgress } from '../main/composed-app.ts';
import { formatBytes, formatNumber, formatRate } from '../shared/format.ts';
import type { OutputStream } from './io.ts';
import { fit, safeLine } from './terminal-text.ts';

/** Milliseconds before the bar first shows. */
const PATIENCE = 250;
const BAR_COLUMNS = 24;

const PHASES: Readonly<Record<SyncProgress['phase'], string>> = {
  conversations: 'Keeping conversations',
  listing: 'Looking into the bucket',
  planning: 'Comparing',
  transferring: 'Syncing',
  finishing: 'Finishing',
};

interface ProgressOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly paint: Colors;
  readonly now: () => number;
}

export class ProgressBar {
  readonly #stream: OutputStream;
  readonly #options: ProgressOptions;
  readonly #enabled: boolean;
  #startedAt: number | null = null;
  #shown = false;
  #later: NodeJS.Timeout | undefined;

  constructor(stream: OutputStream, options: ProgressOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#enabled = stream.isTTY === true && options.env['TERM'] !== 'dumb';
  }

  update(progress: SyncProgress): void {
    if (!this.#enabled) return;
    this.#startedAt ??= this.#options.now();
    if (this.#options.now() - this.#startedAt < PATIENCE) return;
    this.#draw(this.#format(progress));
  }

  /** Work whose length is not known; shown when it has taken a moment. */
  say(doing: string): void {
    if (!this.#enabled) return;
    clearTimeout(this.#later);
    const draw = (): void => {
      this.#draw(this.#options.paint.dim(fit(doing, this.#columns())));
    };
    this.#later = setTimeout(draw, PATIENCE).unref();
  }

  /** Takes the line away, for other text or for good. */
  clear(): void {
    clearTimeout(this.#later);
    if (!this.#shown) return;
    this.#shown = false;
    this.#stream.write('\r\u001b[2K');
  }

  #draw(line: string): void {
    clearTimeout(this.#later);
    this.#shown = true;
    this.#stream.write(`\r\u001b[2K${line}`);
  }

  #columns(): number {
    return (this.#stream.columns ?? 80) - 1;
  }

  #format({ phase, done, total, bytesUp, bytesDown, rate, current }: SyncProgress): string {
    const { paint } = this.#options;
    const words = PHASES[phase];
    if (total === 0) return paint.dim(fit(`${words} …`, this.#columns()));
    const filled = Math.min(BAR_COLUMNS, Math.floor((done / total) * BAR_COLUMNS));
    const bar = paint.green('━'.repeat(filled)) + paint.dim('─'.repeat(BAR_COLUMNS - filled));
    const facts = [
      `${formatNumber(done)}/${formatNumber(total)}`,
      formatBytes(bytesUp + bytesDown),
      ...(rate > 0 ? [formatRate(rate)] : []),
      ...(current ? [safeLine(current)] : []),
    ].join('  ');
    const left = this.#columns() - words.length - BAR_COLUMNS - 2;
    return left < 12
      ? fit(`${words} ${facts}`, this.#columns())
      : `${words} ${bar} ${paint.dim(fit(facts, left))}`;
  }
}
