/**
 * YAML as a person wrote it, with places. Parsed with the failsafe schema: every scalar stays text, so that an
 * unquoted key id of digits (`0012e45`) is not turned into a number; `cloud-settings.ts` gives values types.
 * Messages of the YAML library quote the file and so could show a secret: only their codes are used.
 */
import { CST, isAlias, isMap, isScalar, Lexer, parseDocument, visit } from 'yaml';
import type { Document, ParsedNode, YAMLMap } from 'yaml';
import { AppError } from '../../shared/errors.ts';

/** What is wrong with a file that is no YAML; messages.ts says each in words. */
export type MalformedReason =
  | 'tab'
  | 'indentation'
  | 'duplicate-key'
  | 'missing-colon'
  | 'unclosed'
  | 'needs-quotes'
  | 'several-documents'
  | 'too-deep'
  | 'encoding'
  | 'syntax';

/** Reasons for codes of the yaml library (yaml 2.x, `ErrorCode`); every other code is `syntax`. */
const REASONS: Readonly<Record<string, MalformedReason>> = {
  TAB_AS_INDENT: 'tab',
  BAD_INDENT: 'indentation',
  BLOCK_AS_IMPLICIT_KEY: 'indentation',
  MISSING_CHAR: 'unclosed',
  BAD_SCALAR_START: 'needs-quotes',
  MULTILINE_IMPLICIT_KEY: 'missing-colon',
  MULTIPLE_DOCS: 'several-documents',
  RESOURCE_EXHAUSTION: 'too-deep',
};

/** Open brackets at once. A config of real use has two or three; a million would exhaust the parser's memory. */
const MAX_FLOW_DEPTH = 64;

/** Lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface YamlSource {
  readonly path: string;
  /** Without byte order mark; line ends as in the file. */
  readonly text: string;
  readonly bom: boolean;
  readonly eol: '\n' | '\r\n';
  readonly document: Document.Parsed<ParsedNode>;
  positionOf(offset: number): Position;
}

/** @throws AppError CONFIG_MALFORMED {path, line, column, reason} */
export function parseYaml(input: string, path: string): YamlSource {
  const bom = input.startsWith('\uFEFF');
  const text = bom ? input.slice(1) : input;
  const positionOf = (offset: number): Position => positionIn(text, offset);
  const refuse = (offset: number, reason: MalformedReason): AppError =>
    new AppError('CONFIG_MALFORMED', { path, ...positionOf(offset), reason });
  if (text.includes('\0')) throw refuse(text.indexOf('\0'), 'encoding');
  const deep = offsetTooDeep(text);
  if (deep !== null) throw refuse(deep, 'too-deep');
  // Duplicate keys are looked for below: the library compares every key with every other one.
  const options = { schema: 'failsafe', prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const;
  const document = parseDocument<ParsedNode>(text, options);
  const first = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0])[0];
  if (first) throw refuse(first.pos[0], REASONS[first.code] ?? 'syntax');
  const duplicate = offsetOfDuplicate(document);
  if (duplicate !== null) throw refuse(duplicate, 'duplicate-key');
  return { path, text, bom, eol: text.includes('\r\n') ? '\r\n' : '\n', document, positionOf };
}

function positionIn(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

function offsetTooDeep(text: string): number | null {
  let depth = 0;
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token);
    if (type === 'flow-map-start' || type === 'flow-seq-start') depth += 1;
    if (type === 'flow-map-end' || type === 'flow-seq-end') depth -= 1;
    if (depth > MAX_FLOW_DEPTH) return Math.min(offset, text.length);
    // Control tokens of the lexer (yaml 2.x: doc mode, flow error, scalar) are no part of the source.
    if (!['doc-mode', 'flow-error-end', 'scalar'].includes(type ?? '') || token.length > 1)
      offset += token.length;
  }
  return null;
}

function offsetOfDuplicate(document: Document.Parsed<ParsedNode>): number | null {
  let found: number | null = null;
  visit(document, {
    Map(_key, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) {
          found = key.range?.[0] ?? 0;
          return visit.BREAK;
        }
        seen.add(name);
      }
      return undefined;
    },
  });
  return found;
}

/** A value of the file without the library's classes. */
export type RawValue =
  | { readonly kind: 'scalar'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'map'; entries(): RawEntry[] }
  /** `alias`: a name after `*` that no anchor defines, most often a value that wants quotes. */
  | { readonly kind: 'list' | 'empty' | 'alias' };

export interface RawEntry {
  readonly key: string;
  readonly value: RawValue;
  /** Offsets into the text. */
  readonly keyOffset: number;
  readonly valueOffset: number;
}

/** Plain scalars that YAML's core schema (YAML 1.2.2, section 10.3.2) reads as null. */
const NULL_WORDS = new Set(['', '~', 'null', 'Null', 'NULL']);

/**
 * The value of a node. An alias stands for its anchor, but only one level is looked at: nothing is ever
 * expanded, so that nested aliases cannot blow up.
 */
export function rawValue(node: unknown, document: Document.Parsed<ParsedNode>): RawValue {
  const target = resolveAlias(node, document);
  if (isScalar<string>(target)) {
    const quoted = target.type !== 'PLAIN';
    const text = target.value;
    return !quoted && NULL_WORDS.has(text) ? { kind: 'empty' } : { kind: 'scalar', text, quoted };
  }
  if (isMap(target)) return { kind: 'map', entries: () => entriesOf(target, document) };
  if (isAlias(target)) return { kind: 'alias' };
  return { kind: target ? 'list' : 'empty' };
}

function resolveAlias(node: unknown, document: Document.Parsed<ParsedNode>): unknown {
  return isAlias(node) ? (node.resolve(document) ?? node) : node;
}

function entriesOf(map: YAMLMap, document: Document.Parsed<ParsedNode>): RawEntry[] {
  const entries: RawEntry[] = [];
  for (const pair of map.items) {
    if (!isScalar(pair.key)) continue;
    const keyOffset = pair.key.range?.[0] ?? 0;
    const valueOffset = (pair.value as ParsedNode | null)?.range[0] ?? keyOffset;
    entries.push({
      key: String(pair.key.value),
      value: rawValue(pair.value, document),
      keyOffset,
      valueOffset,
    });
  }
  return entries;
}
