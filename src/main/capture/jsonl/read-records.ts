/** Reads a file of JSON lines record by record, and accounts for every line. */
import type { LineCounts } from '../adapter.ts';
import type { Projector } from './project.ts';
import { readLines, type RawLine } from './read-lines.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Takes a record; `false` when its type is not known. */
export type TakeRecord = (record: JsonRecord) => boolean;

export interface RecordRequest {
  readonly path: string;
  /** Bytes from the beginning that count. */
  readonly size: number;
  /** Which parts of a line are wanted. */
  readonly projector: Projector;
  readonly take: TakeRecord;
  readonly signal?: AbortSignal | undefined;
}

/** @throws the file system's error; the signal's reason when aborted; whatever `take` throws. */
export async function readRecords(request: RecordRequest): Promise<LineCounts> {
  const reader = new RecordReader(request.projector, request.take);
  await readLines(request.path, request.size, (line) => reader.read(line), request.signal);
  return reader.counts();
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

class RecordReader {
  readonly #projector: Projector;
  readonly #take: TakeRecord;
  #total = 0;
  #malformed = 0;
  #unknown = 0;
  #oversized = 0;
  /** The line before this point could not be read. Whether that is a torn end shows with the next line. */
  #unreadable = false;

  constructor(projector: Projector, take: TakeRecord) {
    this.#projector = projector;
    this.#take = take;
  }

  read(line: RawLine): void {
    const { bytes, end } = line;
    let { start } = line;
    if (this.#total === 0 && BYTE_ORDER_MARK.every((byte, index) => bytes[start + index] === byte))
      start += 3;
    if (line.extent === 'whole' && isBlank(bytes, start, end)) return;
    if (this.#unreadable) this.#malformed++;
    this.#unreadable = false;
    this.#total++;
    if (line.extent !== 'whole') this.#oversized++;
    if (line.extent === 'dropped') return;
    const record = this.#projector.read(bytes, start, end);
    if (record === null) this.#unreadable = true;
    else if (!this.#take(record)) this.#unknown++;
  }

  counts(): LineCounts {
    return {
      total: this.#total,
      malformed: this.#malformed,
      unknown: this.#unknown,
      oversized: this.#oversized,
      torn: this.#unreadable ? 1 : 0,
    };
  }
}

/** White space and NUL only. */
function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if ((bytes[index] as number) > 0x20) return false;
  return true;
}
