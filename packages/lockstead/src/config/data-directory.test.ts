/** What the disk refuses while Lockstead starts is one sentence that names the place, never a stack trace. */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { seededEntropy } from '#kernel/entropy';
import { parseAccountId, parseRegion } from '#kernel/ids';
import { present } from '#kernel/invariant';
import { Secret } from '#kernel/secret';
import { StoreFailed, StoreUnavailable } from '#store/unavailable';
import { directoryRootKey, noteRootPassword, refusedStart, writeCredentials } from './data-directory.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstead-data-directory-'));
afterAll(() => rmSync(folder, { recursive: true }));
const entropy = seededEntropy('data directory');
let count = 0;
let data: string;
beforeEach(() => {
  data = join(folder, String(++count));
  mkdirSync(data);
});

const stored = {
  account: present(parseAccountId('111122223333'), 'an account id'),
  region: present(parseRegion('us-east-1'), 'a region'),
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: new Secret('secret'),
  endpoint: 'http://127.0.0.1:4566',
};

/** A directory stands where the file should: no user, the superuser included, can write it. */
const cases = [
  { file: 'root-key', write: () => directoryRootKey(data, false, entropy) },
  { file: 'credentials', write: () => writeCredentials(data, stored) },
  { file: 'server.json', write: () => writeCredentials(data, stored) },
  {
    file: 'root-password',
    write: () => noteRootPassword(data, { email: 'root@example.com', password: new Secret('secret') }, entropy).keep(),
  },
];

describe('a file that cannot be read or written', () => {
  test.each(cases)('$file', ({ file, write }) => {
    mkdirSync(join(data, file, 'in-the-way'), { recursive: true });
    const { mode } = statSync(join(data, file));
    expect(write).toThrow(StoreUnavailable);
    expect(write).toThrow(new RegExp(`^The data directory \\S+/${count} cannot be used: E[A-Z]+: `));
    expect(statSync(join(data, file)).mode).toBe(mode);
  });

  test.each(cases)('$file, in a directory that is gone', ({ write }) => {
    rmSync(data, { recursive: true });
    expect(write).toThrow(StoreUnavailable);
  });
});

describe('a start that fails', () => {
  const full = Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });

  test('because the disk is full says so, once', () => {
    const failed = new StoreFailed(`the database failed: ${String(full)}`, { cause: full });
    const refused = refusedStart(failed, '/data');
    expect(refused).toBeInstanceOf(StoreUnavailable);
    expect((refused as Error).message).toBe('The data directory /data cannot be used: database or disk is full');
    expect((refused as Error).cause).toBe(failed);
  });

  test('for want of a database elsewhere names no directory', () => {
    expect((refusedStart(new StoreFailed('it went away'), undefined) as Error).message).toBe(
      'The database cannot be used: it went away',
    );
  });

  test.each([new StoreUnavailable('inUse', 'in use'), new TypeError('a fault of ours')])(
    'for another reason stays as it is: %s',
    (error) => expect(refusedStart(error, '/data')).toBe(error),
  );
});
