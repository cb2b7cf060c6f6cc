import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BoundTo, readPageToken, writePageToken } from './page-token.ts';

const bound: fc.Arbitrary<BoundTo> = fc.array(fc.option(fc.string(), { nil: undefined }));

test('a page token leads back to its place, and with other filters nowhere', () => {
  fc.assert(
    fc.property(fc.string(), bound, bound, (place, own, other) => {
      const token = writePageToken(place, own);
      expect(readPageToken(token, own)).toBe(Buffer.from(place).toString());
      if (JSON.stringify(own) !== JSON.stringify(other)) expect(readPageToken(token, other)).toBeUndefined();
    }),
  );
});

test.each([
  ['nothing', ''],
  ['what somebody made up', 'AAAA'],
  ['what is longer than any', 'A'.repeat(5000)],
])('%s is no page token', (_, token) => {
  expect(readPageToken(token, ['111122223333', 'ListUsers'])).toBeUndefined();
});

test('a filter that is not set is another than one that is empty', () => {
  expect(readPageToken(writePageToken('place', ['a', undefined]), ['a', ''])).toBeUndefined();
});
