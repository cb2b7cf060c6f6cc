import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestTagKeys, resourceTagKeys } from './condition-keys.ts';
import { type KeyComparison, refusedKey, tagsOver, tagsWithout } from './tag-list.ts';

const tag = (Key: string, Value = 'v'): { readonly Key: string; readonly Value: string } => ({ Key, Value });

test.each<[what: string, keys: readonly string[], KeyComparison, refused: ReturnType<typeof refusedKey>]>([
  ['different keys', ['a', 'b'], 'anyCase', undefined],
  ['a key twice', ['a', 'b', 'a'], 'exact', { why: 'repeated', key: 'a' }],
  ['a key in another case, where case does not count', ['a', 'A'], 'anyCase', { why: 'repeated', key: 'A' }],
  ['a key in another case, where case counts', ['a', 'A'], 'exact', undefined],
  ['a key of AWS', ['a', 'AWS:x'], 'exact', { why: 'reserved', key: 'AWS:x' }],
  ['a key of AWS twice', ['aws:x', 'aws:x'], 'anyCase', { why: 'reserved', key: 'aws:x' }],
])('%s: refusedKey says what AWS refuses', (_, keys, comparison, refused) => {
  expect(
    refusedKey(
      keys.map((key) => tag(key)),
      comparison,
    ),
  ).toEqual(refused);
});

test('a tag laid over another takes its place, with the new spelling', () => {
  const existing = [tag('Team', 'red'), tag('cost', '1')];
  expect(tagsOver(existing, [tag('team', 'blue')], 'anyCase')).toEqual([tag('team', 'blue'), tag('cost', '1')]);
  expect(tagsOver(existing, [tag('team', 'blue')], 'exact')).toEqual([...existing, tag('team', 'blue')]);
  expect(tagsWithout(existing, ['TEAM', 'none'], 'anyCase')).toEqual([tag('cost', '1')]);
  expect(tagsWithout(existing, ['TEAM'], 'exact')).toEqual(existing);
});

test('whatever is laid over a list is in it, each key is there once, and taking the keys away again leaves the others', () => {
  const tags = fc.array(fc.record({ Key: fc.constantFrom('a', 'A', 'b', 'B', 'c'), Value: fc.string() }));
  fc.assert(
    fc.property(tags, tags, fc.constantFrom<KeyComparison>('anyCase', 'exact'), (first, second, comparison) => {
      const existing = tagsOver([], first, comparison);
      const all = tagsOver(existing, second, comparison);
      expect(refusedKey(all, comparison)).toBeUndefined();
      expect(all).toEqual(expect.arrayContaining([...tagsOver([], second, comparison)]));
      const keys = second.map(({ Key }) => Key);
      expect(tagsWithout(all, keys, comparison)).toEqual(tagsWithout(existing, keys, comparison));
    }),
  );
});

test('condition keys of a request and of a resource', () => {
  expect(requestTagKeys(undefined)).toEqual({});
  expect(requestTagKeys([tag('a', '1')])).toEqual({ 'aws:TagKeys': ['a'], 'aws:RequestTag/a': '1' });
  expect(resourceTagKeys([])).toEqual({});
  expect(resourceTagKeys([tag('a', '1')])).toEqual({ 'aws:ResourceTag/a': '1' });
  expect(resourceTagKeys([tag('a', '1')], 'iam')).toEqual({ 'aws:ResourceTag/a': '1', 'iam:ResourceTag/a': '1' });
});
