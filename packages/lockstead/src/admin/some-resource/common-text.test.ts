import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arnPattern, commonText, policyPattern } from './common-text.ts';

describe('what two patterns have in common', () => {
  test.each([
    ['a', 'a', 'a'],
    ['a', 'b', undefined],
    ['a*', '*b', 'ab'],
    ['*', '*', ''],
    ['a?c', 'abc', 'abc'],
    ['a?', 'a', undefined],
    ['a*c*e', 'abcde', 'abcde'],
    ['*x*', 'abc', undefined],
  ])('%s and %s: %s', (left, right, expected) => {
    expect(commonText(policyPattern(left), policyPattern(right))).toBe(expected);
  });

  // biome-ignore lint/suspicious/noTemplateCurlyInString: as AWS's reference writes it
  const form = 'arn:${Partition}:s3:::${BucketName}/${ObjectName}';
  test.each([
    ['arn:aws:s3:::box/*', 'arn:aws:s3:::box/x'],
    ['arn:aws:s3:::box*', 'arn:aws:s3:::box/x'],
    ['arn:aws:s3:::box', undefined],
    ['arn:aws:sqs:*', undefined],
    ['*', 'arn:aws:s3:::x/x'],
  ])('%s and the ARN of an object: %s', (pattern, expected) => {
    expect(commonText(policyPattern(pattern), arnPattern(form, { Partition: 'aws' }))).toBe(expected);
  });

  test('patterns that are too long to compare are not compared', () => {
    expect(commonText(policyPattern('?'.repeat(1000)), policyPattern('*'.repeat(1000)))).toBeUndefined();
  });

  /** Slow and plain: every split of the text. */
  const means = (pattern: string, text: string): boolean => {
    if (pattern === '') return text === '';
    const [first = '', rest] = [pattern[0], pattern.slice(1)];
    if (first === '*')
      return Array.from({ length: text.length + 1 }, (_, at) => text.slice(at)).some((tail) => means(rest, tail));
    return text !== '' && (first === '?' || first === text[0]) && means(rest, text.slice(1));
  };
  const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 });
  const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 });

  test('is meant by both, and is found where there is one', () => {
    fc.assert(
      fc.property(patterns, patterns, texts, (left, right, text) => {
        const found = commonText(policyPattern(left), policyPattern(right));
        if (found !== undefined) expect([means(left, found), means(right, found)]).toEqual([true, true]);
        if (means(left, text) && means(right, text)) expect(found).toBeDefined();
      }),
      { numRuns: 2000 },
    );
  });
});
