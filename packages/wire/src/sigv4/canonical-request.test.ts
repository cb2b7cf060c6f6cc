import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wireRequest } from '../../tests/sigv4/vectors.ts';
import { canonicalPath } from './canonical-request.ts';
import { canonicalValue, readHeaders } from './request-headers.ts';
import { decodeBytes, encodeComponent, encodePath, reencodeComponent, reencodePath } from './uri-encode.ts';

test.each([
  ['', '/', '/'],
  ['/', '/', '/'],
  ['/a/./b/../c/', '/a/c/', '/a/./b/../c/'],
  ['/../../a', '/a', '/../../a'],
  ['//a///b', '/a/b', '//a///b'],
  ['/..', '/', '/..'],
  ['/a%20b', '/a%2520b', '/a%20b'],
  ['/a b', '/a%20b', '/a%20b'],
  ['/a%2fb', '/a%252fb', '/a%2Fb'],
  ["/!'()*", '/%21%27%28%29%2A', '/%21%27%28%29%2A'],
  ['/%7e~', '/%257e~', '/~~'],
  ['/100%', '/100%25', '/100%25'],
  ['/%zz%4', '/%25zz%254', '/%25zz%254'],
  ['/\u00e1\u0088\u00b4', '/%E1%88%B4', '/%E1%88%B4'],
  ['/\u1234', '/%E1%88%B4', '/%E1%88%B4'],
])('the path %j is %j, and %j for S3', (path, normalized, asSent) => {
  expect(canonicalPath(path, 'normalized')).toBe(normalized);
  expect(canonicalPath(path, 'asSent')).toBe(asSent);
});

test('encoding is what encodeURIComponent does, and the five characters that it leaves', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const expected = encodeURIComponent(text).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      );
      const bytes = Buffer.from(text, 'utf8').toString('latin1');
      expect(encodeComponent(bytes)).toBe(expected);
      expect(encodePath(bytes)).toBe(expected.replaceAll('%2F', '/'));
      expect(decodeBytes(expected)).toBe(bytes);
    }),
  );
});

test('encoding again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
      const once = reencodeComponent(text);
      expect(reencodeComponent(once)).toBe(once);
      expect(once).toMatch(/^(?:[A-Za-z0-9\-._~]|%[0-9A-F]{2})*$/);
      expect(reencodePath(reencodePath(text))).toBe(reencodePath(text));
    }),
  );
});

test.each([
  ['', ''],
  ['a', 'a'],
  ['  a  b   c ', 'a b c'],
  ['a\t\tb\r\n c', 'a b c'],
  ['"a   b"', '"a b"'],
  ['   ', ''],
  ['\u00a0a\u00a0\u00a0', '\u00a0a\u00a0\u00a0'],
])('the header value %j is %j', (value, expected) => {
  expect(canonicalValue(value)).toBe(expected);
});

test('headers of one name are joined in the order sent, and those that may come once are told', () => {
  const joined = readHeaders(wireRequest('GET', '/', ['X-A', '1', 'x-b', '2', 'x-a', ' 3']));
  expect(Object.fromEntries(joined.headers)).toEqual({ 'x-a': '1,3', 'x-b': '2' });
  expect(joined.duplicated).toBeUndefined();
  expect(readHeaders(wireRequest('GET', '/', ['Date', '1', 'x-a', '2', 'DATE', '1'])).duplicated).toBe('date');
});

test("HTTP/2's authority stands for the host", () => {
  expect(readHeaders(wireRequest('GET', '/', [':authority', 'h:1'])).headers.get('host')).toBe('h:1');
  expect(readHeaders(wireRequest('GET', '/', [':authority', 'h:1', 'host', 'g'])).headers.get('host')).toBe('g');
});
