import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fairDrops, type StreamEntries } from './fair-drops.ts';

const a1 = { stream: 1, scope: '111111111111/us-east-1' };
const a2 = { stream: 2, scope: '111111111111/eu-west-1' };
const b1 = { stream: 3, scope: '222222222222/us-east-1' };

test.each<{ name: string; streams: StreamEntries[]; excess: number; drops: [number, number][] }>([
  { name: 'nothing is too many', streams: [{ ...a1, entries: 9 }], excess: 0, drops: [] },
  { name: 'fewer than none', streams: [{ ...a1, entries: 9 }], excess: -3, drops: [] },
  { name: 'the only one', streams: [{ ...a1, entries: 9 }], excess: 4, drops: [[1, 4]] },
  { name: 'more than there are', streams: [{ ...a1, entries: 9 }], excess: 40, drops: [[1, 9]] },
  {
    name: 'the larger account',
    streams: [
      { ...a1, entries: 5 },
      { ...b1, entries: 9 },
    ],
    excess: 4,
    drops: [[3, 4]],
  },
  {
    name: 'both, once they hold as much',
    streams: [
      { ...a1, entries: 5 },
      { ...b1, entries: 9 },
    ],
    excess: 8,
    drops: [
      [3, 6],
      [1, 2],
    ],
  },
  {
    name: 'an account is all its regions, and the largest of them gives',
    streams: [
      { ...a1, entries: 2 },
      { ...a2, entries: 8 },
      { ...b1, entries: 9 },
    ],
    excess: 1,
    drops: [[2, 1]],
  },
])('$name', ({ streams, excess, drops }) => {
  expect([...fairDrops(streams, excess)].sort()).toEqual(drops.sort());
});

const counts = fc.uniqueArray(
  fc.record({
    stream: fc.nat(1000),
    scope: fc.tuple(fc.constantFrom('1', '2', '3'), fc.constantFrom('a', 'b')).map((parts) => parts.join('/')),
    entries: fc.nat(60),
  }),
  { selector: ({ stream }) => stream, maxLength: 12 },
);

test('INVARIANT: exactly the excess goes, and nothing of an account that holds less than its even part', () => {
  fc.assert(
    fc.property(counts, fc.nat(400), (streams, excess) => {
      const held = streams.reduce((sum, { entries }) => sum + entries, 0);
      const drops = fairDrops(streams, excess);
      const gone = [...drops.values()].reduce((sum, n) => sum + n, 0);
      expect(gone).toBe(Math.min(excess, held));
      const accounts = Map.groupBy(streams, ({ scope }) => scope.split('/')[0]);
      const evenPart = Math.floor((held - gone) / Math.max(1, accounts.size));
      for (const own of accounts.values()) {
        const before = own.reduce((sum, { entries }) => sum + entries, 0);
        const lost = own.reduce((sum, { stream }) => sum + (drops.get(stream) ?? 0), 0);
        expect(lost).toBeLessThanOrEqual(Math.max(0, before - evenPart));
      }
    }),
  );
});
