/**
 * The app's own log: the last lines in memory, all of them in `logs/app.log`, which begins anew at a megabyte and
 * keeps its predecessor. Redacted before a line is kept, so that nothing has to be taken out when it is shown.
 */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { redact } from '../../../shared/messages.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly level: LogLevel;
  readonly text: string;
}

const LINES = 2_000;
const FILE_BYTES = 1024 * 1024;
const LINE_LENGTH = 2_000;

export class AppLog {
  readonly file: string;
  readonly #now: () => number;
  #lines: LogLine[] = [];
  #unwritten = '';
  #timer: NodeJS.Timeout | null = null;
  #heard: () => void = () => undefined;

  constructor(home: string, now: () => number = Date.now) {
    this.file = path.join(home, 'logs', 'app.log');
    this.#now = now;
  }

  write(level: LogLevel, text: string): void {
    const line = redact(text.replaceAll(/[\p{Cc}]+/gu, ' ').slice(0, LINE_LENGTH));
    const entry = { at: this.#now(), level, text: line };
    this.#lines.push(entry);
    if (this.#lines.length > LINES * 1.5) this.#lines = this.#lines.slice(-LINES);
    this.#unwritten += `${logText(entry)}\n`;
    this.#timer ??= setTimeout(() => this.flush(), 1_000).unref();
  }

  /** `heard` is called when lines were added, at most once a second. */
  listen(heard: () => void): void {
    this.#heard = heard;
  }

  /** Newest last. */
  last(limit: number): readonly LogLine[] {
    return this.#lines.slice(-Math.min(limit, LINES));
  }

  /** A log that cannot be written must not stop what it tells of. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const text = this.#unwritten;
    this.#unwritten = '';
    if (text === '') return;
    this.#heard();
    try {
      mkdirSync(path.dirname(this.file), { recursive: true, mode: 0o700 });
      const size = statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
      if (size > FILE_BYTES) renameSync(this.file, `${this.file}.1`);
      appendFileSync(this.file, text, { mode: 0o600 });
    } catch {
      return;
    }
  }
}

export function logText({ at, level, text }: LogLine): string {
  return `${new Date(at).toISOString()} ${level.padEnd(5)} ${text}`;
}
