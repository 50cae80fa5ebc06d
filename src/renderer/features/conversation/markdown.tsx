import { memo, useMemo, type ReactNode } from 'react';
import { useStrings } from '../../text/use-strings.ts';
import { AddressLink } from './address-link.tsx';
import { parseMarkdown, type MarkdownNode } from './markdown-tree.ts';

/** Markdown drawn as our own elements; nothing of it is HTML, and nothing is loaded. */
export const Markdown = memo(function Markdown({ text }: { text: string }): ReactNode {
  const nodes = useMemo(() => parseMarkdown(text), [text]);
  return (
    <div className="markdown">
      <Nodes nodes={nodes} />
    </div>
  );
});

function Nodes({ nodes }: { nodes: readonly MarkdownNode[] }): ReactNode {
  return nodes.map((node, index) => <Node key={index} node={node} />);
}

function Node({ node }: { node: MarkdownNode }): ReactNode {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'code':
      return <code>{node.text}</code>;
    case 'code-block':
      return <CodeBlock text={node.text} language={node.language} />;
    case 'image':
      return <RemoteImage text={node.text} address={node.address} />;
    case 'break':
      return <br />;
    case 'rule':
      return <hr />;
    case 'link':
      return (
        <AddressLink address={node.address} plain={plainText(node.children)}>
          <Nodes nodes={node.children} />
        </AddressLink>
      );
    case 'heading':
      // No heading of the window: those who jump from heading to heading would get lost in it.
      return (
        <p className={`markdown__heading markdown__heading--${Math.min(node.level, 4)}`}>
          <Nodes nodes={node.children} />
        </p>
      );
    case 'list':
      return <ListNode start={node.start} nodes={node.children} />;
    case 'element':
      return <ElementNode tag={node.tag} nodes={node.children} />;
  }
}

function ListNode({ start, nodes }: { start: number | null; nodes: readonly MarkdownNode[] }): ReactNode {
  const items = <Nodes nodes={nodes} />;
  return start === null ? <ul>{items}</ul> : <ol start={start}>{items}</ol>;
}

type ElementKind = Extract<MarkdownNode, { kind: 'element' }>;

function ElementNode({
  tag: Tag,
  nodes,
}: {
  tag: ElementKind['tag'];
  nodes: readonly MarkdownNode[];
}): ReactNode {
  const { conversation: words } = useStrings();
  const children = <Nodes nodes={nodes} />;
  if (Tag !== 'table') return <Tag>{children}</Tag>;
  return (
    <div className="markdown__table" role="group" aria-label={words.table} tabIndex={0} data-scroll-x>
      <table>{children}</table>
    </div>
  );
}

function CodeBlock({ text, language }: { text: string; language: string }): ReactNode {
  return (
    <pre className="markdown__code">
      {language !== '' && <span className="markdown__language">{language}</span>}
      <code>{text}</code>
    </pre>
  );
}

/** Loading it would tell its server who reads what. */
function RemoteImage({ text, address }: { text: string; address: string }): ReactNode {
  const { conversation: words } = useStrings();
  return (
    <span className="markdown__image">
      {words.remoteImage}
      {text === '' ? '' : `: ${text}`} <AddressLink address={address} plain={address} />
    </span>
  );
}

function plainText(nodes: readonly MarkdownNode[]): string {
  return nodes
    .map((node) => {
      if ('text' in node) return node.text;
      return 'children' in node ? plainText(node.children) : '';
    })
    .join('');
}
