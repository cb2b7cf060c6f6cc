import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HmacKey } from './hmac-key.ts';

// RFC 4231, test cases 1, 2, 3, 4, 6 and 7.
test.each<[string, Buffer, string, string]>([
  ['1', Buffer.alloc(20, 0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
  [
    '2',
    Buffer.from('Jefe'),
    'what do ya want for nothing?',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    '6',
    Buffer.alloc(131, 0xaa),
    'Test Using Larger Than Block-Size Key - Hash Key First',
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
  [
    '7',
    Buffer.alloc(131, 0xaa),
    'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
    '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
  ],
])('RFC 4231, case %s', (_, key, text, expected) => {
  expect(new HmacKey(key).sign(text)).toBe(expected);
});

test('as the platform signs, whatever the key and the text', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', minLength: 300, maxLength: 2000 }));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(texts, { maxLength: 4 }), (bytes, signed) => {
      const key = new HmacKey(Buffer.from(bytes));
      for (const text of signed) expect(key.sign(text)).toBe(createHmac('sha256', bytes).update(text).digest('hex'));
    }),
    { numRuns: 500 },
  );
});

test('the bytes that it was made of are wiped, and it shows none', () => {
  const bytes = Buffer.alloc(32, 7);
  const key = new HmacKey(bytes);
  expect(bytes.equals(Buffer.alloc(32))).toBe(true);
  expect(inspect(key, { showHidden: true, depth: 5 })).toBe('HmacKey {}');
  expect(JSON.stringify({ key })).toBe('{"key":"[key]"}');
});
