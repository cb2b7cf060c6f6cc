import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StructShape } from '../../model/shape.ts';
import { isPlainText } from './plain-text.ts';
import { awsJsonStyle, JsonWriter } from './writer.ts';

const needsEscape = (text: string): boolean => JSON.stringify(text).length !== text.length + 2;

test('each character by itself, in each place of a word', () => {
  for (let code = 0; code < 0x10000; code += 1) {
    for (const place of [0, 1, 2, 3]) {
      const text = `${'a'.repeat(place)}${String.fromCharCode(code)}b`;
      if (isPlainText(text)) expect(needsEscape(text), text).toBe(false);
      else if (code < 0x100) expect(needsEscape(text), text).toBe(true);
    }
  }
});

test('never plain where an escape is needed, always where Latin text needs none', () => {
  const unit = fc.constantFrom('a', '\u007f', '\u00ff', '"', '\\', '\n', ' ', '!', '\u0122', '\ud841', '\udc41');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), fc.nat(3), (text, before) => {
      const whole = 'x'.repeat(before) + text;
      if (needsEscape(whole)) expect(isPlainText(whole)).toBe(false);
      else if (![...whole].some((character) => character > '\u00ff')) expect(isPlainText(whole)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test.each([16_383, 16_384, 16_385, 40_000])('%i characters, with something at the end or without', (length) => {
  expect(isPlainText('a'.repeat(length))).toBe(true);
  expect(isPlainText(`${'a'.repeat(length - 1)}"`)).toBe(false);
  expect(isPlainText(`"${'a'.repeat(length - 1)}`)).toBe(false);
});

const shape: StructShape = {
  kind: 'struct',
  name: 'Pair',
  traits: {},
  union: false,
  members: () =>
    ['A', 'B'].map((name) => ({
      name,
      required: false,
      traits: {},
      shape: { kind: 'string', name: '', traits: {}, format: 'default' },
    })),
};

test('what is written is JSON, whatever the text', () => {
  const write = new JsonWriter(awsJsonStyle).struct(shape);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 300 }), (A, B) => {
      expect(JSON.parse(write({ A, B }))).toEqual({ A, B });
    }),
  );
});
