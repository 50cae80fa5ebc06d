/**
 * Changes JSON in its text: one member or element is added or taken out, and every other byte stays, with its white
 * space, order and number forms. Pure.
 */

/** A value with its place in the text, [start, end). */
export type JsonNode =
  | {
      readonly kind: 'object';
      readonly start: number;
      readonly end: number;
      readonly members: readonly JsonMember[];
    }
  | {
      readonly kind: 'list';
      readonly start: number;
      readonly end: number;
      readonly items: readonly JsonNode[];
    }
  | { readonly kind: 'other'; readonly start: number; readonly end: number; readonly value: unknown };

export interface JsonMember {
  readonly key: string;
  /** Where its key begins. */
  readonly start: number;
  /** Where its value ends. */
  readonly end: number;
  readonly value: JsonNode;
}

/** @throws SyntaxError with `at`, the offset of what is wrong */
export function parseText(text: string): JsonNode {
  return new TextParser(text).document();
}

export class JsonSyntaxError extends SyntaxError {
  /** Characters from the beginning. */
  readonly at: number;

  constructor(at: number) {
    super(`no JSON at ${at}`);
    this.at = at;
  }
}

/** Settings nest a few levels. */
const DEEPEST = 200;
const SCALAR =
  /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

class TextParser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonNode {
    if (this.#text.startsWith('\ufeff')) this.#at = 1;
    const node = this.#value();
    this.#space();
    if (this.#at < this.#text.length) this.#fail();
    return node;
  }

  #fail(): never {
    throw new JsonSyntaxError(this.#at);
  }

  #space(): void {
    while (' \t\r\n'.includes(this.#text.charAt(this.#at)) && this.#at < this.#text.length) this.#at++;
  }

  /** Whether the next character is this one, which is then taken. */
  #takes(character: string): boolean {
    this.#space();
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at++;
    return true;
  }

  #value(): JsonNode {
    this.#space();
    const start = this.#at;
    if (++this.#depth > DEEPEST) this.#fail();
    const node = this.#takes('{')
      ? this.#object(start)
      : this.#takes('[')
        ? this.#list(start)
        : this.#scalar();
    this.#depth--;
    return node;
  }

  #object(start: number): JsonNode {
    const members: JsonMember[] = [];
    if (this.#takes('}')) return { kind: 'object', start, end: this.#at, members };
    do {
      this.#space();
      const key = this.#scalar();
      if (key.kind !== 'other' || typeof key.value !== 'string') {
        this.#at = key.start;
        this.#fail();
      }
      if (!this.#takes(':')) this.#fail();
      const value = this.#value();
      members.push({ key: key.value, start: key.start, end: value.end, value });
    } while (this.#takes(','));
    if (!this.#takes('}')) this.#fail();
    return { kind: 'object', start, end: this.#at, members };
  }

  #list(start: number): JsonNode {
    const items: JsonNode[] = [];
    if (this.#takes(']')) return { kind: 'list', start, end: this.#at, items };
    do items.push(this.#value());
    while (this.#takes(','));
    if (!this.#takes(']')) this.#fail();
    return { kind: 'list', start, end: this.#at, items };
  }

  #scalar(): JsonNode {
    SCALAR.lastIndex = this.#at;
    const found = SCALAR.exec(this.#text)?.[0];
    if (found === undefined) this.#fail();
    const start = this.#at;
    this.#at += found.length;
    return { kind: 'other', start, end: this.#at, value: JSON.parse(found) as unknown };
  }
}

/** The member's value; the last one of several with one name counts, as in `JSON.parse`. */
export function memberOf(node: JsonNode | undefined, key: string): JsonNode | undefined {
  return node?.kind === 'object' ? node.members.findLast((member) => member.key === key)?.value : undefined;
}

/** Plain data of a node. */
export function valueOf(node: JsonNode): unknown {
  if (node.kind === 'other') return node.value;
  if (node.kind === 'list') return node.items.map(valueOf);
  return Object.fromEntries(node.members.map(({ key, value }) => [key, valueOf(value)]));
}

/** The text with a member added at the end of an object. */
export function withMember(
  text: string,
  object: JsonNode & { kind: 'object' },
  key: string,
  value: unknown,
): string {
  const style = styleOf(text);
  const colon = /"\s*:(\s*)/.exec(text.slice(object.start, object.end))?.[1] ?? ' ';
  const written = (indent: string | null) =>
    `${JSON.stringify(key)}:${indent === null ? colon.replaceAll(/[\r\n]/g, '') : ' '}${valueText(value, indent, style)}`;
  return withAdded(text, object, object.members, written, style);
}

/** The text with an element added at the end of a list. */
export function withItem(text: string, list: JsonNode & { kind: 'list' }, value: unknown): string {
  const style = styleOf(text);
  return withAdded(text, list, list.items, (indent) => valueText(value, indent, style), style);
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** @param written the new text, given the indent of its line; `null` when all stands on one line */
function withAdded(
  text: string,
  container: Place,
  children: readonly Place[],
  written: (indent: string | null) => string,
  style: Style,
): string {
  const last = children.at(-1);
  const [first] = children;
  const outer = indentAt(text, container.start);
  if (!last || !first) {
    const indent = style.oneLine ? null : outer + style.unit;
    const [before, after] = indent === null ? ['', ''] : [style.newline + indent, style.newline + outer];
    return splice(text, container.start + 1, container.end - 1, before + written(indent) + after);
  }
  const lead = text.slice(container.start + 1, first.start);
  // With more than one child, the white space between them is what separates the next one as well.
  const gap = children.length > 1 ? between(text, children) : lead;
  const indent = gap.includes('\n') ? indentAt(text, first.start) : null;
  return splice(text, last.end, last.end, `,${gap}${written(indent)}`);
}

/** White space before the second child. */
function between(text: string, [first, second]: readonly Place[]): string {
  return /,(\s*)$/.exec(text.slice(first?.end, second?.start))?.[1] ?? ' ';
}

/** The text without one child of a container, and without the comma and white space that separated it. */
export function without(text: string, container: Place, children: readonly Place[], index: number): string {
  const [child, previous, next] = [children[index], children[index - 1], children[index + 1]];
  if (!child) return text;
  if (previous) return splice(text, previous.end, child.end, '');
  if (next) return splice(text, child.start, next.start, '');
  return splice(text, container.start + 1, container.end - 1, '');
}

export function splice(text: string, start: number, end: number, inserted: string): string {
  return text.slice(0, start) + inserted + text.slice(end);
}

interface Style {
  readonly unit: string;
  readonly newline: string;
  readonly oneLine: boolean;
}

/** How the document is written: the indent of its first member, its line ends. */
function styleOf(text: string): Style {
  const [, unit = '  '] = /^\s*\{\r?\n([ \t]+)"/.exec(text.replace(/^\ufeff/, '')) ?? [];
  const oneLine = /[^\s{}[\]]/.test(text) && !text.trimEnd().includes('\n');
  return { unit, newline: text.includes('\r\n') ? '\r\n' : '\n', oneLine };
}

/** The white space at the beginning of the line of this place. */
function indentAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

function valueText(value: unknown, indent: string | null, { unit, newline }: Style): string {
  if (indent === null) return JSON.stringify(value);
  return JSON.stringify(value, null, unit).replaceAll('\n', newline + indent);
}
