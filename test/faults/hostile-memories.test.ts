/** Authentic objects with content that is none: each is named and left, nothing of it is stored, the rest goes on. */
import { describe, expect, it } from 'vitest';
import { PluginStore } from '../../src/main/store/testing/plugin-file.ts';
import { EXIT } from '../../src/shared/errors.ts';
import { contentOf, session, sessions } from './testing/device.ts';
import { uploadLegacy } from './testing/legacy-client.ts';
import { folderPlace } from './testing/place.ts';
import { expectAllInStep, failuresOf, twoInStep } from './testing/world.ts';

const memories = sessions('a', 3);
const good = (id: string): Record<string, unknown> => contentOf(session(id));
const task = { id: 't', description: 'd', status: 'pending', createdAt: '2026-11-20T09:01:00.000Z' };
const sync = {
  v: 1,
  vault: 'v',
  device: 'other',
  session: 's',
  vector: { other: 1 },
  contentHash: '0'.repeat(64),
};

/** With more in its JSON than an object of JavaScript can hold; of two equal keys the last one counts. */
const withText = (id: string, text: string): string =>
  JSON.stringify({ ...good(id), tasks: undefined }).replace(/\}$/, `,${text}}`);

const HOSTILE: Record<string, { code: string; content: (id: string) => unknown }> = {
  'no-json': { code: 'MEMORY_INVALID', content: () => 'not JSON at all' },
  'no-object': { code: 'MEMORY_INVALID', content: () => [1, 2, 3] },
  nothing: { code: 'MEMORY_INVALID', content: () => '' },
  'no-id': { code: 'MEMORY_INVALID', content: (id) => ({ ...good(id), id: undefined }) },
  'other-id': { code: 'OBJECT_MISPLACED', content: () => good('mem_a000') },
  'id-climbs': { code: 'MEMORY_INVALID', content: (id) => ({ ...good(id), id: '../../etc/passwd' }) },
  'no-start': { code: 'MEMORY_INVALID', content: (id) => ({ ...good(id), startedAt: undefined }) },
  'tasks-text': { code: 'MEMORY_INVALID', content: (id) => ({ ...good(id), tasks: 'none' }) },
  'tokens-text': { code: 'MEMORY_INVALID', content: (id) => ({ ...good(id), tokensUsed: '12' }) },
  'tags-nested': { code: 'MEMORY_INVALID', content: (id) => ({ ...good(id), tags: [['a']] }) },
  'summary-object': {
    code: 'MEMORY_INVALID',
    content: (id) => ({ ...good(id), summary: { toString: 'x' } }),
  },
  'date-words': { code: 'MEMORY_INVALID', content: (id) => ({ ...good(id), endedAt: 'yesterday' }) },
  'date-impossible': {
    code: 'MEMORY_INVALID',
    content: (id) => ({ ...good(id), endedAt: '2026-02-30T09:00:00.000Z' }),
  },
  'task-status': {
    code: 'MEMORY_INVALID',
    content: (id) => ({ ...good(id), tasks: [{ ...task, status: 'exploded' }] }),
  },
  'number-infinite': { code: 'MEMORY_INVALID', content: (id) => withText(id, '"messagesCount":1e999') },
  proto: { code: 'MEMORY_INVALID', content: (id) => withText(id, '"__proto__":{"polluted":true}') },
  'proto-deep': {
    code: 'MEMORY_INVALID',
    content: (id) => withText(id, '"custom":{"deep":[{"constructor":{"prototype":{"polluted":true}}}]}'),
  },
  'nested-deeply': {
    code: 'MEMORY_INVALID',
    content: (id) => withText(id, `"custom":${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  },
  'million-tasks': {
    code: 'MEMORY_INVALID',
    content: (id) => withText(id, `"tasks":[${'{},'.repeat(999_999)}{}]`),
  },
  'million-whole-tasks': {
    code: 'OBJECT_TOO_LARGE',
    content: (id) =>
      withText(id, `"tasks":[${`${JSON.stringify(task)},`.repeat(999_999)}${JSON.stringify(task)}]`),
  },
  'text-9mb': {
    code: 'MEMORY_INVALID',
    content: (id) => ({ ...good(id), description: 'x'.repeat(9 << 20) }),
  },
  'sync-newer': { code: 'OBJECT_UNSUPPORTED', content: (id) => ({ ...good(id), _sync: { ...sync, v: 2 } }) },
  'sync-elsewhere': { code: 'OBJECT_MISPLACED', content: (id) => ({ ...good(id), _sync: sync }) },
};

describe('content of another client', () => {
  it('that is no memory fails by itself, with its reason, and stores nothing', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    for (const [name, { content }] of Object.entries(HOSTILE)) {
      await uploadLegacy(place, 'other', `mem_${name}`, content(`mem_${name}`));
    }
    await uploadLegacy(place, 'other', 'mem_zgood', good('mem_zgood'));
    const answer = await desktop.cli(['sync', '--json']);
    const report = JSON.parse(answer.out);
    expect([answer.code, report.downloaded]).toEqual([EXIT.someFailed, 1]);
    const expected = Object.entries(HOSTILE).map(([name, { code }]) => [`mem_${name}`, code]);
    expect(failuresOf(report)).toEqual(expected.sort());
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(desktop.memories())).toEqual([...memories.map(({ id }) => id), 'mem_zgood']);
    for (const name of Object.keys(HOSTILE))
      await uploadLegacy(place, 'other', `mem_${name}`, good(`mem_${name}`));
    const mended = Object.keys(HOSTILE).map((name) => session(`mem_${name}`));
    await expectAllInStep([desktop, laptop], [...memories, ...mended, session('mem_zgood')]);
  });

  it('with less, more and odder content than ours is kept whole and comes to rest', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    const bare = { id: 'mem_bare', startedAt: '2026-11-20T09:00:00Z', endedAt: '2026-11-20T10:00:00+01:00' };
    await uploadLegacy(place, 'other', 'mem_bare', bare);
    const odd = {
      ...good('mem_odd'),
      summary: 'NUL \0, half an emoji \ud83d and 🚀',
      mood: { is: ['good'] },
    };
    await uploadLegacy(place, 'other', 'mem_odd', odd);
    for (const device of [laptop, desktop]) {
      expect((await device.goodSync()).downloaded).toBe(2);
      const again = await device.goodSync({ verify: true });
      expect([again.uploaded, again.downloaded, again.conflicts]).toEqual([0, 0, 0]);
    }
    const shown = JSON.parse((await desktop.cli(['show', 'mem_odd', '--json'])).out);
    expect(shown.memory.summary).toBe('NUL \ufffd, half an emoji \ufffd and 🚀');
    // What this version does not know goes along when the session is edited here.
    laptop.save({ ...session('mem_odd'), summary: 'edited' });
    await laptop.goodSync();
    await desktop.goodSync();
    const there = await desktop.use((app) =>
      app.downloadSession({ deviceId: 'laptop', sessionId: 'mem_odd' }),
    );
    expect([there.summary, there.extra]).toEqual(['edited', { mood: { is: ['good'] } }]);
    expect(desktop.memories()['mem_bare']).toMatchObject({ endedAt: '2026-11-20T09:00:00.000Z', tasks: [] });
  });
});

describe('a row of the shared index.db', () => {
  it('that cannot be read as a memory fails by itself and is left as it is', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    const plugin = new PluginStore(laptop.indexDb);
    plugin.save({ id: 'mem_junk', tasks_json: '{not json' });
    plugin.save({ id: 'mem_fine', summary: 'From the plugin' });
    plugin.save({ id: '../../mem_climbs', summary: 'with an id that cannot be a name' });
    const before = laptop.rows();
    const report = await laptop.sync();
    expect(report.uploaded).toBe(1);
    expect(failuresOf(report).map(([id]) => id)).toEqual(['../../mem_climbs', 'mem_junk']);
    for (const id of ['mem_junk', '../../mem_climbs']) expect(laptop.rows()[id]).toEqual(before[id]);
    plugin.save({ id: 'mem_junk', tasks_json: '[]' });
    plugin.delete('../../mem_climbs');
    plugin.close();
    for (const device of [laptop, desktop, laptop]) await device.goodSync();
    expect(Object.keys(desktop.memories())).toEqual([
      ...memories.map(({ id }) => id),
      'mem_fine',
      'mem_junk',
    ]);
    expect(desktop.memories()).toEqual(laptop.memories());
  });
});
