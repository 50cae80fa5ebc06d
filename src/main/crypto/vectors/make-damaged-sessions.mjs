/** Damaged, moved and malformed session objects: for `generate.mjs`. */
import {
  documentMemory,
  documentText,
  plain,
  ours,
  ourText,
  session,
  place,
  invalid,
} from './make-sessions.mjs';
import { OTHER_KEY, OTHER_VAULT, LAPTOP, DESKTOP, error, flip, withoutKey } from './plain-format.mjs';

const changed = (fields) => JSON.stringify({ ...plain(documentMemory), ...fields });
const task = plain(documentMemory).tasks[0];

export const damagedSessions = [
  session('empty', 'an object of 0 bytes', ourText, error('OBJECT_TRUNCATED'), {
    damage: () => Buffer.alloc(0),
  }),
  session('cut-in-iv', '15 bytes', ourText, error('OBJECT_TRUNCATED'), {
    damage: (sealed) => sealed.subarray(0, 15),
  }),
  session('cut-in-tag', '31 bytes', ourText, error('OBJECT_TRUNCATED'), {
    damage: (sealed) => sealed.subarray(0, 31),
  }),
  session('cut-to-envelope', 'only IV and tag', ourText, error('OBJECT_UNDECRYPTABLE'), {
    damage: (sealed) => sealed.subarray(0, 32),
  }),
  session('cut-in-body', 'the last byte is missing', ourText, error('OBJECT_UNDECRYPTABLE'), {
    damage: (sealed) => sealed.subarray(0, -1),
  }),
  session('grown', 'one byte too many', ourText, error('OBJECT_UNDECRYPTABLE'), {
    damage: (sealed) => Buffer.concat([sealed, Buffer.alloc(1)]),
  }),
  session('flipped-iv', 'one bit of the IV', ourText, error('OBJECT_UNDECRYPTABLE'), { damage: flip(0) }),
  session('flipped-tag', 'one bit of the tag', ourText, error('OBJECT_UNDECRYPTABLE'), { damage: flip(31) }),
  session('flipped-first', 'one bit of the first ciphertext byte', ourText, error('OBJECT_UNDECRYPTABLE'), {
    damage: flip(32),
  }),
  session('flipped-last', 'one bit of the last ciphertext byte', ourText, error('OBJECT_UNDECRYPTABLE'), {
    damage: flip(-1),
  }),
  session('other-key', 'sealed with another key', ourText, error('OBJECT_UNDECRYPTABLE'), { key: OTHER_KEY }),
  session('plaintext', 'never encrypted at all', ourText, error('OBJECT_UNDECRYPTABLE'), {
    damage: () => Buffer.from(documentText),
  }),
  session(
    'swapped',
    'another session of the same device under this key',
    ours({ ...plain(documentMemory), id: 'mem_def456' }),
    error('OBJECT_MISPLACED', 'session'),
  ),
  session(
    'moved-to-another-device',
    'the right session under another device',
    ourText,
    error('OBJECT_MISPLACED', 'device'),
    { objectKey: place(DESKTOP, 'mem_abc123') },
  ),
  session(
    'other-vault',
    'the same key in two vaults',
    ours(plain(documentMemory), { vault: OTHER_VAULT }),
    error('OBJECT_MISPLACED', 'vault'),
  ),
  session(
    'document-client-renamed',
    'an object of the document’s client under another session’s key',
    documentText,
    error('OBJECT_MISPLACED', 'id'),
    { objectKey: place(LAPTOP, 'mem_def456') },
  ),
  session(
    'sync-and-id-disagree',
    '_sync is in place, the memory is another',
    ours({ ...plain(documentMemory), id: 'mem_def456' }, { session: 'mem_abc123' }),
    error('OBJECT_MISPLACED', 'id'),
  ),
  session(
    'newer-format',
    '_sync.v 2',
    ours(plain(documentMemory), { v: 2, vault: { moved: true } }),
    error('OBJECT_UNSUPPORTED'),
  ),
  ...[
    ['text', '1'],
    ['zero', 0],
    ['fraction', 1.5],
    ['null', null],
  ].map(([name, v]) =>
    session(
      `sync-version-${name}`,
      `_sync.v ${JSON.stringify(v)}`,
      ours(plain(documentMemory), { v }),
      invalid('_sync.v'),
    ),
  ),
  ...[
    ['null', null],
    ['list', []],
    ['text', 'yes'],
  ].map(([name, _sync]) =>
    session(`sync-${name}`, `_sync ${JSON.stringify(_sync)}`, changed({ _sync }), invalid('_sync')),
  ),
  session(
    'sync-without-vault',
    '_sync without its vault',
    ours(plain(documentMemory), { vault: undefined }),
    error('OBJECT_MISPLACED', 'vault'),
  ),
  session(
    'sync-without-vector',
    '_sync without its vector',
    ours(plain(documentMemory), { vector: undefined }),
    invalid('_sync.vector'),
  ),
  ...[
    ['list', [1]],
    ['unsafe-device', { '../laptop': 1 }],
    ['empty-device', { '': 1 }],
    ['prototype', JSON.parse('{"__proto__":1}')],
    ['method', { toString: 1 }],
    ['fraction', { a: 1.5 }],
    ['zero', { a: 0 }],
    ['negative', { a: -1 }],
    ['huge', { a: 2 ** 53 }],
    ['infinite', { a: 'Infinity' }],
  ].map(([name, vector]) =>
    session(
      `vector-${name}`,
      `a vector ${JSON.stringify(vector)}`,
      ours(plain(documentMemory), { vector }),
      invalid('_sync.vector'),
    ),
  ),
  session(
    'hash-missing',
    '_sync without its contentHash',
    ours(plain(documentMemory), { contentHash: undefined }),
    invalid('_sync.contentHash'),
  ),
  session(
    'hash-malformed',
    'a contentHash in upper case',
    ours(plain(documentMemory), { contentHash: 'A'.repeat(64) }),
    invalid('_sync.contentHash'),
  ),
  session(
    'hash-of-other-content',
    'contentHash of other content',
    ours(plain(documentMemory), { contentHash: '0'.repeat(64) }),
    invalid('_sync.contentHash'),
  ),
  session('no-plaintext', 'a sealed nothing', '', invalid()),
  session('not-utf8', 'bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), invalid()),
  session('byte-order-mark', 'JSON behind a byte order mark', `\ufeff${documentText}`, invalid()),
  session('not-json', 'text that is not JSON', documentText.slice(0, -1), invalid()),
  session('json-null', 'null', 'null', invalid('')),
  session('json-list', 'a list', `[${documentText}]`, invalid('')),
  session('id-missing', 'no id', JSON.stringify(withoutKey(plain(documentMemory), 'id')), invalid('id')),
  session('id-unsafe', 'an id that climbs', changed({ id: '../../mem_abc123' }), invalid('id')),
  session(
    'start-missing',
    'no startedAt',
    JSON.stringify(withoutKey(plain(documentMemory), 'startedAt')),
    invalid('startedAt'),
  ),
  session('not-a-date', 'a date that is not one', changed({ startedAt: 'yesterday' }), invalid('startedAt')),
  session(
    'impossible-date',
    'the 30th of February',
    changed({ endedAt: '2026-02-30T00:00:00.000Z' }),
    invalid('endedAt'),
  ),
  session('summary-number', 'a number for a text', changed({ summary: 7 }), invalid('summary')),
  session('tags-text', 'a text for a list', changed({ tags: 'bug' }), invalid('tags')),
  session('tokens-text', 'a text for a number', changed({ tokensUsed: '18234' }), invalid('tokensUsed')),
  session('task-null', 'a task that is null', changed({ tasks: [null] }), invalid('tasks.0')),
  session(
    'task-status',
    'a status no one knows',
    changed({ tasks: [{ ...task, status: 'dreaming' }] }),
    invalid('tasks.0.status'),
  ),
  session(
    'prototype-key',
    'the key __proto__',
    `{"__proto__":{"isAdmin":true},${documentText.slice(1)}`,
    invalid('extra'),
  ),
  session(
    'prototype-key-deep',
    'the key __proto__ in a value no one knows',
    `{"mood":[{"__proto__":{"isAdmin":true}}],${documentText.slice(1)}`,
    invalid('extra'),
  ),
  session(
    'prototype-key-in-task',
    'the key constructor in a task',
    changed({ tasks: [{ ...task, constructor: 1 }] }),
    invalid('tasks.0'),
  ),
  session(
    'nested',
    'a value nested 1,000 deep',
    `{"mood":${'['.repeat(1000)}${']'.repeat(1000)},${documentText.slice(1)}`,
    invalid('extra'),
  ),
];
