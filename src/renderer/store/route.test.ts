import { describe, expect, it } from 'vitest';
import { parseRoute, routeHash } from './route.ts';

describe('routes', () => {
  it('go there and back, items with any character included', () => {
    for (const item of [null, 'mem_1', '/home/a b/ü?#%']) {
      const route = { screen: 'sessions', item } as const;
      expect(parseRoute(routeHash(route))).toEqual(route);
    }
  });

  it('lead to the overview when they are none', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', 'overview', '#/constructor']) {
      expect(parseRoute(hash)).toEqual({ screen: 'overview', item: null });
    }
    expect(parseRoute('#/sessions/%E0%A4%A')).toEqual({ screen: 'sessions', item: null });
  });
});
