/**
 * Markdown as a tree of known kinds of nodes, which the window draws as its own elements. Raw HTML is not understood:
 * it is text like any other. Pure.
 */
import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';

export type MarkdownNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'code-block'; readonly text: string; readonly language: string }
  /** Its address is only shown, never loaded. */
  | { readonly kind: 'image'; readonly text: string; readonly address: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'rule' }
  | { readonly kind: 'heading'; readonly level: number; readonly children: readonly MarkdownNode[] }
  | { readonly kind: 'list'; readonly start: number | null; readonly children: readonly MarkdownNode[] }
  | { readonly kind: 'link'; readonly address: string; readonly children: readonly MarkdownNode[] }
  | { readonly kind: 'element'; readonly tag: ElementTag; readonly children: readonly MarkdownNode[] };

/** Elements that are drawn as they are, without attributes. */
const ELEMENTS = {
  paragraph: 'p',
  blockquote: 'blockquote',
  list_item: 'li',
  strong: 'strong',
  em: 'em',
  s: 's',
  table: 'table',
  thead: 'thead',
  tbody: 'tbody',
  tr: 'tr',
  th: 'th',
  td: 'td',
} as const;
export type ElementTag = (typeof ELEMENTS)[keyof typeof ELEMENTS];

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false, breaks: false });

interface Open {
  readonly token: Token | null;
  readonly children: MarkdownNode[];
}

export function parseMarkdown(text: string): readonly MarkdownNode[] {
  return treeOf(parser.parse(text, {}));
}

/** Tokens come flat, with `_open` and `_close` around what belongs together. */
function treeOf(tokens: readonly Token[]): readonly MarkdownNode[] {
  const root: Open = { token: null, children: [] };
  const open: Open[] = [root];
  const put = (nodes: readonly MarkdownNode[]): void => void (open.at(-1) ?? root).children.push(...nodes);
  for (const token of tokens) {
    if (token.nesting === 1) {
      open.push({ token, children: [] });
    } else if (token.nesting === -1) {
      const closed = open.length > 1 ? open.pop() : undefined;
      if (closed?.token) put(closedNode(closed.token, closed.children));
    } else {
      put(leaf(token));
    }
  }
  return root.children;
}

function closedNode(token: Token, children: readonly MarkdownNode[]): readonly MarkdownNode[] {
  const name = token.type.replace(/_open$/, '');
  // Paragraphs of lists without blank lines are no paragraphs of their own.
  if (name === 'paragraph' && token.hidden) return children;
  if (name === 'heading') return [{ kind: 'heading', level: Number(token.tag.slice(1)) || 1, children }];
  if (name === 'bullet_list') return [{ kind: 'list', start: null, children }];
  if (name === 'ordered_list') {
    const start = Number(token.attrGet('start') ?? 1);
    return [{ kind: 'list', start: Number.isSafeInteger(start) ? start : 1, children }];
  }
  if (name === 'link') return [{ kind: 'link', address: String(token.attrGet('href') ?? ''), children }];
  return isElement(name) ? [{ kind: 'element', tag: ELEMENTS[name], children }] : children;
}

function isElement(name: string): name is keyof typeof ELEMENTS {
  return Object.hasOwn(ELEMENTS, name);
}

function leaf(token: Token): readonly MarkdownNode[] {
  switch (token.type) {
    case 'inline':
      return treeOf(token.children ?? []);
    case 'code_inline':
      return [{ kind: 'code', text: token.content }];
    case 'code_block':
    case 'fence': {
      const [language = ''] = token.info.trim().split(/\s+/);
      return [{ kind: 'code-block', text: token.content.replace(/\n$/, ''), language }];
    }
    case 'image':
      return [{ kind: 'image', text: token.content, address: String(token.attrGet('src') ?? '') }];
    case 'hardbreak':
      return [{ kind: 'break' }];
    case 'softbreak':
      return [{ kind: 'text', text: '\n' }];
    case 'hr':
      return [{ kind: 'rule' }];
    default:
      return token.content === '' ? [] : [{ kind: 'text', text: token.content }];
  }
}
