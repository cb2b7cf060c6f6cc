import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant } from '#kernel/clock';
import { newEventId, timeOfEventId } from './event-id.ts';

test('an id says when its event was, and is a UUID of version 7', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 47 }), fc.uuid({ version: 4 }), (at, random) => {
      const id = newEventId(instant(at), random);
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(timeOfEventId(id)).toBe(at);
      expect(id.slice(15)).toBe(random.slice(15));
    }),
  );
});

test('the example of RFC 9562, A.6', () => {
  expect(timeOfEventId('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')).toBe(Date.parse('2022-02-22T19:22:22.000Z'));
});

test.each([
  '',
  'x',
  '3cae6aa5-0f2c-4c7b-9d3e-1f1f1f1f1f1f',
  '017F22E2-79B0-7CC3-98C4-DC0C0C07398F',
  '017f22e279b07cc398c4dc0c0c07398f',
])('%j says no time', (id) => expect(timeOfEventId(id)).toBeUndefined());
