import { expect, test } from 'vitest';
import { isStoreFailure, StoreFailed } from './unavailable.ts';

const withMembers = (members: object, cause?: unknown): Error => Object.assign(new Error('x', { cause }), members);

test.each<[string, unknown, boolean]>([
  ['what a driver says', new StoreFailed('away'), true],
  ['within another error', new Error('outer', { cause: new StoreFailed('away') }), true],
  ['SQLITE_FULL', withMembers({ code: 'ERR_SQLITE_ERROR', errcode: 13 }), true],
  ['an extended SQLITE_IOERR', withMembers({ code: 'ERR_SQLITE_ERROR', errcode: 778 }), true],
  ['a mistake in SQL', withMembers({ code: 'ERR_SQLITE_ERROR', errcode: 1 }), false],
  ["PostgreSQL's disk_full", withMembers({ code: '53100', severity: 'ERROR' }), true],
  ["PostgreSQL's syntax_error", withMembers({ code: '42601', severity: 'ERROR' }), false],
  ['five letters that are no SQLSTATE', withMembers({ code: '53100' }), false],
  ['a disk that is full', withMembers({ code: 'ENOSPC' }), true],
  ['a file that is not there', withMembers({ code: 'ENOENT' }), false],
  ['a mistake of ours', new TypeError('x'), false],
  ['no error at all', 'away', false],
])('%s', (_, error, is) => {
  expect(isStoreFailure(error)).toBe(is);
});

test('causes that go round in a circle end', () => {
  const error = withMembers({});
  error.cause = error;
  expect(isStoreFailure(error)).toBe(false);
});
