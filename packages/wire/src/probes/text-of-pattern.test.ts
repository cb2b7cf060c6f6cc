import { expect, test } from 'vitest';
import { patternOf } from '../validate/pattern.ts';
import { noSample } from './no-sample.ts';
import { textOfPattern } from './text-of-pattern.ts';

test.each([
  ['agreement-[a-zA-Z0-9]{16}', 26],
  ['arn:aws[a-z\\-]*:kms:[-a-z0-9]*:[0-9]*:key/[-a-z0-9]*', 40],
  ['(a|b)+(?:c{2,3})?', 9],
  ['^i-([a-z0-9]{8}|[a-z0-9]{17})$', 10],
  ['[^\\s@]+@[^\\s@]+\\.[^\\s@]+', 12],
  ['(?!aws:)[a-z]+', 5],
  ['\\d{4}-\\d{2}', 7],
  ['[\\w+=,.@-]+', 64],
])('%s, %i long', (pattern, length) => {
  const text = textOfPattern(pattern, length);
  if (text === noSample) throw new Error('nothing was made');
  expect(patternOf(pattern).test(text), text).toBe(true);
  expect(text).toHaveLength(length);
});

test('what it cannot read it does not guess', () => {
  expect(textOfPattern('\\p{L}+', 3)).toBe(noSample);
  expect(textOfPattern('(a', 1)).toBe(noSample);
});
