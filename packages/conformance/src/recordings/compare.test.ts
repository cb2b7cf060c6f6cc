import { describe, expect, test } from 'vitest';
import { type Bindings, differences, shapeDifferences } from './compare.ts';

describe('whole answers', () => {
  test.each([
    ['the same', { a: 1, b: [true, null] }, { a: 1, b: [true, null] }, []],
    ['a member less', { a: 1 }, {}, ['a: missing here']],
    ['a member more', {}, { a: 1 }, ['a: only here']],
    ['another value', { a: { b: 1 } }, { a: { b: 2 } }, ['a.b: 1 there, 2 here']],
    ['another kind', { a: [] }, { a: 'x' }, ['a: a list there, string here']],
    ['another length', [1, 2], [1], [': 2 items there, 1 here']],
    ['headers', { ResponseMetadata: { HTTPHeaders: {} } }, { ResponseMetadata: {} }, []],
    ['a placeholder within', { a: 'role/<role-name:1>/x' }, { a: 'role/web/x' }, []],
    [
      'a placeholder that does not fit',
      'role/<role-name:1>/x',
      'role/web/y',
      [': "role/<role-name:1>/x" there, "role/web/y" here'],
    ],
    ['an empty placeholder', '<a>x', 'x', [': "<a>x" there, "x" here']],
    ['text after the end', 'a', 'ab', [': "a" there, "ab" here']],
  ])('%s', (_what, recorded, ours, expected) => {
    expect(differences(recorded, ours, new Map())).toEqual(expected);
  });

  test('a placeholder means the same each time', () => {
    const bindings: Bindings = new Map();
    expect(differences(['<n:1>', 'x/<n:1>', '<n:2>'], ['a', 'x/a', 'b'], bindings)).toEqual([]);
    expect(bindings.get('<n:1>')).toBe('a');
    expect(differences('<n:1>', 'c', bindings)).toHaveLength(1);
    expect(differences(['<datetime>', '<datetime>'], ['1', '2'], bindings)).toEqual([]);
  });
});

describe('shapes', () => {
  const date = { __class__: 'datetime', year: 2020 };
  test.each([
    ['other values', { a: 'x', n: 1, d: date }, { a: 'y', n: 2, d: '<datetime>' }, []],
    ['a text for a date', { d: date }, { d: 'soon' }, ['d: date there, string here']],
    ['the first item of a list', { l: [{ a: 1 }, { b: 2 }] }, { l: [{ a: 3 }] }, []],
    ['an empty list', { l: [{ a: 1 }] }, { l: [] }, ['l: items there, none here']],
    ['members', { a: 1 }, { b: 1 }, ['a: missing here', 'b: only here']],
    [
      'errors word for word',
      { Error: { Message: 'x' } },
      { Error: { Message: 'y' } },
      ['Error.Message: "x" there, "y" here'],
    ],
  ])('%s', (_what, recorded, ours, expected) => {
    expect(shapeDifferences(recorded, ours)).toEqual(expected);
  });
});
