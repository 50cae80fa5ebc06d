import { describe, expect, it } from 'vitest';
import { scanError, scanListing } from './s3-xml.ts';

interface Item {
  key: string;
  etag?: string;
  more?: string;
}

function listing(items: readonly Item[], changes: { head?: string; tail?: string } = {}): Buffer {
  const contents = items.map(
    ({ key, etag = '&quot;0123456789abcdef&quot;', more = '' }) =>
      `<Contents><Key>${key}</Key><LastModified>2026-11-22T12:00:00.123Z</LastModified><ETag>${etag}</ETag>` +
      `<Size>42</Size>${more}<StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const { head = '<IsTruncated>false</IsTruncated>', tail = '' } = changes;
  return Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
      `<Name>b</Name>${head}<EncodingType>url</EncodingType>${contents.join('')}${tail}</ListBucketResult>`,
  );
}

describe('scanListing', () => {
  it('reads keys, ETags, sizes and times', () => {
    const owner = '<Owner><ID>1</ID><DisplayName>müller</DisplayName></Owner>';
    const page = scanListing(listing([{ key: 'sessions/laptop/mem_1.enc', more: owner }, { key: 'z' }]));
    expect(page).toEqual({
      next: null,
      entries: [
        {
          key: 'sessions/laptop/mem_1.enc',
          etag: '0123456789abcdef',
          size: 42,
          modifiedAt: Date.parse('2026-11-22T12:00:00.123Z'),
        },
        { key: 'z', etag: '0123456789abcdef', size: 42, modifiedAt: Date.parse('2026-11-22T12:00:00.123Z') },
      ],
    });
  });

  it.each([
    ['a+b', 'a b'],
    ['a%20b', 'a b'],
    ['a%2Bb', 'a+b'],
    ['%F0%9F%98%80', '😀'],
    ['a%26amp%3B', 'a&amp;'],
  ])('decodes the key %s', (encoded, key) => {
    expect(scanListing(listing([{ key: encoded }]))?.entries[0]?.key).toBe(key);
  });

  it.each([
    ['&#34;abc&#34;', 'abc'],
    ['&quot;abc-3&quot;', 'abc-3'],
    ['"abc"', 'abc'],
    ['W/&#x22;abc&#x22;', 'abc'],
    ['abc', 'abc'],
  ])('strips the ETag %s', (written, etag) => {
    expect(scanListing(listing([{ key: 'k', etag: written }]))?.entries[0]?.etag).toBe(etag);
  });

  it('reads the token before or after the entries', () => {
    const truncated = '<IsTruncated>true</IsTruncated>';
    const token = '<NextContinuationToken>a&amp;b==</NextContinuationToken>';
    expect(scanListing(listing([{ key: 'k' }], { head: truncated + token }))?.next).toBe('a&b==');
    expect(scanListing(listing([{ key: 'k' }], { head: '', tail: token + truncated }))?.next).toBe('a&b==');
  });

  it('reads a page without entries', () => {
    expect(scanListing(listing([]))).toEqual({ entries: [], next: null });
  });

  it.each<[string, Buffer]>([
    ['an empty body', Buffer.alloc(0)],
    ['a web page', Buffer.from('<!doctype html><html></html>')],
    ['an error document', Buffer.from('<Error><Code>SlowDown</Code></Error>')],
    ['a document cut short', listing([{ key: 'k' }]).subarray(0, -20)],
    [
      'a truncated page without a token',
      listing([{ key: 'k' }], { head: '<IsTruncated>true</IsTruncated>' }),
    ],
    ['no word on truncation', listing([{ key: 'k' }], { head: '' })],
    [
      'keys that are not URL-encoded',
      Buffer.from(
        listing([{ key: 'k' }])
          .toString()
          .replace('<EncodingType>url</EncodingType>', ''),
      ),
    ],
    ['a broken escape', listing([{ key: 'a%GG' }])],
    ['an entity in an encoded key', listing([{ key: 'a&amp;b' }])],
    ['CDATA', listing([{ key: '<![CDATA[k]]>' }])],
    ['a comment', listing([{ key: 'k', more: '<!-- c -->' }])],
    [
      'an entry without a key',
      Buffer.from(
        listing([{ key: 'k' }])
          .toString()
          .replace('<Key>k</Key>', ''),
      ),
    ],
    [
      'a size that is no number',
      Buffer.from(
        listing([{ key: 'k' }])
          .toString()
          .replace('<Size>42<', '<Size>many<'),
      ),
    ],
    [
      'a time that is none',
      Buffer.from(
        listing([{ key: 'k' }])
          .toString()
          .replace('2026-11-22T12', 'noon'),
      ),
    ],
  ])('leaves %s to the SDK', (_name, body) => {
    expect(scanListing(body)).toBeNull();
  });
});

describe('scanError', () => {
  it('reads code, message and hints', () => {
    const xml =
      '<?xml version="1.0"?><Error xmlns="x"><Code>PermanentRedirect</Code><Message>a &amp; b</Message>' +
      '<Endpoint>s3.eu-west-1.amazonaws.com</Endpoint><Region>eu-west-1</Region></Error>';
    expect(scanError(Buffer.from(xml))).toEqual({
      code: 'PermanentRedirect',
      message: 'a & b',
      endpoint: 's3.eu-west-1.amazonaws.com',
      region: 'eu-west-1',
      serverTime: null,
    });
  });

  it.each(['', 'nope', '<html><body>Error</body></html>', '{"code":"x"}', '<Error></Error>'])(
    'finds none in %j',
    (body) => {
      expect(scanError(Buffer.from(body))).toBeNull();
    },
  );
});
