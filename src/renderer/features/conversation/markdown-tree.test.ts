import { describe, expect, it } from 'vitest';
import { parseMarkdown, type MarkdownNode } from './markdown-tree.ts';

/** The tree in brackets: `p(a strong(b))`. */
function written(nodes: readonly MarkdownNode[]): string {
  return nodes
    .map((node) => {
      switch (node.kind) {
        case 'text':
          return node.text;
        case 'code':
        case 'code-block':
          return `${node.kind}[${node.text}]`;
        case 'image':
          return `image[${node.text}|${node.address}]`;
        case 'link':
          return `link[${node.address}](${written(node.children)})`;
        case 'heading':
          return `h${node.level}(${written(node.children)})`;
        case 'list':
          return `${node.start === null ? 'ul' : `ol${node.start}`}(${written(node.children)})`;
        case 'element':
          return `${node.tag}(${written(node.children)})`;
        default:
          return node.kind;
      }
    })
    .join('');
}
const tree = (text: string): string => written(parseMarkdown(text));

describe('markdown as a tree', () => {
  it('knows paragraphs, emphasis, headings, quotes, code and rules', () => {
    expect(tree('Some *very* **plain** ~~old~~ `text`')).toBe(
      'p(Some em(very) strong(plain) s(old) code[text])',
    );
    expect(tree('## Title\n\n> quoted\n\n---')).toBe('h2(Title)blockquote(p(quoted))rule');
    expect(tree('one\ntwo  \nthree')).toBe('p(one\ntwobreakthree)');
    expect(parseMarkdown('```ts extra\nlet a = 1;\n```')).toEqual([
      { kind: 'code-block', text: 'let a = 1;', language: 'ts' },
    ]);
  });

  it('knows lists, tight and loose, and tables', () => {
    expect(tree('- a\n- b\n  1. c')).toBe('ul(li(a)li(bol1(li(c))))');
    expect(tree('7. a\n\n8. b')).toBe('ol7(li(p(a))li(p(b)))');
    expect(tree('|a|b|\n|-|-|\n|1|2|')).toBe('table(thead(tr(th(a)th(b)))tbody(tr(td(1)td(2))))');
  });

  it('takes HTML for text', () => {
    const hostile = '<img src=x onerror=alert(1)>\n\nA <b>bold</b> move &amp; more';
    expect(tree(hostile)).toBe('p(<img src=x onerror=alert(1)>)p(A <b>bold</b> move & more)');
    expect(tree('<!-- hidden -->\n<script>1</script>')).toContain('<script>1</script>');
  });

  it('keeps addresses of links and images, and makes none of what is no safe address', () => {
    expect(tree('[site](https://example.org/a?b=c "title") <https://x.org>')).toBe(
      'p(link[https://example.org/a?b=c](site) link[https://x.org](https://x.org))',
    );
    expect(tree('![a *pic*](https://tracker.example/1.gif)')).toBe(
      'p(image[a *pic*|https://tracker.example/1.gif])',
    );
    expect(tree('[x](javascript:alert(1)) [y](data:text/html,1)')).toBe(
      'p([x](javascript:alert(1)) [y](data:text/html,1))',
    );
    expect(tree('https://plain.example')).toBe('p(https://plain.example)');
  });

  it('survives what was made to break it', () => {
    const deep = tree(`${'> '.repeat(5_000)}deep`);
    expect(deep.length).toBeGreaterThan(0);
    for (const hostile of ['*'.repeat(20_000), '['.repeat(20_000), '`'.repeat(20_001), '|'.repeat(20_000)]) {
      expect(parseMarkdown(hostile).length).toBeLessThanOrEqual(20_001);
    }
  });
});
