import { describe, expect, it } from 'vitest';
import { filterOf, filtersInForce, NO_FILTER, without } from './session-filter.ts';

const NOW = new Date(2026, 10, 22, 19, 30);

describe('the filter of the sessions', () => {
  it('asks for nothing when nothing is chosen', () => {
    expect(filterOf(NO_FILTER, NOW)).toEqual({});
    expect(filtersInForce(NO_FILTER)).toEqual([]);
  });

  it('names what is chosen', () => {
    const choice = {
      ...NO_FILTER,
      device: 'laptop',
      project: '/p',
      agent: 'codex',
      state: 'failed',
    } as const;
    expect(filterOf(choice, NOW)).toEqual({
      device: 'laptop',
      project: '/p',
      agent: 'codex',
      state: ['failed'],
    });
    expect(filtersInForce(choice)).toEqual(['device', 'project', 'agent', 'state']);
    expect(filterOf(without(choice, 'project'), NOW)).not.toHaveProperty('project');
  });

  it('counts days from midnight, today included, so that it is the same all day', () => {
    const from = (date: 'today' | 'week', now = NOW) => filterOf({ ...NO_FILTER, date }, now).from;
    expect(from('today')).toBe(new Date(2026, 10, 22).getTime());
    expect(from('week')).toBe(new Date(2026, 10, 16).getTime());
    expect(from('week')).toBe(from('week', new Date(2026, 10, 22, 0, 1)));
  });

  it('takes whole days between two dates, of which either may be open', () => {
    const between = { ...NO_FILTER, date: 'between', firstDay: '2026-03-28', lastDay: '2026-03-29' } as const;
    expect(filterOf(between, NOW)).toEqual({
      from: new Date(2026, 2, 28).getTime(),
      to: new Date(2026, 2, 30).getTime(),
    });
    expect(filterOf({ ...between, lastDay: '' }, NOW)).toEqual({ from: new Date(2026, 2, 28).getTime() });
    expect(filterOf({ ...between, firstDay: '', lastDay: 'soon' }, NOW)).toEqual({});
    expect(filtersInForce({ ...between, firstDay: '', lastDay: '' })).toEqual([]);
    expect(without(between, 'date')).toEqual(NO_FILTER);
  });
});
