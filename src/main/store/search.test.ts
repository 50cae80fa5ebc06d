import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { matchExpression, parseQuery } from './search-query.ts';
import { Highlighter } from './search-snippet.ts';
import { SessionStore } from './sessions.ts';
import { SyncStateDb } from './sync-state.ts';
import { sampleMemory } from './testing/sample-memory.ts';
import { afterTest, tempHome } from './testing/temp-home.ts';

function open(home = tempHome()): { store: SessionStore; state: SyncStateDb; home: string } {
  const { store } = SessionStore.open(join(home, 'index.db'));
  const { state } = SyncStateDb.open(join(home, 'sync.db'));
  afterTest(() => {
    store.close();
    state.close();
  });
  return { store, state, home };
}

const ids = async (state: SyncStateDb, store: SessionStore, query: string): Promise<string[]> =>
  (await state.search(store, query)).map(({ id }) => id);

/** The matched parts of a snippet. */
const marked = ({
  snippet,
  ranges,
}: {
  snippet: string;
  ranges: readonly (readonly [number, number])[];
}): string[] => ranges.map(([start, end]) => snippet.slice(start, end));

describe('search', () => {
  it('finds words in every field, all of them required, the last one unfinished', async () => {
    const { store, state } = open();
    const task = {
      id: 't',
      description: 'Écrire la requête',
      status: 'pending' as const,
      createdAt: '2026-11-20T09:00:00.000Z',
      notes: 'watch the cache',
    };
    store.save(
      sampleMemory('mem_a', {
        summary: 'Rate limiting for the API',
        filesCreated: ['src/limit/token-bucket.ts'],
        tags: ['backend'],
      }),
    );
    store.save(
      sampleMemory('mem_b', {
        summary: 'Café menu',
        tasks: [task],
        lastAssistantMessage: 'The naïve approach failed',
        projectName: 'bistro',
      }),
    );
    expect(await ids(state, store, 'rate limiting')).toEqual(['mem_a']);
    expect(await ids(state, store, 'limiting rate')).toEqual(['mem_a']);
    expect(await ids(state, store, 'rate cafe')).toEqual([]);
    expect(await ids(state, store, 'CAFE')).toEqual(['mem_b']);
    expect(await ids(state, store, 'requete cache')).toEqual(['mem_b']);
    expect(await ids(state, store, 'naive')).toEqual(['mem_b']);
    expect(await ids(state, store, 'bistro')).toEqual(['mem_b']);
    expect(await ids(state, store, 'backend')).toEqual(['mem_a']);
    expect(await ids(state, store, 'src/limit/token-bucket.ts')).toEqual(['mem_a']);
    expect(await ids(state, store, 'token buck')).toEqual(['mem_a']);
    expect(await ids(state, store, 'buck token')).toEqual([]);
    expect(await ids(state, store, '"rate limiting"')).toEqual(['mem_a']);
    expect(await ids(state, store, '"limiting rate"')).toEqual([]);
    expect(await ids(state, store, '"rate limit"')).toEqual([]);
  });

  it('puts a match in the summary before one in the text', async () => {
    const { store, state } = open();
    store.save(sampleMemory('mem_a', { lastUserMessage: 'what about zebras and other animals' }));
    store.save(sampleMemory('mem_b', { summary: 'Zebras' }));
    const results = await state.search(store, 'zebras');
    expect(results.map(({ id }) => id)).toEqual(['mem_b', 'mem_a']);
    expect(results[0]?.score).toBeGreaterThan(results[1]?.score ?? 0);
    expect(await state.search(store, 'zebras', 1)).toHaveLength(1);
  });

  it('follows every change of the store, whoever made it', async () => {
    const { store, state, home } = open();
    const stamp = store.save(sampleMemory('mem_a', { summary: 'zebra' }));
    store.save(sampleMemory('mem_b', { summary: 'okapi' }));
    expect(await state.refreshSearch(store)).toEqual({ indexed: 2, removed: 0, unreadable: 0 });
    expect(await state.refreshSearch(store)).toEqual({ indexed: 0, removed: 0, unreadable: 0 });
    store.remove('mem_a', stamp);
    const db = new DatabaseSync(join(home, 'index.db'));
    db.exec("UPDATE sessions SET summary = 'giraffe' WHERE id = 'mem_b'");
    db.close();
    expect(await ids(state, store, 'zebra')).toEqual([]);
    expect(await ids(state, store, 'okapi')).toEqual([]);
    expect(await ids(state, store, 'giraffe')).toEqual(['mem_b']);
    expect(await state.refreshSearch(store)).toEqual({ indexed: 0, removed: 0, unreadable: 0 });
  });

  it('goes on past rows that are no memories', async () => {
    const { store, state, home } = open();
    store.save(sampleMemory('mem_a', { summary: 'zebra' }));
    store.save(sampleMemory('mem_bad', { summary: 'zebra' }));
    const db = new DatabaseSync(join(home, 'index.db'));
    db.exec("UPDATE sessions SET tasks_json = '{' WHERE id = 'mem_bad'");
    db.close();
    expect(await state.refreshSearch(store)).toEqual({ indexed: 1, removed: 0, unreadable: 1 });
    expect(await state.refreshSearch(store)).toEqual({ indexed: 0, removed: 0, unreadable: 0 });
    expect(await ids(state, store, 'zebra')).toEqual(['mem_a']);
  });

  it('is refreshed once by calls at the same time, and by two processes without harm', async () => {
    const { store, state, home } = open();
    for (let n = 0; n < 40; n += 1) store.save(sampleMemory(`mem_${n}`, { summary: `zebra ${n}` }));
    const other = open(home);
    const options = { sliceMs: 0 };
    await Promise.all([
      state.refreshSearch(store, options),
      state.refreshSearch(store, options),
      other.state.refreshSearch(other.store, options),
    ]);
    expect(await state.search(store, 'zebra', 100)).toHaveLength(40);
    expect(await other.state.search(other.store, 'zebra 7')).toHaveLength(1);
  });

  it('can be stopped', async () => {
    const { store, state } = open();
    for (let n = 0; n < 5; n += 1) store.save(sampleMemory(`mem_${n}`));
    const stopped = state.refreshSearch(store, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' });
    expect((await state.refreshSearch(store)).indexed).toBe(5);
  });

  it('rebuilds an index that is out of step', async () => {
    const { store, state } = open();
    store.save(sampleMemory('mem_a', { summary: 'zebra' }));
    await state.refreshSearch(store);
    const db = new DatabaseSync(state.path);
    db.enableDefensive(false);
    db.exec('DELETE FROM search_text_data WHERE id > 10');
    db.close();
    store.save(sampleMemory('mem_a', { summary: 'okapi' }));
    expect(await ids(state, store, 'okapi')).toEqual(['mem_a']);
  });

  it('takes any string', async () => {
    const { store, state } = open();
    store.save(sampleMemory('mem_a', { summary: 'a AND "b" OR (c) NEAR/2 d* ^e -f col:g "' }));
    await state.refreshSearch(store);
    const odd = fc.constantFrom(
      '"',
      '""',
      '*',
      '^',
      'NEAR(',
      'AND',
      'OR',
      'NOT',
      ':',
      '-',
      '(',
      ')',
      '{',
      '\0',
      '\uD800',
      "'",
      ' ',
      'a',
      'é',
      '+',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(odd).map((parts) => parts.join('')),
        ),
        async (query) => {
          for (const result of await state.search(store, query)) expect(result.id).toBe('mem_a');
        },
      ),
      { numRuns: 300 },
    );
    expect(await ids(state, store, 'AND')).toEqual(['mem_a']);
    expect(await ids(state, store, 'x OR a')).toEqual([]);
    expect(await ids(state, store, 'c')).toEqual(['mem_a']);
    expect(await ids(state, store, 'co')).toEqual(['mem_a']);
    expect(await ids(state, store, 'n')).toEqual([]);
    expect(await ids(state, store, '')).toEqual([]);
    expect(await ids(state, store, '-- "" *')).toEqual([]);
    expect(await ids(state, store, 'a '.repeat(5_000))).toEqual(['mem_a']);
  });
});

describe('a query', () => {
  it('becomes quoted terms', () => {
    expect(matchExpression(parseQuery('fix "login page" tok'))).toBe('"fix" AND "login page" AND "tok"*');
    expect(matchExpression(parseQuery('a "b c"'))).toBe('"a" AND "b c"');
    expect(matchExpression(parseQuery('open "quote'))).toBe('"open" AND "quote"*');
    expect(matchExpression(parseQuery('w '.repeat(50))).match(/"w"/g)).toHaveLength(32);
  });
});

describe('a snippet', () => {
  const snippet = (query: string, ...texts: string[]) => new Highlighter(parseQuery(query)).snippet(texts);

  it('shows the matches, case and accents left out', () => {
    const found = snippet('cafe "to  go" lat', 'Nothing here', 'A Café\nto-go: LATTE, late, flat. to stay');
    expect(found.snippet).toBe('A Café to-go: LATTE, late, flat. to stay');
    expect(marked(found)).toEqual(['Café', 'to-go', 'LATTE', 'late']);
  });

  it('is cut at words around the first match of the text that has most', () => {
    const long = `${'filler words '.repeat(50)}the needle is here ${'and more text '.repeat(50)}`;
    const found = snippet('needle here', 'needle only', long);
    expect(found.snippet).toMatch(/^…(filler|words) .*needle is here .*…$/);
    expect(found.snippet.length).toBeLessThan(170);
    expect(marked(found)).toEqual(['needle', 'here']);
  });

  it('without a match is the beginning of the first text', () => {
    expect(snippet('nowhere', '', 'Some summary')).toEqual({ snippet: 'Some summary', ranges: [] });
    expect(snippet('nowhere')).toEqual({ snippet: '', ranges: [] });
  });

  it('has ranges inside it, in order, for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.string({ unit: 'grapheme', maxLength: 12 }),
        (text, query) => {
          const found = snippet(query, `${text} ${query} ${text}`);
          expect(found.snippet.isWellFormed()).toBe(true);
          let last = 0;
          for (const [start, end] of found.ranges) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThan(start);
            last = end;
          }
          expect(last).toBeLessThanOrEqual(found.snippet.length);
        },
      ),
    );
  });
});
