/**
 * Changes keys of the `cloud:` block in the text of a config file. Where the block is written the usual way,
 * one key per line, only those lines change: every other byte stays. Other shapes (`cloud: {…}`, aliases,
 * nested values) go through the YAML library, which keeps comments, keys and order but may re-space. Either
 * way the new text is parsed again and must say exactly what was asked, or it is not used.
 */
import { isDeepStrictEqual } from 'node:util';
import { isAlias, isMap, isScalar, Scalar } from 'yaml';
import type { Pair, ParsedNode, YAMLMap } from 'yaml';
import { AppError } from '../../shared/errors.ts';
import type { CloudConfig } from '../../shared/settings.ts';
import { CLOUD_FIELDS, CLOUD_SETTINGS, fieldOfKey } from './cloud-settings.ts';
import type { CloudField } from './cloud-settings.ts';
import { parseYaml } from './yaml-source.ts';
import type { YamlSource } from './yaml-source.ts';

/** New values by field; `undefined` removes the key; fields not named stay as they are. */
export type ConfigChanges = { readonly [K in CloudField]?: CloudConfig[K] | undefined };

/** Begins a file that did not exist. */
export const NEW_FILE_TEXT = [
  '# Settings of cc-sessions. Change them here or with `cc-sessions setup`.',
  '# Comments, and keys the program does not know, are kept when it changes a value.',
  '',
].join('\n');

type CloudPair = Pair<ParsedNode, ParsedNode | null>;

/**
 * @throws AppError CONFIG_MALFORMED when `text` does not parse, CONFIG_INVALID when `cloud:` is no block or a
 *   new value is not one its key takes, CONFIG_UNWRITABLE {path, reason: 'shape'} when no rewrite says what was asked
 */
export function editConfigText(text: string, changes: ConfigChanges, path: string): string {
  const source = parseYaml(text, path);
  const wanted = CLOUD_FIELDS.filter((field) => Object.hasOwn(changes, field));
  for (const field of wanted) checkValue(field, changes[field], path);
  const expected = expectedContent(source, changes, wanted);
  for (const edit of [editLines, editDocument]) {
    const edited = edit(source, changes, wanted);
    if (edited === null) continue;
    const result = `${source.bom ? '\uFEFF' : ''}${edited}`;
    if (says(result, expected, path)) return result;
  }
  throw new AppError('CONFIG_UNWRITABLE', { path, reason: 'shape' });
}

function checkValue(field: CloudField, value: CloudConfig[CloudField], path: string): void {
  if (value === undefined || typeof value === 'object') return;
  const setting = CLOUD_SETTINGS[field];
  const reading = setting.read({ kind: 'scalar', text: String(value), quoted: true });
  if (reading.ok) return;
  const { yaml: key, expected } = setting;
  throw new AppError('CONFIG_INVALID', { path, key, problem: reading.problem, expected, found: 'text' });
}

// --- what the new text must say ----------------------------------------------------------------------------------

type Content = Record<string, unknown>;

/** Aliases a file may expand to here; past it the library throws, which stops a YAML bomb. */
const MAX_ALIASES = 100;

function contentOf(source: YamlSource): Content {
  let content: unknown;
  try {
    content = source.document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const place = { path: source.path, line: 1, column: 1 };
    throw new AppError('CONFIG_MALFORMED', { ...place, reason: 'too-deep' }, { cause: error });
  }
  if (content === null || content === undefined || content === '') return {};
  if (typeof content === 'object' && !Array.isArray(content)) return content as Content;
  throw notABlock(source, '');
}

function notABlock(source: YamlSource, key: string): AppError {
  const data = {
    path: source.path,
    key,
    line: 1,
    column: 1,
    problem: 'type',
    expected: 'block',
    found: 'text',
  };
  return new AppError('CONFIG_INVALID', data);
}

function expectedContent(source: YamlSource, changes: ConfigChanges, wanted: readonly CloudField[]): Content {
  // Copies: an alias and its anchor are one object here.
  const top = { ...contentOf(source) };
  const block = top['cloud'] ?? '';
  if (block !== '' && (typeof block !== 'object' || Array.isArray(block))) throw notABlock(source, 'cloud');
  const cloud: Content = block === '' ? {} : { ...(block as Content) };
  for (const field of wanted) {
    const value = changes[field];
    const names = Object.keys(cloud).filter((key) => fieldOfKey(key) === field);
    for (const name of names) delete cloud[name];
    if (field === 'encryptionKey') for (const name of strayKeyNames(Object.keys(top))) delete top[name];
    if (value !== undefined) cloud[names[0] ?? CLOUD_SETTINGS[field].yaml] = asText(value);
  }
  const { cloud: _old, ...others } = top;
  return Object.keys(cloud).length > 0 ? { ...others, cloud } : others;
}

/** Top-level spellings of the encryption key, which the first run of the document's client asks people to add. */
function strayKeyNames(names: readonly string[]): string[] {
  return names.filter((name) => fieldOfKey(name) === 'encryptionKey');
}

/** As the failsafe schema reads it back. */
function asText(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, String(inner)]));
}

function says(text: string, expected: Content, path: string): boolean {
  try {
    const { cloud, ...others } = contentOf(parseYaml(text, path));
    const emptied = cloud === undefined || cloud === '' || isDeepStrictEqual(cloud, {});
    return isDeepStrictEqual(emptied ? others : { ...others, cloud }, expected);
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

// --- line by line ---------------------------------------------------------------------------------------------------

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

function editLines(source: YamlSource, changes: ConfigChanges, wanted: readonly CloudField[]): string | null {
  if (wanted.some((field) => typeof changes[field] === 'object')) return null;
  const { contents } = source.document;
  const root = isMap(contents) ? contents : null;
  if (root?.flow || (contents && !root && !isEmptyScalar(contents))) return null;
  const blockPair = root?.items.find(({ key }) => isScalar(key) && key.value === 'cloud') as
    CloudPair | undefined;
  const block = blockPair?.value;
  if (block && !isEmptyScalar(block) && (!isMap(block) || block.flow || isAlias(block))) return null;
  const map = isMap(block) ? block : null;
  const splices: Splice[] = [];
  const added: string[] = [];
  for (const field of wanted) {
    const pairs = pairsOf(map, field);
    const strays = field === 'encryptionKey' ? pairsOf(root, field) : [];
    const value = changes[field];
    const kept = value === undefined ? undefined : pairs.shift();
    if (kept) splices.push(replaceValue(source, kept, scalarText(field, value)));
    else if (value !== undefined) added.push(`${CLOUD_SETTINGS[field].yaml}: ${scalarText(field, value)}`);
    for (const pair of [...pairs, ...strays]) splices.push(removeLines(source, pair));
  }
  if (added.length > 0) splices.push(addLines(source, added, blockPair, map));
  return applySplices(source.text, splices);
}

function isEmptyScalar(node: unknown): boolean {
  return isScalar(node) && node.type === 'PLAIN' && ['', '~', 'null'].includes(String(node.value));
}

function pairsOf(map: YAMLMap | null, field: CloudField): CloudPair[] {
  const items = (map?.items ?? []) as CloudPair[];
  return items.filter(({ key }) => isScalar(key) && fieldOfKey(String(key.value)) === field);
}

function replaceValue(source: YamlSource, pair: CloudPair, text: string): Splice {
  const [start, end] = pair.value?.range ?? [0, 0];
  const gap = /\s/.test(source.text[start - 1] ?? '') ? '' : ' ';
  const trailing = /\n$/.test(source.text.slice(start, end)) ? source.eol : '';
  return { start, end, insert: `${gap}${text}${trailing}` };
}

/** From the start of the key's line through the end of the value's, its trailing comment included. */
function removeLines(source: YamlSource, pair: CloudPair): Splice {
  const start = source.text.lastIndexOf('\n', pair.key.range[0] - 1) + 1;
  return { start, end: endOfLine(source.text, pair.value?.range[1] ?? pair.key.range[1]), insert: '' };
}

/** Just past the line end at or after `offset`; `offset` itself when it already begins a line. */
function endOfLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const newline = text.indexOf('\n', offset);
  return newline === -1 ? text.length : newline + 1;
}

function addLines(
  source: YamlSource,
  lines: string[],
  block: CloudPair | undefined,
  map: YAMLMap | null,
): Splice {
  const items = (map?.items ?? []) as CloudPair[];
  const last = items.at(-1);
  const offset = last?.value?.range[1] ?? last?.key.range[1] ?? block?.value?.range[1] ?? block?.key.range[1];
  const position = offset === undefined ? source.text.length : endOfLine(source.text, offset);
  const firstKey = items[0]?.key.range[0];
  const indent = firstKey === undefined ? 2 : source.positionOf(firstKey).column - 1;
  const head = block ? [] : ['cloud:'];
  const body = [...head, ...lines.map((line) => ' '.repeat(indent) + line)].join(source.eol) + source.eol;
  const onOwnLine = position === 0 || source.text[position - 1] === '\n';
  return { start: position, end: position, insert: onOwnLine ? body : source.eol + body };
}

function applySplices(text: string, splices: readonly Splice[]): string {
  let result = text;
  // From the end backwards. The sort is stable: of splices at one place the later pushed (added lines) is
  // applied first and so ends up behind.
  for (const { start, end, insert } of splices.toReversed().toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + insert + result.slice(end);
  }
  return result;
}

/** Words that some YAML reader takes for something else than text (YAML 1.1 and 1.2). */
const RESERVED = /^(true|false|yes|no|on|off|y|n|null)$/i;

function scalarText(field: CloudField, value: unknown): string {
  if (typeof value !== 'string') return String(value);
  const plain = /^[A-Za-z]([A-Za-z0-9._/:@-]*[A-Za-z0-9/])?$/.test(value) && !RESERVED.test(value);
  return plain && !('secret' in CLOUD_SETTINGS[field]) ? value : JSON.stringify(value);
}

// --- through the library -----------------------------------------------------------------------------------------

function editDocument(source: YamlSource, changes: ConfigChanges, wanted: readonly CloudField[]): string {
  const document = parseYaml(source.text, source.path).document;
  const root = isMap(document.contents) ? document.contents : null;
  const block = document.get('cloud', true);
  const target = isAlias(block) ? block.resolve(document) : block;
  const cloud = isMap(target) ? target : null;
  if (cloud === null || cloud !== block) {
    document.set('cloud', cloud ? withoutAnchor(cloud) : document.createNode({}));
  }
  for (const field of wanted) {
    const names = pairsOf(cloud, field).map(({ key }) => String((key as Scalar).value));
    const value = changes[field];
    const kept = value === undefined ? undefined : (names.shift() ?? CLOUD_SETTINGS[field].yaml);
    for (const name of names) document.deleteIn(['cloud', name]);
    if (field === 'encryptionKey') {
      for (const pair of pairsOf(root, field)) document.delete(String((pair.key as Scalar).value));
    }
    if (kept !== undefined) document.setIn(['cloud', kept], documentValue(field, value));
  }
  const text = document.toString({ lineWidth: 0 });
  return source.eol === '\n' ? text : text.replaceAll(/\r?\n/g, '\r\n');
}

/** A copy that no alias refers to. */
function withoutAnchor(map: YAMLMap): YAMLMap {
  const copy = map.clone() as YAMLMap;
  delete copy.anchor;
  return copy;
}

function documentValue(field: CloudField, value: CloudConfig[CloudField]): unknown {
  if (typeof value === 'object') return asText(value);
  const scalar = new Scalar(String(value));
  if (scalarText(field, value).startsWith('"')) scalar.type = 'QUOTE_DOUBLE';
  return scalar;
}
