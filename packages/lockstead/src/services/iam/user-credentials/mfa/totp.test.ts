import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant } from '#kernel/clock';
import { base32Bytes, codeOf, findStep, stepAt } from './totp.ts';

/** RFC 4226, appendix D. */
const seed = Buffer.from('12345678901234567890');
const codes = [
  '755224',
  '287082',
  '359152',
  '969429',
  '338314',
  '254676',
  '287922',
  '162583',
  '399871',
  '520489',
] as const;

test.each(codes.map((code, step) => [step, code] as const))('RFC 4226, count %i: %s', (step, code) => {
  expect(codeOf(seed, step)).toBe(code);
});

/** RFC 6238, appendix B: the last six of its eight digits. */
test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('RFC 6238, second %i: %s', (second, code) => {
  expect(codeOf(seed, stepAt(instant(second * 1000)))).toBe(code);
});

test.each([
  ['MZXW6YTBOI', 'foobar'],
  ['GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', '12345678901234567890'],
])('base32 %s is %s', (text, bytes) => {
  expect(base32Bytes(text).toString()).toBe(bytes);
});

test('codes prove a device where they follow one another, are near enough and new', () => {
  const find = (given: readonly string[], near: number, window = 2, after = -1): number | undefined =>
    findStep(seed, given, { near, window, after });
  expect(find([codes[4]], 4)).toBe(4);
  expect(find([codes[4]], 6)).toBe(4);
  expect(find([codes[4]], 7)).toBeUndefined();
  expect(find([codes[4]], 4, 2, 4)).toBeUndefined();
  expect(find([codes[4], codes[5]], 5)).toBe(4);
  expect(find([codes[5], codes[4]], 4)).toBeUndefined();
  expect(find([codes[4], codes[4]], 4)).toBeUndefined();
  expect(find([codes[4], codes[6]], 4)).toBeUndefined();
  expect(find(['', ''], 4)).toBeUndefined();
});

test('a code is found at its own step, and never again after it', () => {
  fc.assert(
    fc.property(fc.nat(1e9), fc.integer({ min: -3, max: 3 }), (step, late) => {
      const steps = { near: step + late, window: 3 };
      const found = findStep(seed, [codeOf(seed, step)], { ...steps, after: -1 });
      expect(found).toBeDefined();
      expect(findStep(seed, [codeOf(seed, step)], { ...steps, after: step + 6 })).toBeUndefined();
    }),
  );
});
