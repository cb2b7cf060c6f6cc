import { expect, test } from 'vitest';
import { type Instant, instant } from '#kernel/clock';
import type { ObjectRecord } from '../state.ts';
import { expirationAnswer, expiryOf, fits, isUploadOver, isVersionOver, newClassOf } from './due.ts';
import type { Lifecycle, LifecycleRule } from './rules.ts';

const at = (text: string): Instant => instant(Date.parse(text));

const rule = (more: Partial<LifecycleRule>): LifecycleRule => ({
  id: 'r',
  isEnabled: true,
  form: 'one',
  filter: {},
  transitions: [],
  noncurrentTransitions: [],
  ...more,
});
const of = (...rules: readonly LifecycleRule[]): Lifecycle => ({ rules, smallObjects: 'all_storage_classes_128K' });
const object = (more: Partial<ObjectRecord> = {}): ObjectRecord =>
  ({ key: 'logs/a', bytes: 200_000, modifiedAt: at('2026-01-15T10:30:00Z'), ...more }) as ObjectRecord;

test.each([
  // As S3's guide counts: three days after, then to the next midnight.
  ['2026-01-15T10:30:00Z', 3, '2026-01-19T00:00:00Z'],
  ['2026-01-15T00:00:00Z', 1, '2026-01-16T00:00:00Z'],
  ['2026-01-15T23:59:59Z', 1, '2026-01-17T00:00:00Z'],
])('made at %s, %d days: ends at %s', (made, days, ends) => {
  const lifecycle = of(rule({ expiration: { days } }));
  expect(expiryOf({ lifecycle }, object({ modifiedAt: at(made) }))?.at).toBe(at(ends));
});

test('the earliest end counts, and is told with its rule; rules that are off say nothing', () => {
  const lifecycle = of(
    rule({ id: 'later', expiration: { days: 30 } }),
    rule({ id: 'first', expiration: { date: at('2026-01-20T00:00:00Z') } }),
    rule({ id: 'off', isEnabled: false, expiration: { days: 1 } }),
  );
  expect(expirationAnswer({ lifecycle }, object())).toEqual({
    Expiration: 'expiry-date="Tue, 20 Jan 2026 00:00:00 GMT", rule-id="first"',
  });
  expect(expirationAnswer({}, object())).toEqual({});
});

test.each([
  [{ prefix: 'logs/' }, {}, true],
  [{ prefix: 'other/' }, {}, false],
  [{ largerThan: 200_000 }, {}, false],
  [{ largerThan: 199_999, smallerThan: 200_001 }, {}, true],
  [{ smallerThan: 200_000 }, {}, false],
  [
    { tags: [{ Key: 'a', Value: '1' }] },
    {
      tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '' },
      ],
    },
    true,
  ],
  [
    {
      tags: [
        { Key: 'a', Value: '1' },
        { Key: 'c', Value: '' },
      ],
    },
    { tags: [{ Key: 'a', Value: '1' }] },
    false,
  ],
])('%j fits %j: %s', (filter, more, expected) => {
  expect(fits(filter, object(more))).toBe(expected);
});

test.each([
  ['2026-02-14T00:00:00Z', undefined, 200_000, undefined],
  ['2026-02-15T00:00:00Z', undefined, 200_000, 'STANDARD_IA'],
  ['2026-05-15T00:00:00Z', 'STANDARD_IA', 200_000, 'GLACIER'],
  ['2026-05-15T00:00:00Z', 'DEEP_ARCHIVE', 200_000, undefined],
  ['2026-05-15T00:00:00Z', undefined, 1000, undefined],
])('at %s, in class %s with %d bytes it goes to %s', (now, storageClass, bytes, expected) => {
  const lifecycle = of(
    rule({
      transitions: [
        { days: 30, storageClass: 'STANDARD_IA' },
        { days: 90, storageClass: 'GLACIER' },
      ],
    }),
  );
  expect(
    newClassOf(lifecycle, object({ bytes, ...(storageClass === undefined ? {} : { storageClass }) }), at(now)),
  ).toBe(expected);
});

test('small objects move where their rule says a size, and to archives where the bucket says so', () => {
  const small = object({ bytes: 1000 });
  const toArchive = rule({ transitions: [{ days: 0, storageClass: 'GLACIER' }] });
  const now = at('2026-02-01T00:00:00Z');
  expect(newClassOf(of({ ...toArchive, filter: { largerThan: 10 } }), small, now)).toBe('GLACIER');
  expect(newClassOf({ ...of(toArchive), smallObjects: 'varies_by_storage_class' }, small, now)).toBe('GLACIER');
});

test.each([
  [5, 0, undefined, '2026-01-21T00:00:00Z', true],
  [5, 0, undefined, '2026-01-20T23:59:59Z', false],
  [1, 1, 2, '2026-03-01T00:00:00Z', false],
  [1, 2, 2, '2026-03-01T00:00:00Z', true],
])('a version, %d days, %d newer ones, keep %s, at %s: over %s', (days, newer, keep, now, expected) => {
  const moment = keep === undefined ? { days } : { days, keep };
  const since = at('2026-01-15T10:30:00Z');
  expect(isVersionOver(of(rule({ noncurrentExpiration: moment })), object(), { since, newer }, at(now))).toBe(expected);
});

test('an upload that nobody completed', () => {
  const upload = { key: 'logs/a', initiatedAt: at('2026-01-15T10:30:00Z') };
  const lifecycle = of(rule({ abortDays: 7, filter: { prefix: 'logs/' } }));
  expect(isUploadOver(lifecycle, upload, at('2026-01-22T23:59:59Z'))).toBe(false);
  expect(isUploadOver(lifecycle, upload, at('2026-01-23T00:00:00Z'))).toBe(true);
  expect(isUploadOver(lifecycle, { ...upload, key: 'a' }, at('2027-01-01T00:00:00Z'))).toBe(false);
});
