import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { PagedList } from './paged-list.ts';

const PAGE_SIZE = 100;

/** A main process with `items`, which may change under the list. */
function listOf(items: string[], placesStay = false) {
  const main = { items, asked: [] as number[], failing: false, held: [] as (() => void)[], hold: false };
  let changes = 0;
  const list = new PagedList<string, { total: number }>({
    pageSize: PAGE_SIZE,
    placesStay,
    ask: async ({ offset, limit }) => {
      main.asked.push(offset);
      if (main.hold) await new Promise<void>((resolve) => main.held.push(resolve));
      if (main.failing) throw new AppError('STORE_BUSY');
      return { items: main.items.slice(offset, offset + limit), head: { total: main.items.length } };
    },
    onChange: () => (changes += 1),
  });
  return { main, list, changes: () => changes };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `s${index}`);

describe('a list in pages', () => {
  it('asks for what is in sight, once', async () => {
    const { main, list } = listOf(numbered(1_000));
    list.show(0, 20);
    list.show(0, 25);
    await settled();
    expect(main.asked).toEqual([0]);
    expect(list.view).toMatchObject({ state: 'ready', head: { total: 1_000 } });
    expect(list.at(19)).toBe('s19');
    expect(list.at(500)).toBeUndefined();
    list.show(490, 520);
    await settled();
    expect(main.asked).toEqual([0, 400, 500]);
    expect(list.at(500)).toBe('s500');
    expect(list.indexWhere((item) => item === 's510')).toBe(510);
    expect(list.indexWhere((item) => item === 's999')).toBe(-1);
    expect([list.holds(4), list.holds(7)]).toEqual([true, false]);
  });

  it('skips what was scrolled past while an answer was awaited', async () => {
    const { main, list } = listOf(numbered(10_000));
    main.hold = true;
    for (let top = 0; top < 10_000; top += 100) list.show(top, top + 20);
    expect(main.asked).toHaveLength(2);
    main.hold = false;
    main.held.forEach((release) => release());
    await settled();
    expect(main.asked).toEqual([0, 100, 9_900]);
  });

  it('shows the old entries until the new ones are there', async () => {
    const { main, list } = listOf(numbered(300));
    list.show(0, 250);
    await settled();
    list.show(100, 120);
    main.items = ['new', ...main.items];
    main.hold = true;
    list.refresh();
    expect(list.at(100)).toBe('s100');
    main.hold = false;
    main.held.forEach((release) => release());
    await settled();
    expect(list.at(100)).toBe('s99');
    expect(list.view.head?.total).toBe(301);
    expect(list.at(0), 'what is out of sight is asked for when it is needed').toBeUndefined();
    list.show(0, 20);
    await settled();
    expect(list.at(0)).toBe('new');
  });

  it('keeps what is out of sight where entries keep their places', async () => {
    const { main, list } = listOf(numbered(300), true);
    list.show(0, 300);
    await settled();
    list.show(200, 300);
    main.items = [...main.items, 's300'];
    list.refresh();
    await settled();
    expect(list.at(0)).toBe('s0');
    expect(list.view.head?.total).toBe(301);
    expect(main.asked).toEqual([0, 100, 200, 200]);
  });

  it('stays when it cannot be renewed, and says so', async () => {
    const { main, list } = listOf(numbered(50));
    main.failing = true;
    list.show(0, 20);
    await settled();
    expect(list.view).toMatchObject({ state: 'failed', error: { code: 'STORE_BUSY' } });
    list.show(0, 20);
    expect(main.asked, 'not again by itself').toHaveLength(1);
    main.failing = false;
    list.refresh();
    expect(list.view.state).toBe('loading');
    await settled();
    expect(list.view).toMatchObject({ state: 'ready', error: null });
    main.failing = true;
    list.refresh();
    await settled();
    expect(list.view).toMatchObject({ state: 'ready', error: { code: 'STORE_BUSY' }, head: { total: 50 } });
    expect(list.at(3)).toBe('s3');
  });

  it('tells nothing once it is stopped', async () => {
    const { list, changes } = listOf(numbered(10));
    list.show(0, 5);
    list.stop();
    await settled();
    expect(changes()).toBe(0);
  });
});
