import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAmzDate, parseAmzDate, parseHttpDate, parseIsoDate } from './amz-date.ts';

test('dates are read and written as Date does it', () => {
  const anySecond = fc.integer({ min: 0, max: 253_402_300_799 }).map((seconds) => seconds * 1000);
  fc.assert(
    fc.property(anySecond, (millis) => {
      const date = new Date(millis);
      const text = date.toISOString().replace(/[-:]|\.\d+/g, '');
      expect(formatAmzDate(millis)).toBe(text);
      expect(parseAmzDate(text)).toBe(millis);
      expect(parseHttpDate(date.toUTCString())).toBe(millis);
      expect(parseIsoDate(date.toISOString())).toBe(millis);
    }),
  );
});

test.each([
  '',
  '2015-08-30T12:36:00Z',
  '20150830T123600',
  '20150830T123600+0100',
  '20150230T123600Z',
  '20150830T243600Z',
  '20151330T123600Z',
  '20150830T123660Z',
  '20150830T123600Z ',
])('%j is no X-Amz-Date', (text) => {
  expect(parseAmzDate(text)).toBeUndefined();
});

test.each(['Sun, 30 Foo 2015 12:36:00 GMT', 'Sun, 30 Aug 2015 12:36:00 +0000', '30 Aug 2015'])(
  '%j is no HTTP date',
  (text) => {
    expect(parseHttpDate(text)).toBeUndefined();
  },
);

test.each(['2015-08-30', '2015-08-30T12:36:00', '2015-08-30 12:36:00Z', '2015-02-30T12:36:00Z'])(
  '%j is no ISO date',
  (text) => {
    expect(parseIsoDate(text)).toBeUndefined();
  },
);
