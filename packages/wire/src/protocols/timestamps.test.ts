import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDateTime } from './timestamps.ts';

/** All that `Date` holds, and close to a day's ends more often than by chance. */
const instants = fc.oneof(
  fc.date({ noInvalidDate: true }),
  fc
    .tuple(fc.integer({ min: -40_000, max: 40_000 }), fc.integer({ min: -2000, max: 2000 }))
    .map(([day, ms]) => new Date(day * 86_400_000 + ms)),
);

test('times are written as the platform writes them, to the second or to the millisecond', () => {
  fc.assert(
    fc.property(instants, (date) => {
      const text = date.toISOString();
      expect(formatDateTime(date, 'milliseconds')).toBe(text);
      expect(formatDateTime(date, 'seconds')).toBe(`${text.slice(0, -5)}Z`);
    }),
    { numRuns: 1000 },
  );
});

test('no date is no text', () => {
  expect(() => formatDateTime(new Date(Number.NaN), 'seconds')).toThrow(RangeError);
});
