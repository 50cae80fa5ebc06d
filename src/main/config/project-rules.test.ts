import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSynced, readProjectRules, writeProjectRule } from './project-rules.ts';

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cc-rules-'));
  file = path.join(folder, 'config.yml');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const CONFIG = `# mine
cloud:
  enabled: true # yes
  provider: folder
  bucket: /b

projects:
  # Project-specific overrides
  overrides:
    # Keep client work longer
    /Users/ann/work/client:
      retention: 2y
      cloud_sync: false
    /Users/ann/experiments:
      retention: 7d
`;

describe('rules for projects', () => {
  it('are read from the plugin’s block', async () => {
    await writeFile(file, CONFIG);
    expect(await readProjectRules(file)).toEqual([
      { path: '/Users/ann/work/client', cloudSync: false, others: ['retention'] },
      { path: '/Users/ann/experiments', cloudSync: null, others: ['retention'] },
    ]);
  });

  it.each(['', 'cloud:\n', 'projects:\n', 'projects:\n  overrides:\n    # nothing yet\n', 'projects: 3\n'])(
    'are none in %j',
    async (text) => {
      await writeFile(file, text);
      expect(await readProjectRules(file)).toEqual([]);
    },
  );

  it('are changed without touching anything else', async () => {
    await writeFile(file, CONFIG);
    await writeProjectRule(file, '/Users/ann/experiments', false);
    await writeProjectRule(file, '/Users/ann/work/client', true);
    const expected = CONFIG.replace('cloud_sync: false', 'cloud_sync: true').replace(
      'retention: 7d\n',
      'retention: 7d\n      cloud_sync: false\n',
    );
    expect(await readFile(file, 'utf8')).toBe(expected);
    await writeProjectRule(file, '/Users/ann/experiments', null);
    expect(await readFile(file, 'utf8')).toBe(CONFIG.replace('cloud_sync: false', 'cloud_sync: true'));
  });

  it.each([
    '',
    '# only a comment\n',
    'cloud:\n  enabled: false\n',
    'projects:\n  overrides:\n    # nothing yet\n',
  ])('are added to %j, and taken out again', async (text) => {
    await writeFile(file, text);
    await writeProjectRule(file, '/a: b/"c"', false);
    expect(await readProjectRules(file)).toEqual([{ path: '/a: b/"c"', cloudSync: false, others: [] }]);
    for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
      expect(await readFile(file, 'utf8')).toContain(line.trim());
    }
    await writeProjectRule(file, '/a: b/"c"', null);
    expect(await readProjectRules(file)).toEqual([]);
  });

  it('are not written where something else stands', async () => {
    await writeFile(file, 'projects: text\n');
    await expect(writeProjectRule(file, '/a', false)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect(await readFile(file, 'utf8')).toBe('projects: text\n');
  });
});

describe('whether a project is synced', () => {
  const rule = (at: string, cloudSync: boolean | null) => ({ path: at, cloudSync, others: [] });
  const rules = [
    rule('/work', false),
    rule('/work/open', true),
    rule('/work/open/secret/', false),
    rule('~/x', false),
    rule('/y', null),
  ];
  it.each([
    ['/elsewhere', true],
    ['/work', false],
    ['/work/client/app', false],
    ['/workshop', true],
    ['/work/open', true],
    ['/work/open/secret/deep', false],
    ['/home/ann/x/y', false],
    ['/y', true],
  ])('%s: %s', (project, synced) => {
    expect(isSynced(rules, project, { HOME: '/home/ann' })).toBe(synced);
  });
});
