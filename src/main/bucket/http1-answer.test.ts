import { describe, expect, it } from 'vitest';
import { AnswerReader, BodyTooLarge, NotHttp } from './http1-answer.ts';

const limits = { mostBytes: () => 1000 };

/** Reads an answer in pieces of `pieceSize` bytes, each in a buffer that is spoilt afterwards. */
function read(text: string, pieceSize = text.length): { reader: AnswerReader; used: number } {
  const reader = new AnswerReader(limits);
  const bytes = Buffer.from(text, 'latin1');
  let used = 0;
  for (let at = 0; at < bytes.length && !reader.done; at += pieceSize) {
    const piece = Buffer.from(bytes.subarray(at, at + pieceSize));
    used += reader.take(piece);
    piece.fill(0xff);
  }
  return { reader, used };
}

const body = (text: string): string => read(text).reader.reply.body.toString('latin1');

const SIZED = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: "abc"\r\n\r\nhello';
const CHUNKED =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;ext=1\r\nlo\r\n0\r\nX-Trailer: 1\r\n\r\n';
const AFTER_CONTINUE = `HTTP/1.1 100 Continue\r\n\r\n${SIZED}`;

describe('an answer', () => {
  it.each([
    ['with a length', SIZED],
    ['in chunks', CHUNKED],
    ['after 100 Continue', AFTER_CONTINUE],
  ])('%s is the same in whatever pieces it arrives', (_name, text) => {
    for (let size = 1; size <= text.length; size += 1) {
      const { reader, used } = read(text, size);
      expect(reader.done).toBe(true);
      expect(reader.keepAlive).toBe(true);
      expect(reader.reply.body.toString()).toBe('hello');
      expect(reader.reply.status).toBe(200);
      expect(used).toBe(text.length);
    }
  });

  it('leaves what comes after it', () => {
    expect(read(`${SIZED}HTTP/1.1`).used).toBe(SIZED.length);
  });

  it.each([204, 304])('of status %i has no body, whatever it says', (status) => {
    const { reader } = read(`HTTP/1.1 ${status} \r\nContent-Length: 5\r\n\r\n`);
    expect(reader.done).toBe(true);
    expect(reader.size).toBe(0);
  });

  it('without a length goes on to the end of the connection, which serves no other', () => {
    const { reader } = read('HTTP/1.1 200 OK\r\n\r\nall of it');
    expect(reader.done).toBe(false);
    expect(reader.end()).toBe(true);
    expect(reader.keepAlive).toBe(false);
    expect(reader.reply.body.toString()).toBe('all of it');
  });

  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n'],
    ['HTTP/1.1 200'],
  ])('that ends early is not whole: %j', (text) => {
    expect(read(text).reader.end()).toBe(false);
  });

  it('says whether the connection may go on', () => {
    const head = (line: string): boolean =>
      read(`HTTP/1.${line}\r\nContent-Length: 0\r\n\r\n`).reader.keepAlive;
    expect(head('1 200 OK')).toBe(true);
    expect(head('1 200 OK\r\nConnection: Close')).toBe(false);
    expect(head('0 200 OK')).toBe(false);
    expect(head('0 200 OK\r\nConnection: keep-alive')).toBe(true);
  });

  it('has its header names in lower case, repeated ones joined, none with a prototype', () => {
    const { headers } = read('HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a:  2 \r\n__proto__: x\r\n\r\n').reader.reply;
    expect(headers['x-a']).toBe('1, 2');
    expect(Object.getPrototypeOf(headers)).toBeNull();
  });

  it('grows with a body, and keeps it', () => {
    const long = 'x'.repeat(900);
    const chunks = Array.from(long, (letter) => `1\r\n${letter}\r\n`).join('');
    expect(body(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`)).toBe(long);
  });
});

describe('refused are', () => {
  it.each([
    ['SSH-2.0-OpenSSH_9.2\r\n'],
    ['\x16\x03\x01\x02\x00'],
    ['HTTP/2 200\r\n\r\n'],
    ['HTTP/1.1 2000 OK\r\n\r\n'],
    ['HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nno header\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\n folded: 5\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n'],
    [`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(300)}\r\n`],
    [`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`],
    [`HTTP/1.1 200 OK\r\nX-Endless: ${'x'.repeat(40_000)}`],
  ])('%j', (text) => {
    for (const size of [1, 7, text.length]) expect(() => read(text, size)).toThrow(NotHttp);
  });

  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n'],
    [`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(1001)}`],
  ])('bodies larger than was asked for: %j', (text) => {
    expect(() => read(text)).toThrow(BodyTooLarge);
  });
});
