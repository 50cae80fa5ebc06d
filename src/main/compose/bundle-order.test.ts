import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BundleSource } from '../capture/restore/bundle-source.ts';
import { bundleOrder, type BundleOrder } from './bundle-order.ts';

function bundle(files: Readonly<Record<string, string>>): BundleSource & { read: string[] } {
  const read: string[] = [];
  const known = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    read,
    transcript: {
      v: 1,
      agent: 'claude-code',
      agentSession: 's',
      device: 'laptop',
      session: 'mem_1',
      place: '',
      parts: [],
      files: known.map(([path, text]) => ({
        path,
        role: path === 'main.jsonl' ? ('main' as const) : ('subagent' as const),
        size: Buffer.byteLength(text),
        sha256: createHash('sha256').update(text).digest('hex'),
      })),
    },
    async *open(path) {
      read.push(path);
      const bytes = Buffer.from(files[path] ?? '');
      for (let at = 0; at < bytes.length; at += 3) {
        await Promise.resolve();
        yield bytes.subarray(at, at + 3);
      }
    },
  };
}

const main = (text: string): BundleSource => bundle({ 'main.jsonl': text });

describe('two versions of a conversation', () => {
  const cases: readonly [BundleOrder, BundleSource, BundleSource][] = [
    ['same', main('abc\n'), main('abc\n')],
    ['mine-goes-on', main('abc\nd\n'), main('abc\n')],
    ['theirs-goes-on', main('abc\n'), main('abc\nd\n')],
    ['parted', main('abc\nd\n'), main('abc\ne\nf\n')],
    ['parted', main('abc\nd\n'), main('abc\ne\n')],
    ['mine-goes-on', bundle({ 'main.jsonl': 'a', 'side/x': 'b' }), main('a')],
    ['theirs-goes-on', main('a'), bundle({ 'main.jsonl': 'a', 'side/x': 'b' })],
    ['parted', bundle({ 'main.jsonl': 'a', 'side/x': 'b' }), main('ab')],
    ['parted', bundle({ 'main.jsonl': 'a', 'side/x': 'b' }), bundle({ 'main.jsonl': 'a', 'side/y': 'b' })],
  ];
  for (const [index, [order, mine, theirs]] of cases.entries()) {
    it(`${order} (${index + 1})`, async () => {
      expect(await bundleOrder(mine, theirs)).toBe(order);
    });
  }

  it('reads nothing of what is equal', async () => {
    const one = bundle({ 'main.jsonl': 'long\n'.repeat(50), 'side/x': 'b' });
    const other = bundle({ 'main.jsonl': 'long\n'.repeat(50), 'side/x': 'bc' });
    expect(await bundleOrder(one, other)).toBe('theirs-goes-on');
    expect([one.read, other.read]).toEqual([[], ['side/x']]);
  });

  it('look the same from either side', async () => {
    const swapped = { same: 'same', parted: 'parted', 'mine-goes-on': 'theirs-goes-on' } as const;
    const file = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 4 });
    const files = fc.dictionary(fc.constantFrom('main.jsonl', 'side/x', 'side/y'), file);
    await fc.assert(
      fc.asyncProperty(files, files, async (a, b) => {
        const order = await bundleOrder(bundle(a), bundle(b));
        const back = await bundleOrder(bundle(b), bundle(a));
        expect(back).toBe(order === 'theirs-goes-on' ? 'mine-goes-on' : swapped[order]);
      }),
    );
  });
});
