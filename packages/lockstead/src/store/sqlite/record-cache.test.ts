import { expect, test } from 'vitest';
import { instant } from '#kernel/clock';
import type { Change, Collection } from '../port.ts';
import { partitionScope } from '../scope.ts';
import { RecordCache } from './record-cache.ts';

interface Note {
  readonly id: string;
  readonly tags: readonly string[];
}

const notes: Collection<Note> = { name: 'test.note', level: 'partition', id: (note) => note.id };
const cursors: Collection<Note> = { ...notes, name: 'test.cursor', feed: false };
const entry = { record: { id: 'a', tags: ['x'] }, rev: 1 };
const change = (collection: string, id: string): Change => ({
  seq: 1,
  at: instant(0),
  requestId: undefined,
  scope: partitionScope,
  collection,
  id,
  rev: 2,
});

test('a record is kept until a commit changes it', () => {
  const cache = new RecordCache();
  cache.set(notes, '', 'a', entry);
  cache.forget([change('test.note', 'b'), change('test.other', 'a')]);
  expect(cache.get(notes, '', 'a')).toBe(entry);
  cache.forget([change('test.note', 'a')]);
  expect(cache.get(notes, '', 'a')).toBeUndefined();
});

test('what is shared cannot be changed', () => {
  const cache = new RecordCache();
  const own = { record: { id: 'a', tags: ['x'] }, rev: 1 };
  cache.set(notes, '', 'a', own);
  expect(() => own.record.tags.push('y')).toThrow(TypeError);
});

test('what the feed does not tell of is not kept: nobody would say when it changes', () => {
  const cache = new RecordCache();
  cache.set(cursors, '', 'a', entry);
  expect(cache.get(cursors, '', 'a')).toBeUndefined();
});

test('the oldest go, the newest and the used stay', () => {
  const cache = new RecordCache();
  for (let i = 0; i < 30_000; i++) {
    cache.set(notes, '', String(i), entry);
    cache.get(notes, '', '0');
  }
  expect(cache.get(notes, '', '0')).toBe(entry);
  expect(cache.get(notes, '', '1')).toBeUndefined();
  expect(cache.get(notes, '', '29999')).toBe(entry);
});
