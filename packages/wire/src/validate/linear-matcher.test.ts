/** The automaton against JavaScript's own engine: on every pattern of the tables, and on patterns made up. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textOfPattern } from '../probes/text-of-pattern.ts';
import type { ConstraintTable } from './constraint-table.ts';
import { linearMatcher } from './linear-matcher.ts';
import { expressionOf } from './pattern.ts';
import { parsePattern } from './pattern-syntax.ts';

const folder = new URL('../model/constraints/', import.meta.url);
const patterns: readonly string[] = [
  ...new Set(
    readdirSync(folder).flatMap((file) =>
      Object.values((JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as ConstraintTable).shapes).flatMap(
        ({ pattern }) => pattern ?? [],
      ),
    ),
  ),
];

/** Looks in the middle of a pattern. What they match is at most 63 characters long, so that no long value ever does. */
const notRead = [
  '^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$',
  '^([a-z]|(\\d(?!\\d{0,2}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})))([a-z\\d]|(\\.(?!(\\.|-)))|(-(?!\\.))){1,61}[a-z\\d]$',
];

test('every pattern of the tables is read, but for two that match short values alone', () => {
  expect(patterns.filter((pattern) => parsePattern(expressionOf(pattern).inner) === undefined)).toEqual(notRead);
});

/** Values that match or nearly do: text of the pattern with parts of it repeated, moved, left out and replaced. */
function nearValues(pattern: string): fc.Arbitrary<string> {
  const literals = pattern.replace(/\\[a-zA-Z]/g, '').match(/[\w:/.@-]+/g) ?? [];
  const seeds = [0, 1, 10, 24, 40]
    .map((length) => textOfPattern(pattern, length))
    .filter((text) => typeof text === 'string')
    .map((text) => text.slice(0, 60));
  const piece = fc.oneof(
    fc.constantFrom(
      ...literals.map((text) => text.slice(0, 30)),
      'a',
      'B',
      '0',
      '_',
      '-',
      '.',
      ':',
      '/',
      '*',
      '@',
      ' ',
      '\n',
      '\u2028',
    ),
    fc.string({ unit: 'binary', maxLength: 2 }),
    fc.string({ unit: fc.constantFrom('\ud800', '\udc00', '\ud83d\ude00', '\u00e9', 'a'), maxLength: 3 }),
  );
  const edited = fc
    .tuple(fc.constantFrom('', ...seeds), fc.nat(60), fc.nat(4), piece, fc.boolean())
    .map(([seed, at, dropped, put, keeps]) => `${seed.slice(0, at)}${keeps ? '' : put}${seed.slice(at + dropped)}`);
  return fc.oneof(
    edited,
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('').slice(0, 80)),
  );
}

test('says what JavaScript says, of every pattern of the tables', () => {
  let matching = 0;
  for (const pattern of patterns) {
    const { expression, inner } = expressionOf(pattern);
    const matcher = linearMatcher(inner, expression.flags);
    if (matcher === undefined) continue;
    fc.assert(
      fc.property(nearValues(pattern), (value) => {
        const expected = expression.test(value);
        if (expected) matching += 1;
        expect(matcher(value), `${pattern} on ${JSON.stringify(value)}`).toBe(expected);
      }),
      { numRuns: 120 },
    );
  }
  // A test of nothing but refusals would show little.
  expect(matching).toBeGreaterThan(patterns.length);
});

const atom = fc.constantFrom('a', 'b', '-', '.', '\\w', '\\W', '[^a]', '[ab]', '\\S', '\\.', '\\u{1f600}', '\\p{L}');
const assertion = fc.constantFrom('^', '$', '\\b', '\\B');
const { pattern: madeUp } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  pattern: fc
    .array(fc.array(tie('part'), { maxLength: 3 }), { minLength: 1, maxLength: 3 })
    .map((branches) => branches.map((parts) => parts.join('')).join('|')),
  // No deeper: loops in loops in loops cost JavaScript's engine minutes on seven characters.
  part: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    atom,
    assertion,
    fc.tuple(atom, fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{2,}', '*?', '??')).map((parts) => parts.join('')),
    tie('pattern').map((inner) => `(${inner})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{0,2}'))
      .map(([inner, count]) => `(?:${inner})${count}`),
  ),
}));

test.each(['u', ''])('says what JavaScript says, of patterns made up, with flags "%s"', (flags) => {
  fc.assert(
    fc.property(
      fc.option(fc.constantFrom('(?!a)', '(?=b)', '^(?=.{2,4}$)'), { nil: '' }),
      madeUp,
      fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '-', '.', '\n', '\ud83d\ude00', '\ude00'), maxLength: 7 }), {
        minLength: 5,
        maxLength: 20,
      }),
      (head, body, values) => {
        const known = flags === 'u' ? body : body.replaceAll('\\u{1f600}', 'c').replaceAll('\\p{L}', '\\d');
        const pattern = head === '' ? known : `${head}(?:${known})`;
        const matcher = linearMatcher(pattern, flags);
        if (matcher === undefined) throw new Error(`${pattern} is not read`);
        const expression = new RegExp(`^(?:${pattern})$`, flags);
        for (const value of values) expect(matcher(value), `${pattern} on ${value}`).toBe(expression.test(value));
      },
    ),
    { numRuns: 1500 },
  );
});

test('what it forgets on the way it makes anew', () => {
  // Each of the last 13 characters may be the one: sets without number, more than are kept.
  const source = '(a|b)*a(a|b){13}';
  const matcher = linearMatcher(source, '');
  let seed = 1;
  let value = '';
  for (let count = 0; count < 20_000; count += 1) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    value += (seed >>> 16) % 2 === 0 ? 'a' : 'b';
  }
  for (let cut = 0; cut < 4; cut += 1) {
    const text = value.slice(0, value.length - cut);
    expect(matcher?.(text)).toBe(text.at(-14) === 'a');
  }
});

test.each([
  '(a)\\1',
  '(?<!a)b',
  '(?<name>a)',
  'a(?!b)c',
  '(?!a)b|c',
  '(a',
  'a)',
  '*a',
  '[a',
  '\\',
  'a{10000}',
  'x{1',
  '(a{200}){200}',
])('what is not understood is not guessed: %s', (pattern) => {
  expect(linearMatcher(pattern, '')).toBeUndefined();
});
