/** Parts of transcripts, sound and damaged: for `generate.mjs`. */
import { zstdCompressSync, constants } from 'node:zlib';
import {
  KEY,
  VAULT,
  OTHER_VAULT,
  LAPTOP,
  DESKTOP,
  ivOf,
  envelope,
  subkey,
  framed,
  error,
  flip,
} from './plain-format.mjs';

const PART = '00001-0-0-9f3a61c2';
const HOME = `transcripts/${LAPTOP}/mem_abc123/${PART}.enc`;

const line = (text) => `{"type":"user","message":{"role":"user","content":"${text}"}}\n`;
const spoken = line('Why does the parser drop the last line – café ☕?') + line('It has no newline.');
const earlier = line('What has been said before, and is said again. ').repeat(8);
const main = (offset, text, generation = 1) => ({
  path: 'main.jsonl',
  role: 'main',
  offset,
  length: Buffer.byteLength(text),
  generation,
});
const result = { path: 'side/tool-results/r1.txt', role: 'tool-result', offset: 0, length: 4, generation: 1 };

function body(segments, bytes, length) {
  const index = typeof segments === 'string' ? segments : JSON.stringify({ segments });
  return framed(index, Buffer.from(bytes), length);
}

const header = (inner, fields = {}) => ({
  v: 1,
  type: 'transcript',
  vault: VAULT,
  device: LAPTOP,
  session: 'mem_abc123',
  bytes: inner.length,
  part: PART,
  ...fields,
});

const whole = (inner, fields = {}) => framed(header(inner, fields), zstdCompressSync(inner));

const SAMPLE = Buffer.from(
  '{"segments":[{"path":"main.jsonl","role":"main","offset":,"length":,"generation":1}]}',
);

/** Compressed against a sample of an index and bytes that precede it, with a checksum. */
const against = (inner, dictionary, prefix) =>
  framed(
    header(inner, { prefix: [prefix.path, prefix.offset, prefix.length] }),
    zstdCompressSync(inner, { dictionary: Buffer.concat([SAMPLE, dictionary]), params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
  );

function part(name, shows, plaintext, expect, options = {}) {
  const { objectKey = HOME, damage = (sealed) => sealed, subkeyOf = 'transcript', prefix } = options;
  return {
    name,
    shows,
    key: KEY.toString('hex'),
    vault: VAULT,
    objectKey,
    ...(prefix === undefined ? {} : { prefix }),
    hex: damage(envelope(subkey(subkeyOf), ivOf(name), plaintext)).toString('hex'),
    expect,
  };
}

const one = body([main(0, spoken)], spoken);
const opened = { segments: [main(0, spoken)], text: spoken };
const malformed = (field) => error('OBJECT_MALFORMED', field);
const continued = body([main(earlier.length, spoken)], spoken);
const prefix = { path: 'main.jsonl', offset: 0, length: earlier.length };
const repeats = (spoken + earlier).repeat(2);
const bomb = Buffer.alloc(64 * 1024 * 1024);

export const parts = [
  part('part', 'the first two lines of a session', whole(one), { opens: opened }),
  part(
    'part-of-several-files',
    'one part holds the bytes of several files, here of a later generation',
    whole(body([main(100, spoken, 3), result], `${spoken}done`)),
    { opens: { segments: [main(100, spoken, 3), result], text: `${spoken}done` } },
  ),
  part('part-of-nothing', 'no segments and no bytes', whole(body([], '')), {
    opens: { segments: [], text: '' },
  }),
  part(
    'part-with-prefix',
    'compressed against the lines before it',
    against(continued, Buffer.from(earlier), prefix),
    { opens: { segments: [main(earlier.length, spoken)], text: spoken } },
    { prefix: { ...prefix, text: earlier } },
  ),
  part(
    'part-with-more',
    'keys of a later version in header and index',
    whole(body(JSON.stringify({ segments: [{ ...main(0, spoken), later: 1 }], later: 1 }), spoken), {
      later: 1,
    }),
    { opens: opened },
  ),
  part(
    'part-with-other-prefix',
    'the lines before it are not those it was made with',
    against(continued, Buffer.from(earlier), prefix),
    malformed('body'),
    { prefix: { ...prefix, text: earlier.replaceAll('role', 'rule') } },
  ),
  part(
    'part-prefix-climbs',
    'a prefix out of a file outside the bundle',
    against(continued, Buffer.from(earlier), { ...prefix, path: 'side/../../x' }),
    malformed('prefix'),
    { prefix: { ...prefix, text: earlier } },
  ),
  part(
    'part-prefix-too-long',
    'a prefix of 1 TiB',
    against(continued, Buffer.from(earlier), { ...prefix, length: 2 ** 40 }),
    malformed('prefix'),
    { prefix: { ...prefix, text: earlier } },
  ),
  part('part-renamed', 'another part of the same session', whole(one), error('OBJECT_MISPLACED', 'part'), {
    objectKey: HOME.replace(PART, '00002-0-0-aaaaaaaa'),
  }),
  part(
    'part-without-name',
    'a header that names no part',
    whole(one, { part: undefined }),
    error('OBJECT_MISPLACED', 'part'),
  ),
  part(
    'part-of-other-session',
    'moved to another session',
    whole(one, { session: 'mem_def456' }),
    error('OBJECT_MISPLACED', 'session'),
  ),
  part(
    'part-of-other-device',
    'moved from another device',
    whole(one, { device: DESKTOP }),
    error('OBJECT_MISPLACED', 'device'),
  ),
  part(
    'part-of-other-vault',
    'the same key in two vaults',
    whole(one, { vault: OTHER_VAULT }),
    error('OBJECT_MISPLACED', 'vault'),
  ),
  part('part-newer', 'header version 2', whole(one, { v: 2 }), error('OBJECT_UNSUPPORTED')),
  part('part-cut', 'the last byte is missing', whole(one), error('OBJECT_UNDECRYPTABLE'), {
    damage: (sealed) => sealed.subarray(0, -1),
  }),
  part('part-cut-in-tag', '31 bytes', whole(one), error('OBJECT_TRUNCATED'), {
    damage: (sealed) => sealed.subarray(0, 31),
  }),
  part('part-flipped', 'one bit', whole(one), error('OBJECT_UNDECRYPTABLE'), { damage: flip(60) }),
  part('part-of-other-key', 'sealed with the subkey of the log', whole(one), error('OBJECT_UNDECRYPTABLE'), {
    subkeyOf: 'log',
  }),
  part(
    'part-zstd-cut',
    'compressed data that ends early',
    framed(header(one), zstdCompressSync(one).subarray(0, -8)),
    malformed('body'),
  ),
  part('part-longer', 'more than the header says', whole(one, { bytes: one.length - 1 }), malformed('body')),
  part('part-shorter', 'less than the header says', whole(one, { bytes: one.length + 1 }), malformed('body')),
  part(
    'part-bomb',
    '64 MiB of zeros in 2 KB, said openly',
    framed(header(bomb), zstdCompressSync(bomb)),
    error('OBJECT_TOO_LARGE'),
  ),
  part(
    'part-bomb-denied',
    '64 MiB of zeros that claim to be 100 bytes',
    framed(header(bomb, { bytes: 100 }), zstdCompressSync(bomb)),
    malformed('body'),
  ),
  part(
    'part-too-large',
    'a body larger than parts are, though not than its type allows',
    whole(one, { bytes: 9 * 1024 * 1024 }),
    error('OBJECT_TOO_LARGE'),
  ),
  part('part-without-index', 'a body of 2 bytes', whole(Buffer.alloc(2)), malformed('index')),
  part(
    'part-index-lies',
    'an index longer than the body',
    whole(body([main(0, spoken)], spoken, 0x7fffffff)),
    malformed('index'),
  ),
  part('part-index-not-json', 'no JSON for an index', whole(body('{', spoken)), malformed()),
  part('part-index-list', 'a list for an index', whole(body('[]', spoken)), malformed('segments')),
  part(
    'part-index-text',
    'text for the segments',
    whole(body('{"segments":"all"}', spoken)),
    malformed('segments'),
  ),
  part(
    'part-index-null',
    'null for a segment',
    whole(body('{"segments":[null]}', spoken)),
    malformed('segments'),
  ),
  part(
    'part-index-climbs',
    'a path outside the bundle',
    whole(body([{ ...main(0, spoken), path: 'side/../../.ssh/id' }], spoken)),
    malformed('segments'),
  ),
  part(
    'part-index-role',
    'a role no one knows',
    whole(body([{ ...main(0, spoken), role: 'root' }], spoken)),
    malformed('segments'),
  ),
  part(
    'part-index-negative',
    'an offset before the beginning',
    whole(body([{ ...main(0, spoken), offset: -1 }], spoken)),
    malformed('segments'),
  ),
  part(
    'part-index-more',
    'segments that claim more than there is',
    whole(body([{ ...main(0, spoken), length: repeats.length }], spoken)),
    malformed('segments'),
  ),
  part(
    'part-index-less',
    'bytes that no segment names',
    whole(body([main(0, 'x')], spoken)),
    malformed('segments'),
  ),
];
