/** config.yml for whoever helps: written as it stands, with every secret masked. Pure. */
import { isScalar, parseDocument, visit, type Node } from 'yaml';

const SECRET = /secret|key|token|password|passphrase|credential/i;
const MASK = '…';

export interface MaskedConfig {
  readonly text: string;
  /** Values that were masked, to be looked for elsewhere. */
  readonly secrets: readonly string[];
}

/**
 * What stands below a key that names a secret is masked, however it is written: in one line, folded over several, in
 * braces, behind an anchor. Comments go, as they hold settings that were switched off. Of a file that is no YAML
 * nothing but the names in front of colons is left.
 */
export function maskedConfig(text: string): MaskedConfig {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) return { text: namesOnly(text), secrets: [] };
  const ranges: [number, number][] = [];
  const secrets: string[] = [];
  visit(document, {
    Pair(_at, { key, value }) {
      if (!isScalar(key) || !SECRET.test(String(key.value))) return undefined;
      const node = value as Node | null;
      if (node?.range) ranges.push([node.range[0], node.range[1]]);
      secrets.push(...textsIn(node?.toJS(document)));
      return visit.SKIP;
    },
  });
  const masked = withoutComments(replaced(text, ranges));
  // An anchor may stand outside, and the same value may be written twice.
  return { text: withoutValues(masked, secrets), secrets };
}

/** Characters from which a value is taken for a secret wherever it stands. */
const SHORTEST = 6;

export function withoutValues(text: string, secrets: readonly string[]): string {
  const long = secrets.filter((secret) => secret.length >= SHORTEST);
  return long
    .sort((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

/** Line ends stay, so that lines are those of the file. */
function replaced(text: string, ranges: readonly (readonly [number, number])[]): string {
  return [...ranges]
    .sort(([a], [b]) => b - a)
    .reduce((rest, [from, to]) => {
      const [lineEnd = ''] = /\s*$/.exec(rest.slice(from, to)) ?? [];
      return rest.slice(0, from) + MASK + lineEnd + rest.slice(to);
    }, text);
}

function withoutComments(text: string): string {
  return text.replaceAll(/(^|\s)#.*$/gm, `$1# ${MASK}`);
}

function namesOnly(text: string): string {
  const name = /^(\s*(?:-\s+)?["']?[\w.-]{1,40}["']?\s*:)/;
  const lines = text
    .split(/\r?\n/)
    .map((line) => (line.trim() === '' ? '' : `${name.exec(line)?.[1] ?? ''} ${MASK}`));
  return lines.join('\n');
}
