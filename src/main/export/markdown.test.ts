import { describe, expect, it } from 'vitest';
import type { ConversationMessage, ConversationPart, ExportFormat } from '../../shared/conversation.ts';
import { claudeBundle, mainOf, sourceOf } from '../capture/testing/sample-bundles.ts';
import { exportConversation, type ExportHeader } from './export-conversation.ts';
import { fenced, htmlWords, plainWords, quoted } from './harmless-markdown.ts';
import { markdownOf } from './markdown.ts';

const HEADER: ExportHeader = {
  ...{ id: 'mem_1', title: 'Tides in <feet>', agent: 'claude-code', project: '/home/mira/tide_pool' },
  ...{ startedAt: '2026-11-20T09:00:00.000Z', endedAt: '2026-11-20T09:30:00.000Z' },
};

async function rendered(...messages: ConversationMessage[]): Promise<string> {
  async function* stream() {
    yield* messages;
  }
  let text = '';
  for await (const piece of markdownOf(HEADER, stream())) text += piece;
  return text;
}

const said = (role: ConversationMessage['role'], ...parts: ConversationPart[]): ConversationMessage => ({
  ...{ role, at: '2026-11-20T09:00:00.000Z', parts, thread: null },
});
const text = (words: string): ConversationPart => ({ kind: 'text', text: words, cut: false });

describe('the document', () => {
  it('reads like a conversation', async () => {
    const thread = { id: 'side/subagents/agent-1.jsonl', title: 'Find <b>' };
    const document = await rendered(
      said('user', text('Show `tides`\n\n```\n<b>\n```'), {
        kind: 'image',
        mediaType: 'image/png',
        size: 2048,
      }),
      said('assistant', { kind: 'thinking', text: 'hm', cut: false }, text('I look.'), {
        ...{ kind: 'tool-call', id: 't', name: 'Bash', input: 'ls `x`', cut: false },
      }),
      said('tool', { kind: 'tool-result', id: 't', text: 'a\n```\nb', cut: true, isError: true }),
      { ...said('assistant', text('beside')), thread },
      { ...said('assistant', { kind: 'thinking', text: 'nothing to show', cut: false }), thread: null },
      said('system', text('The conversation was compacted here.')),
    );
    expect(document).toBe(`# Tides in &lt;feet&gt;

- Agent: Claude Code
- Project: /home/mira/tide_pool
- Time: 2026-11-20 09:00 UTC to 2026-11-20 09:30 UTC
- Session: mem_1

## User · 2026-11-20 09:00 UTC

> Show \`tides\`
>
> \`\`\`
> <b>
> \`\`\`

*Image (image/png, 2.0 kB)*

## Assistant · 2026-11-20 09:00 UTC

> I look.

**Bash**

\`\`\`
ls \`x\`
\`\`\`

## Tool · 2026-11-20 09:00 UTC

Failed:

\`\`\`\`
a
\`\`\`
b
…
\`\`\`\`

<details>
<summary>Sub-agent: Find &lt;b&gt;</summary>

#### Assistant · 2026-11-20 09:00 UTC

> beside

</details>

## Note · 2026-11-20 09:00 UTC

> The conversation was compacted here.
`);
  });

  it('ends a sub-agent at the end as well', async () => {
    const thread = { id: 'x', title: '' };
    const document = await rendered({ ...said('assistant', text('a')), thread });
    expect(document.endsWith('> a\n\n</details>\n')).toBe(true);
    expect(document).toContain('<summary>Sub-agent</summary>');
  });
});

describe('a text in the document', () => {
  it.each([
    ['a <script>x</script>', '> a &lt;script>x&lt;/script>'],
    ['use `Array<string>` here', '> use `Array<string>` here'],
    ['1 < 2 and a <- b', '> 1 < 2 and a <- b'],
    ['![x](http://tracker/y.png)', '> &#33;[x](http://tracker/y.png)'],
    ['a `b\n`<i>`', '> a `b\n> `&lt;i>`'],
    ['a `b\n\n`<i>`', '> a `b\n>\n> `<i>`'],
    ['\\`<i>`', '> \\`&lt;i>`'],
    ['| `a | <i>` |', '> | `a | &lt;i>` |'],
    ['```\n<i>\n```\n<i>', '> ```\n> <i>\n> ```\n> &lt;i>'],
    ['````\n```\n<i>\n````\n<i>', '> ````\n> ```\n> <i>\n> ````\n> &lt;i>'],
    ['- x\n  ```\n  <i>\n  ```', '> - x\n>   ```\n>   &lt;i>\n>   ```'],
    ['``` a`b\n<i>', '> ``` a`b\n> &lt;i>'],
    ['a\r\nb\rc', '> a\n> b\n> c'],
    ['http://x\\<b>', '> http://x\\&lt;b>'],
    ['http://x`<b>`', '> http://x`&lt;b>`'],
    ['<!-- x', '> &lt;!-- x'],
  ])('%j becomes %j', (words, expected) => {
    expect(quoted(words)).toBe(expected);
  });

  it('in a fence cannot end it', () => {
    expect(fenced('a\n`````\n', 'ts')).toBe('``````ts\na\n`````\n``````');
  });

  it('on one line has no meaning', () => {
    expect(plainWords(' a\n*b* [c](d) `e` _f_ g_h <i> & ')).toBe(
      'a \\*b\\* \\[c\\]\\(d\\) \\`e\\` \\_f\\_ g_h &lt;i&gt; &amp;',
    );
    expect(htmlWords('*a* <b>\n"')).toBe('*a* &lt;b&gt; "');
  });
});

describe('an export', () => {
  const { transcript, open } = sourceOf(claudeBundle());
  const source = { agent: transcript.agent, files: transcript.files, open };

  async function exported(format: ExportFormat): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of exportConversation(source, HEADER, format)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  it('as JSON has the session and its messages', async () => {
    const document = JSON.parse((await exported('json')).toString()) as { messages: ConversationMessage[] };
    expect(document).toMatchObject({ session: HEADER });
    expect(document.messages[0]).toMatchObject({ role: 'user', thread: null });
    expect(document.messages.at(-1)?.thread).not.toBeNull();
  });

  it("as JSON lines is the agent's own file", async () => {
    expect((await exported('jsonl')).equals(mainOf(claudeBundle()))).toBe(true);
  });

  it('as Markdown has every message', async () => {
    const document = (await exported('markdown')).toString();
    expect(document).toContain('> Show tides in feet 🌊');
    expect(document).toContain('<summary>Sub-agent: Find readings</summary>');
  });
});
