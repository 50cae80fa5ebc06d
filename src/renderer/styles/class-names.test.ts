import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const RENDERER = path.resolve(import.meta.dirname, '..');

/** Classes that a file gives a look of its own, in rules for the class alone. */
function ownClasses(file: string): Set<string> {
  const text = readFileSync(path.join(RENDERER, file), 'utf8').replaceAll(/\/\*.*?\*\//gs, '');
  const selectors = text.matchAll(/(?:^|[{};,])\s*\.([a-z][\w-]*)\s*(?=[{,])/g);
  return new Set([...selectors].map(([, name = '']) => name));
}

// Base.css is there from the beginning and may speak of all. A screen's rules stay when one goes on to the next: the same name in two files would look different by the way taken.
it('no two style sheets give a look to the same class', () => {
  const files = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.css') && name !== path.join('styles', 'base.css'),
  );
  const owners = new Map<string, string[]>();
  for (const file of files)
    for (const name of ownClasses(file)) owners.set(name, [...(owners.get(name) ?? []), file]);
  expect(files.length).toBeGreaterThan(20);
  expect([...owners].filter(([, of]) => of.length > 1)).toEqual([]);
});
