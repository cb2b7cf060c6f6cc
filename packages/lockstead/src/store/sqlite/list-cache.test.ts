import { expect, test } from 'vitest';
import { instant } from '#kernel/clock';
import type { Change, Collection, Listed } from '../port.ts';
import { partitionScope } from '../scope.ts';
import { ListCache } from './list-cache.ts';

interface Note {
  readonly id: string;
  readonly tags: readonly string[];
}

const notes: Collection<Note> = { name: 'test.note', level: 'partition', id: (note) => note.id };
const cursors: Collection<Note> = { ...notes, name: 'test.cursor', feed: false };
const ofTag = { index: 'tag', key: 'x', limit: 10 };
const listed = (id: string): Listed<Note> => ({ record: { id, tags: ['x'] }, rev: 1, place: id });
const change = (collection: string): Change => ({
  seq: 1,
  at: instant(0),
  requestId: undefined,
  scope: partitionScope,
  collection,
  id: 'any',
  rev: 2,
});

test('a list is kept until any record of its collection changes in its scope', () => {
  const cache = new ListCache();
  const found = [listed('a')];
  cache.set(notes, '', ofTag, found, 20);
  cache.set(notes, 'elsewhere', ofTag, [], 0);
  cache.forget([change('test.other')]);
  expect(cache.get(notes, '', ofTag)).toBe(found);
  cache.forget([change('test.note')]);
  expect(cache.get(notes, '', ofTag)).toBeUndefined();
  expect(cache.get(notes, 'elsewhere', ofTag)).toEqual([]);
});

test('lists of another index, key, limit, collection or scope are others', () => {
  const cache = new ListCache();
  cache.set(notes, '', ofTag, [], 0);
  for (const other of [
    { ...ofTag, index: 'word' },
    { ...ofTag, key: 'y' },
    { ...ofTag, limit: 11 },
    { index: 'tag', key: 'x' },
  ]) {
    expect(cache.get(notes, '', other)).toBeUndefined();
  }
  expect(cache.get({ ...notes, name: 'test.more' }, '', ofTag)).toBeUndefined();
  expect(cache.get(notes, 'elsewhere', ofTag)).toBeUndefined();
});

test('what the feed does not tell of, pages, prefixes and long lists are not kept', () => {
  const cache = new ListCache();
  cache.set(cursors, '', ofTag, [], 0);
  expect(cache.get(cursors, '', ofTag)).toBeUndefined();
  for (const listing of [{}, { index: 'tag' }, { ...ofTag, after: 'p' }, { ...ofTag, prefix: 'p' }]) {
    cache.set(notes, '', listing, [], 0);
    expect(cache.get(notes, '', listing)).toBeUndefined();
  }
  cache.set(
    notes,
    '',
    ofTag,
    Array.from({ length: 17 }, (_, i) => listed(String(i))),
    100,
  );
  expect(cache.get(notes, '', ofTag)).toBeUndefined();
  cache.set(notes, '', ofTag, [listed('long')], 100_000);
  expect(cache.get(notes, '', ofTag)).toBeUndefined();
});

test('what is shared cannot be changed', () => {
  const cache = new ListCache();
  const found = [{ record: { id: 'a', tags: ['x'] }, rev: 1, place: 'a' }];
  cache.set(notes, '', ofTag, found, 20);
  expect(() => found.push(found[0] as never)).toThrow(TypeError);
  expect(() => found[0]?.record.tags.push('y')).toThrow(TypeError);
});

test('it has a bound', () => {
  const cache = new ListCache();
  const keys = 2_000;
  for (let i = 0; i < keys; i++) cache.set(notes, '', { ...ofTag, key: String(i) }, [listed('a')], 16_000);
  const kept = Array.from({ length: keys }, (_, i) => cache.get(notes, '', { ...ofTag, key: String(i) }));
  expect(kept.filter((found) => found !== undefined).length).toBeLessThan(1_100);
  expect(kept.at(-1)).toBeDefined();
});
