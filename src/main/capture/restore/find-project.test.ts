import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codexBundle, claudeBundle, sourceOf } from '../testing/sample-bundles.ts';
import { findProject, likelyPlaces, type ProjectQuestion } from './find-project.ts';
import { homeIn, relocated, segmentsBelow } from './foreign-path.ts';
import { findCheckout, normalizedRemote, remoteOfSession, remotesOf } from './git-remote.ts';

describe('paths of other machines', () => {
  it.each([
    ['/home/a/p', '/home/a', '/Users/b', '/Users/b/p'],
    ['/home/a', '/home/a/', '/x', '/x'],
    ['/home/ab', '/home/a', '/x', null],
    ['/home/a/../b', '/home/a', '/x', null],
    ['C:\\Users\\a\\P\\q', 'c:/users/A', '/home/b', '/home/b/P/q'],
    ['/home/a/p/q', '/home/a', 'D:\\w', 'D:\\w\\p\\q'],
    ['/a/b', '/', '/x', '/x/a/b'],
    ['/x/y', '/x', '/', '/y'],
    ['relative/p', '/home', '/x', null],
    ['C:\\a', '/c', '/x', null],
  ])('%s moves from %s to %s: %s', (path, from, to, expected) => {
    expect(relocated(path, from, to)).toBe(expected);
  });

  it.each([
    ['/home/ann/work/x', '/home/ann'],
    ['/Users/ann', '/Users/ann'],
    ['/root/x', '/root'],
    ['/rooted/x', null],
    ['C:\\Users\\ann\\x', 'C:\\Users\\ann'],
    ['/mnt/c/Users/ann/x', '/mnt/c/Users/ann'],
    ['/var/home/ann/x', '/var/home/ann'],
    ['/srv/x', null],
    ['/home', null],
  ])('the home in %s is %s', (path, home) => {
    expect(homeIn(path)).toBe(home);
  });

  it('are compared by segments', () => {
    expect(segmentsBelow('/a//b/./c', '/a')).toEqual(['b', 'c']);
    expect(segmentsBelow('//server/x', '/server')).toEqual(['x']);
    expect(segmentsBelow('\\\\Server\\share\\x', '\\\\server\\SHARE')).toEqual(['x']);
  });
});

describe('the place of a project', () => {
  const question: ProjectQuestion = {
    ...{ path: '/home/ann/work/tide', to: null, home: '/Users/bob' },
    pathMap: { '/home/ann': '/a', '/home/ann/work': '/b', '/home/ann/work/tide': '/c/tide', '/home': '/d' },
  };

  it('is looked for where a person said, then where it was, then where it may be', () => {
    expect(likelyPlaces(question)).toEqual([
      { directory: '/c/tide', foundBy: 'path-map' },
      { directory: '/home/ann/work/tide', foundBy: 'same-path' },
      { directory: '/Users/bob/work/tide', foundBy: 'home' },
      { directory: '/b/tide', foundBy: 'path-map' },
      { directory: '/a/work/tide', foundBy: 'path-map' },
      { directory: '/d/ann/work/tide', foundBy: 'path-map' },
    ]);
    expect(likelyPlaces({ ...question, to: '/said' })).toEqual([{ directory: '/said', foundBy: 'option' }]);
    expect(likelyPlaces({ ...question, path: '' })).toEqual([]);
  });

  const search = (there: readonly string[], checkout: string | null = null) => ({
    isDirectory: (path: string) => Promise.resolve(there.includes(path)),
    checkout: () => Promise.resolve(checkout),
  });

  it('is the first of them that exists, else a checkout, else asked for', async () => {
    expect(await findProject(question, search(['/b/tide', '/Users/bob/work/tide']))).toEqual({
      directory: '/Users/bob/work/tide',
      foundBy: 'home',
    });
    expect(await findProject(question, search([], '/src/tide'))).toEqual({
      directory: '/src/tide',
      foundBy: 'git-remote',
    });
    await expect(findProject(question, search([]))).rejects.toMatchObject({
      code: 'PROJECT_NOT_HERE',
      data: { path: question.path },
    });
    const said = { ...question, to: '/said' };
    await expect(findProject(said, search(['/c/tide'], '/src/tide'))).rejects.toMatchObject({
      data: { path: '/said' },
    });
  });
});

describe('a checkout', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'cc-checkout-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it.each([
    ['git@example.com:mira/greenhouse.git', 'example.com/mira/greenhouse'],
    ['ssh://git@Example.com:2222/mira/greenhouse.git/', 'example.com/mira/greenhouse'],
    ['https://me:token@example.com/Mira/greenhouse', 'example.com/mira/greenhouse'],
    ['/srv/git/x.git', null],
    ['file:///srv/git/x.git', null],
    ['C:\\git\\x', null],
    ['', null],
  ])('of %j is known as %s', (url, expected) => {
    expect(normalizedRemote(url)).toBe(expected);
  });

  async function checkout(name: string, url: string): Promise<string> {
    await mkdir(join(root, name, '.git'), { recursive: true });
    const config = `[core]\n\turl = https://no.example/x/y\n[remote "up"]\n\turl = https://a.example/b/c # x\n[remote "origin"]\n\tfetch = +refs\n\turl = ${url}\n`;
    await writeFile(join(root, name, '.git', 'config'), config);
    return join(root, name);
  }

  it('is found among the neighbours of known projects', async () => {
    const known = await checkout('tide', 'https://example.com/mira/tide.git');
    const wanted = await checkout('plants', 'https://example.com/mira/greenhouse.git');
    await writeFile(join(root, 'a file'), '');
    expect(await findCheckout('git@example.com:mira/greenhouse.git', [known])).toBe(wanted);
    expect(await findCheckout('git@example.com:mira/tide.git', [known])).toBe(known);
    expect(await findCheckout('git@a.example:b/c', [known])).toBe(known);
    expect(await findCheckout('git@example.com:mira/other.git', [known, '/nowhere/x'])).toBeNull();
    expect(await findCheckout('/srv/git/x', [known])).toBeNull();
  });

  it('may be a worktree', async () => {
    const main = await checkout('tide', 'git@example.com:mira/tide.git');
    const own = join(main, '.git', 'worktrees', 'fix');
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'commondir'), '../..\n');
    await mkdir(join(root, 'fix'));
    await writeFile(join(root, 'fix', '.git'), `gitdir: ${own}\n`);
    expect(await remotesOf(join(root, 'fix'))).toContain('git@example.com:mira/tide.git');
    expect(await remotesOf(root)).toEqual([]);
  });

  it('is named by a session, where its agent writes that down', async () => {
    expect(await remoteOfSession(sourceOf(codexBundle()))).toBe('git@example.com:mira/greenhouse.git');
    const plain = claudeBundle();
    expect(await remoteOfSession(sourceOf(plain))).toBeNull();
    const link = { type: 'pr-link', prUrl: 'https://example.com/mira/tide/pull/12' };
    const files = plain.files.map((file) =>
      file.path === 'main.jsonl'
        ? { ...file, bytes: Buffer.concat([file.bytes, Buffer.from(`${JSON.stringify(link)}\n`)]) }
        : file,
    );
    expect(await remoteOfSession(sourceOf({ ...plain, files }))).toBe('https://example.com/mira/tide');
  });
});
