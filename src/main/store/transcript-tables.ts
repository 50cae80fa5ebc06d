/** What sync.db remembers of transcripts: whose rows they are, what was captured of them, which parts are retired. */
import { hash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { canonicalTranscript, parseTranscript, type Transcript } from '../../shared/transcript.ts';
import type { VersionVector } from '../../shared/version-vector.ts';
import type { Lease } from '../engine/ports.ts';
import type {
  BundleFileRow,
  BundleRow,
  RetiredPart,
  TranscriptChange,
  TranscriptState,
} from '../engine/transcript-ports.ts';
import type { Statements } from './sqlite.ts';
import { writeChange } from './sync-changes.ts';

/** How the tables reach their database, which may be replaced while they live. */
export interface TableAccess {
  read<T>(work: (statements: Statements) => T): T;
  /** One transaction. @throws LOCK_LOST when `lease` is given and no longer holds. */
  write(work: (statements: Statements) => void, lease?: Lease): void;
}

type Row = Readonly<Record<string, unknown>>;

export class TranscriptTables implements TranscriptState {
  readonly #access: TableAccess;

  constructor(access: TableAccess) {
    this.#access = access;
  }

  #all(sql: string, ...values: string[]): Row[] {
    return this.#access.read((statements) => statements.get(sql).all(...values));
  }

  bundle(session: string): BundleRow | null {
    const [row] = this.#all('SELECT * FROM bundles WHERE session = ?', session);
    if (!row) return null;
    const own = unpack(row['own']) as OwnCell;
    return {
      session,
      files: filesOf(row),
      own: parseTranscript(own.transcript),
      generations: own.generations,
      content: String(row['content']),
      vector: JSON.parse(String(row['vector'])) as VersionVector,
      diverged: row['diverged'] === 1,
    };
  }

  bundleFiles(): Map<string, Pick<BundleRow, 'files' | 'content' | 'diverged'>> {
    const rows = this.#all('SELECT session, files, content, diverged FROM bundles');
    return new Map(
      rows.map((row) => {
        const [content, diverged] = [String(row['content']), row['diverged'] === 1];
        return [String(row['session']), { files: filesOf(row), content, diverged }];
      }),
    );
  }

  transcript(session: string): Transcript | null {
    const [row] = this.#all('SELECT transcript FROM transcripts WHERE session = ?', session);
    return row ? parseTranscript(unpack(row['transcript'])) : null;
  }

  transcriptHashes(): Map<string, string> {
    const rows = this.#all('SELECT session, content FROM transcripts');
    return new Map(rows.map((row) => [String(row['session']), String(row['content'])]));
  }

  retiredParts(session?: string): RetiredPart[] {
    const where = session === undefined ? '' : ' WHERE session = ?';
    const sql = `SELECT session, part, retired_at FROM retired_parts${where} ORDER BY session, part`;
    return this.#all(sql, ...(session === undefined ? [] : [session])).map((row) => ({
      session: String(row['session']),
      part: String(row['part']),
      retiredAt: row['retired_at'] as number | null,
    }));
  }

  commitTranscripts(change: TranscriptChange, lease?: Lease): void {
    this.#access.write((statements) => writeTranscriptChange(statements, change), lease);
  }
}

interface OwnCell {
  readonly transcript: Transcript | null;
  readonly generations: Readonly<Record<string, number>>;
}

type FileCells = readonly [string, number, number, number, number, string];

function filesOf(row: Row): BundleFileRow[] {
  const cells = unpack(row['files']) as FileCells[];
  return cells.map(([path, size, mtimeMs, ino, captured, sha256]) => {
    return { path, size, mtimeMs, ino, captured, sha256 };
  });
}

const pack = (value: unknown): Buffer => zstdCompressSync(JSON.stringify(value));
const unpack = (cell: unknown): unknown =>
  JSON.parse(zstdDecompressSync(cell as Uint8Array).toString('utf8'));

/** The state's own change goes last: what it says of a row's baseline stands. */
function writeTranscriptChange(statements: Statements, change: TranscriptChange): void {
  for (const { session, transcript } of change.transcripts ?? []) {
    writeTranscript(statements, session, transcript);
  }
  for (const session of change.forgetBundles ?? []) {
    statements.get('DELETE FROM bundles WHERE session = ?').run(session);
  }
  for (const row of change.bundles ?? []) writeBundle(statements, row);
  for (const { session, part } of change.forgetRetired ?? []) {
    statements.get('DELETE FROM retired_parts WHERE session = ? AND part = ?').run(session, part);
  }
  for (const { session, part, retiredAt } of change.retired ?? []) {
    statements.get('INSERT OR REPLACE INTO retired_parts VALUES (?, ?, ?)').run(session, part, retiredAt);
  }
  if (change.state) writeChange(statements, change.state);
}

/**
 * A transcript with other content makes the row count as changed. When it takes the place of what was captured here,
 * the version that the captured content belongs to is kept with it: whatever is captured next may go on from there.
 */
function writeTranscript(statements: Statements, session: string, transcript: Transcript | null): void {
  const before = statements.get('SELECT content FROM transcripts WHERE session = ?').get(session)?.[
    'content'
  ];
  const content = transcript ? hash('sha256', canonicalTranscript(transcript)) : undefined;
  if (content !== before) {
    if (typeof before === 'string') statements.get(KEEP_VECTOR).run(session, before);
    statements.get("UPDATE baselines SET settled = 0, stamp = '' WHERE session = ?").run(session);
  }
  if (transcript === null) statements.get('DELETE FROM transcripts WHERE session = ?').run(session);
  else {
    const sql = 'INSERT OR REPLACE INTO transcripts (session, content, transcript) VALUES (?, ?, ?)';
    statements.get(sql).run(session, content ?? '', pack(transcript));
  }
}

const KEEP_VECTOR = `UPDATE bundles
  SET vector = ifnull((SELECT vector FROM baselines WHERE baselines.session = bundles.session), vector)
  WHERE session = ? AND content = ?`;

function writeBundle(statements: Statements, row: BundleRow): void {
  const { session, content, diverged, vector, own, generations } = row;
  const files = row.files.map(({ path, size, mtimeMs, ino, captured, sha256 }): FileCells => {
    return [path, size, mtimeMs, ino, captured, sha256];
  });
  const cell: OwnCell = { transcript: own, generations };
  const sql = `INSERT OR REPLACE INTO bundles (session, content, diverged, vector, files, own)
    VALUES (?, ?, ?, ?, ?, ?)`;
  statements
    .get(sql)
    .run(session, content, diverged ? 1 : 0, JSON.stringify(vector), pack(files), pack(cell));
}
