/** Names in the bucket that no client of ours gives: never followed, never stored, said, and the rest goes on. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/shared/errors.ts';
import { tempDirectory } from './testing/cleanup.ts';
import { contentOf, session, sessions } from './testing/device.ts';
import { startFront } from './testing/front.ts';
import { sealLegacy, uploadLegacy } from './testing/legacy-client.ts';
import { folderPlace, s3Place, sharedMinio, type Place } from './testing/place.ts';
import { expectAllInStep, twoInStep } from './testing/world.ts';

const minio = sharedMinio();
const memories = sessions('a', 3);
const more = session('mem_more');

/** An authentic session, so that only its name speaks against it. */
const evil = (place: Place): Buffer => sealLegacy(place, contentOf(session('mem_evil')));

describe('keys in an S3 bucket', () => {
  it('with control characters, blanks, too many parts or 1,024 bytes are passed over', async () => {
    const place = await s3Place(minio());
    const { laptop, desktop } = await twoInStep(place, memories);
    const names = [
      'sessions/laptop/mem_\u0001\u001b[31mred\u0007.enc',
      'sessions/laptop/mem evil.enc',
      'sessions/laptop/über.enc',
      'sessions/laptop/a/b/mem_evil.enc',
      'sessions/mem_evil.enc',
      'sessions/laptop/mem_evil.txt',
      `sessions/laptop/${'x'.repeat(129)}.enc`,
      `sessions/${'d/'.repeat(400)}mem_evil.enc`.padEnd(1024, 'x'),
    ];
    for (const name of names) await place.putRaw(name, evil(place));
    laptop.save(more);
    await laptop.goodSync();
    const filesBefore = desktop.files();
    const answer = await desktop.cli(['sync']);
    expect(answer.code).toBe(EXIT.ok);
    expect(answer.out).toMatch(/1 downloaded/);
    expect(answer.out).toMatch(/8 objects in the bucket with foreign names, left alone/);
    expect(answer.out + answer.err, 'nothing that a terminal would act on').not.toMatch(
      /[\u0001\u0007\u001b]/,
    );
    expect(desktop.files()).toEqual(filesBefore);
    await expectAllInStep([laptop, desktop], [...memories, more]);
  });

  it('that climb, are absolute or lie about where they are, as a hostile server lists them', async () => {
    const front = await startFront(minio().port);
    const place = await s3Place(minio(), front.endpoint);
    const { laptop, desktop } = await twoInStep(place, memories);
    laptop.save(more);
    await laptop.goodSync();
    const names = [
      'sessions/../../../../tmp/mem_evil.enc',
      'sessions/laptop/../desktop/mem_a000.enc',
      'sessions/./laptop/mem_evil.enc',
      'sessions//mem_evil.enc',
      'sessions/laptop/..\\..\\mem_evil.enc',
      'sessions/laptop/mem_evil.enc\u0000.txt',
      `sessions/laptop/${'y'.repeat(4000)}.enc`,
    ];
    // Not even below what was asked for.
    const strays = ['/etc/passwd', 'C:\\Windows\\mem_evil.enc', 'vault.json'];
    const entries = [...strays, ...names].map(
      (name) =>
        `<Contents><Key>${encodeURIComponent(name)}</Key><LastModified>2026-11-20T10:00:00.000Z</LastModified>` +
        `<ETag>"0123456789abcdef0123456789abcdef"</ETag><Size>500</Size></Contents>`,
    );
    front.script = {
      change: ({ method, url }, body) =>
        method === 'GET' && /prefix=sessions/.test(url)
          ? Buffer.from(body.toString().replace('<Contents>', `${entries.join('')}<Contents>`))
          : body,
    };
    const asked = front.requests.length;
    const report = await desktop.goodSync();
    expect([report.downloaded, report.refusedKeys]).toEqual([1, names.length]);
    const urls = front.requests.slice(asked).map(({ url }) => decodeURIComponent(url));
    expect(
      urls.filter((url) => /evil|passwd|\.\.|yyyy/.test(url)),
      'none is asked for',
    ).toEqual([]);
    front.script = {};
    await expectAllInStep([laptop, desktop], [...memories, more]);
  });

  it('named like what every object inherits are passed over', async () => {
    const place = await s3Place(minio());
    const { laptop, desktop } = await twoInStep(place, memories);
    const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const content = (id: string): unknown => ({ ...contentOf(session('mem_evil')), id });
    for (const name of inherited) {
      await uploadLegacy(place, name, 'mem_evil', content('mem_evil'));
      await uploadLegacy(place, 'laptop', name, content(name));
      await uploadLegacy(place, name, name, content(name));
    }
    const report = await desktop.goodSync();
    expect([report.downloaded, report.refusedKeys]).toEqual([0, 3 * inherited.length]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    await expectAllInStep([laptop, desktop], memories);
  });
});

describe('names in a folder', () => {
  it('and things that are no files are passed over', async () => {
    const place = await folderPlace();
    const { laptop, desktop } = await twoInStep(place, memories);
    const root = String(place.settings['bucket']);
    const outside = tempDirectory();
    writeFileSync(path.join(outside, 'mem_evil.enc'), evil(place));
    symlinkSync(outside, path.join(root, 'sessions', 'elsewhere'));
    symlinkSync(path.join(outside, 'mem_evil.enc'), path.join(root, 'sessions', 'laptop', 'mem_linked.enc'));
    mkdirSync(path.join(root, 'sessions', 'laptop', 'mem_folder.enc'));
    if (process.platform !== 'win32')
      execFileSync('mkfifo', [path.join(root, 'sessions', 'laptop', 'mem_pipe.enc')]);
    await place.putRaw('sessions/laptop/mem_\u0001\u001b[31m.enc', evil(place));
    await place.putRaw(`sessions/laptop/${'x'.repeat(251)}.enc`, evil(place));
    await place.putRaw('sessions/laptop/.mem_evil.enc.swp', evil(place));
    laptop.save(more);
    const report = await laptop.goodSync();
    expect([report.uploaded, report.downloaded, report.refusedKeys]).toEqual([1, 0, 3]);
    await expectAllInStep([laptop, desktop], [...memories, more]);
    expect(readdirSync(outside), 'nothing is written through a link').toEqual(['mem_evil.enc']);
  });
});
