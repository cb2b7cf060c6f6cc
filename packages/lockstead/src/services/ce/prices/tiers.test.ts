import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAmount, one, parseAmount } from './amount.ts';
import { costOf, shareOf, type Tier } from './tiers.ts';

const amount = (text: string): bigint => parseAmount(text) ?? -1n;
/** Free, then dear, then cheaper. */
const tiers: readonly Tier[] = [{ upTo: 10, price: 0n }, { upTo: 20, price: amount('0.5') }, { price: amount('0.25') }];

test.each([
  [0, '0'],
  [10, '0'],
  [11, '0.5'],
  [20, '5'],
  [24, '6'],
])('the first %i cost %s', (used, cost) => expect(formatAmount(costOf(tiers, used))).toBe(cost));

const anyTiers = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 4 }),
    fc.array(fc.bigInt({ min: 0n, max: 10n ** 19n }), { minLength: 5, maxLength: 5 }),
  )
  .map(([widths, prices]): readonly Tier[] => {
    let end = 0;
    const bounded = widths.map((width, at) => {
      end += width;
      return { upTo: end, price: prices[at] ?? 0n };
    });
    return [...bounded, { price: prices[4] ?? 0n }];
  });

test('the cost is that of each unit by itself, in its tier', () => {
  fc.assert(
    fc.property(anyTiers, fc.integer({ min: 0, max: 300 }), (all, used) => {
      let slow = 0n;
      for (let unit = 1; unit <= used; unit += 1) slow += all.find(({ upTo = 1e9 }) => unit <= upTo)?.price ?? 0n;
      expect(costOf(all, used)).toBe(slow);
    }),
  );
});

test('shares are never more than the whole, and lose less than the smallest amount each', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 24n }),
      fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 }),
      (cost, parts) => {
        const all = parts.reduce((sum, part) => sum + part, 0);
        const shared = parts.reduce((sum, part) => sum + shareOf(cost, part, all), 0n);
        expect(shared).toBeLessThanOrEqual(cost);
        if (all > 0) expect(cost - shared).toBeLessThan(BigInt(parts.length));
      },
    ),
  );
});

test('an amount is read as it is written, to ten digits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 21n }), (value) => {
      const written = value * (one / 10n ** 10n);
      expect(parseAmount(formatAmount(written))).toBe(written);
    }),
  );
  expect(parseAmount('1')).toBe(one);
  expect(formatAmount(one - 1n)).toBe('1');
  expect(formatAmount(amount('0.00000000004'))).toBe('0');
});

test.each(['', '-1', '1.', '.5', '1e3', '0,5', ' 1', '0.0000000000001', '1234567890123'])('%j is no amount', (text) =>
  expect(parseAmount(text)).toBeUndefined(),
);
