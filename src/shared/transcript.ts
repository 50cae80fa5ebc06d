/**
 * The raw conversation of a session as it stands in the bucket: which files, and which parts hold their bytes. It
 * is the `transcript` field of the memory JSON, so whoever has the memory can fetch and verify every byte.
 */

import { isSafeName } from './object-key.ts';
import { isPlainObject } from './plain-json.ts';

/** What a file is to its session. Which roles there are is the adapter's matter; these are all known ones. */
export const BUNDLE_ROLES = ['main', 'subagent', 'subagent-meta', 'tool-result', 'other'] as const;
export type BundleRole = (typeof BUNDLE_ROLES)[number];

/** One file of the bundle. */
export interface TranscriptFile {
  /**
   * `/`-separated name inside the bundle, free of the agent's session id: `main.jsonl` for the main file,
   * `side/…` for all others. At most 512 characters, no `.` or `..` segment, no control characters.
   */
  readonly path: string;
  readonly role: BundleRole;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of the whole file, lower-case hex. */
  readonly sha256: string;
}

/** A run of bytes of one file inside a part. */
export interface TranscriptSegment {
  /** Index into `files`; -1: bytes that no file needs any more (it was rewritten since). */
  readonly file: number;
  /** Where the run begins in the file, bytes. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** One object below `transcripts/<device>/<session>/`. */
export interface TranscriptPart {
  /** The object's name without `.enc`. */
  readonly name: string;
  /** Bytes of the sealed object. */
  readonly size: number;
  /** SHA-256 of the bytes of all segments, one after the other, lower-case hex. */
  readonly sha256: string;
  /** In the order in which their bytes stand in the part. */
  readonly segments: readonly TranscriptSegment[];
}

/** Version 1. Another version is carried along untouched and not read. */
export interface Transcript {
  readonly v: 1;
  /** `AgentAdapter.agent` of the agent that wrote the files, e.g. `claude-code`. */
  readonly agent: string;
  /** The agent's own id of the conversation as it stands inside the files. */
  readonly agentSession: string;
  /** The device and the session below whose prefix the parts are. */
  readonly device: string;
  readonly session: string;
  /** Where the main file was below the agent's directory, for adapters that need it to put it back; `/`-separated. */
  readonly place: string;
  /** By path, ascending. Together the segments of live parts give every byte of every file exactly once. */
  readonly files: readonly TranscriptFile[];
  readonly parts: readonly TranscriptPart[];
}

/** Ceilings for hostile input; a session of real work stays far below all of them. */
export const TRANSCRIPT_LIMITS = {
  files: 20_000,
  parts: 20_000,
  /** Of all parts together. */
  segments: 100_000,
  /** Bytes of one file, and where a segment may end. */
  fileBytes: 2 ** 40,
  /** Characters of a path. */
  pathLength: 512,
  /** Bytes of all segments of one part: with index and envelope, the object stays below 8 MiB. */
  partBytes: 8 * 1024 * 1024 - 64 * 1024,
} as const;

/** The path of the main file; the paths of all others begin with `SIDE_PREFIX`. */
export const MAIN_PATH = 'main.jsonl';
export const SIDE_PREFIX = 'side/';

/** Control characters, halves of surrogate pairs, and the other separator: nothing a file name here may hold. */
const UNSAFE_IN_PATH = /[\p{Cc}\p{Cs}\\]/u;

/** Whether `path` stays below the directory it is joined to, whoever made it. */
function isContained(path: string, most: number): boolean {
  if (path.length > most || UNSAFE_IN_PATH.test(path)) return false;
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}

/** Whether a file of a bundle may go by this path; see `TranscriptFile.path`. */
export function isBundlePath(path: string): boolean {
  if (path === MAIN_PATH) return true;
  return path.startsWith(SIDE_PREFIX) && isContained(path, TRANSCRIPT_LIMITS.pathLength);
}

type Fields = Readonly<Record<string, unknown>>;

function isCount(value: unknown, least: number, most: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
}

const isName = (value: unknown): value is string => typeof value === 'string' && isSafeName(value);
const isSha256 = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

/** `read` of every item; `null` when one is refused, or there are too many. */
function readAll<T>(value: unknown, most: number, read: (item: Fields) => T | null): T[] | null {
  if (!Array.isArray(value) || value.length > most) return null;
  const items: T[] = [];
  for (const item of value as unknown[]) {
    const known = isPlainObject(item) ? read(item) : null;
    if (known === null) return null;
    items.push(known);
  }
  return items;
}

function readFile({ path, role, size, sha256 }: Fields): TranscriptFile | null {
  const known = BUNDLE_ROLES.find((name) => name === role);
  if (typeof path !== 'string' || !isBundlePath(path) || known === undefined) return null;
  if ((path === MAIN_PATH) !== (known === 'main')) return null;
  if (!isCount(size, 0, TRANSCRIPT_LIMITS.fileBytes) || !isSha256(sha256)) return null;
  return { path, role: known, size, sha256 };
}

/** Whether all files can lie in one directory: each path once, in order, and none a directory of another. */
function areSiblings(files: readonly TranscriptFile[]): boolean {
  const paths = new Set(files.map(({ path }) => path));
  return files.every(({ path }, index) => {
    if (index > 0 && (files[index - 1] as TranscriptFile).path >= path) return false;
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (paths.has(path.slice(0, slash))) return false;
    }
    return true;
  });
}

function readPart({ name, size, sha256, segments }: Fields, files: number): TranscriptPart | null {
  if (!isName(name) || !isCount(size, 1, TRANSCRIPT_LIMITS.fileBytes) || !isSha256(sha256)) return null;
  let bytes = 0;
  const known = readAll(segments, TRANSCRIPT_LIMITS.segments, ({ file, offset, length }) => {
    if (!isCount(file, -1, files - 1) || !isCount(offset, 0, TRANSCRIPT_LIMITS.fileBytes)) return null;
    if (!isCount(length, 1, TRANSCRIPT_LIMITS.partBytes)) return null;
    bytes += length;
    return offset + length > TRANSCRIPT_LIMITS.fileBytes ? null : { file, offset, length };
  });
  if (known === null || known.length === 0 || bytes > TRANSCRIPT_LIMITS.partBytes) return null;
  return { name, size, sha256, segments: known };
}

/** Whether the live segments give every byte of every file exactly once. */
function coversFiles(files: readonly TranscriptFile[], parts: readonly TranscriptPart[]): boolean {
  const byFile = files.map((): TranscriptSegment[] => []);
  for (const segment of parts.flatMap((part) => part.segments)) byFile[segment.file]?.push(segment);
  return byFile.every((segments, index) => {
    let end = 0;
    for (const { offset, length } of segments.sort((a, b) => a.offset - b.offset)) {
      if (offset !== end) return false;
      end += length;
    }
    return end === files[index]?.size;
  });
}

/**
 * Reads a transcript of version 1 out of unknown data; the result shares nothing with it. `null` for whatever does
 * not hold all that `Transcript` promises. Keys this version does not know are left out: a version that needs more
 * raises `v`.
 */
export function parseTranscript(input: unknown): Transcript | null {
  if (!isPlainObject(input) || input['v'] !== 1) return null;
  const { agent, agentSession, device, session, place } = input;
  if (!isName(agent) || !isName(agentSession) || !isName(device) || !isName(session)) return null;
  if (typeof place !== 'string' || (place !== '' && !isContained(place, 1024))) return null;
  const files = readAll(input['files'], TRANSCRIPT_LIMITS.files, readFile);
  if (files === null || !areSiblings(files)) return null;
  const parts = readAll(input['parts'], TRANSCRIPT_LIMITS.parts, (part) => readPart(part, files.length));
  if (parts === null || new Set(parts.map(({ name }) => name)).size < parts.length) return null;
  const segments = parts.reduce((sum, part) => sum + part.segments.length, 0);
  if (segments > TRANSCRIPT_LIMITS.segments || !coversFiles(files, parts)) return null;
  return { v: 1, agent, agentSession, device, session, place, files, parts };
}

/** What of a transcript is content: the rest says where its bytes are, which differs from device to device. */
export type TranscriptContent = Pick<Transcript, 'agent' | 'agentSession' | 'files'>;

/** The content, its keys in ascending order at every level. */
export function transcriptContent({ agent, agentSession, files }: TranscriptContent): TranscriptContent {
  return {
    agent,
    agentSession,
    files: files.map(({ path, role, sha256, size }) => ({ path, role, sha256, size })),
  };
}

/** The text that is hashed to tell whether two transcripts say the same; what stands in a memory's canonical content. */
export function canonicalTranscript(transcript: TranscriptContent): string {
  return JSON.stringify(transcriptContent(transcript));
}
