/** The store's sources list what an array of the same rows lists, whatever the keys and markers are. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { seededEntropy, systemEntropy } from '#kernel/entropy';
import { parseAccountId, parseRegion } from '#kernel/ids';
import { present } from '#kernel/invariant';
import { RootKey } from '#kernel/root-key';
import { systemTimers } from '#kernel/timers';
import type { Store } from '#store/port';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { objectSource, type VersionRow, versionSource } from '../../src/services/s3/lists/bucket-sources.ts';
import { type KeyedRow, type KeyListRequest, listKeys } from '../../src/services/s3/lists/list-keys.ts';
import { listObjectVersions } from '../../src/services/s3/lists/listings.ts';
import { newVersionId } from '../../src/services/s3/objects/version-id.ts';
import { keyId } from '../../src/services/s3/record-ids.ts';
import {
  type DeleteMarker,
  idOfVersion,
  type ObjectRecord,
  type OldVersion,
  type S3Writer,
  s3State,
} from '../../src/services/s3/state.ts';
import { ArraySource } from './key-source.ts';

const clock = simulatedClock(instant(1.8e12));
const place = {
  account: present(parseAccountId('111122223333'), 'an account'),
  region: present(parseRegion('us-east-1'), 'a Region'),
};

let store: Store;
beforeAll(async () => {
  const rootKey = RootKey.generate(systemEntropy()).derive('store');
  store = await openSqliteStore({ path: ':memory:', rootKey, clock, timers: systemTimers });
});
afterAll(() => store.close());

const idOf = (order: number): string => newVersionId(order, seededEntropy('versions'));

const objectOf = (bucket: string, key: string, order: number): ObjectRecord => ({
  bucket,
  key,
  versionId: idOf(order),
  order,
  modifiedAt: clock.now(),
  bytes: 0,
  etag: '',
  system: {},
  encryption: { kind: 'AES256' },
  content: { id: '', bytes: 0, inline: '' },
});
const markerOf = (bucket: string, key: string, order: number): DeleteMarker => ({
  bucket,
  key,
  versionId: idOf(order),
  order,
  modifiedAt: clock.now(),
  isDeleteMarker: true,
});

/** How many versions a key has, and whether the newest is a delete marker. */
interface Key {
  readonly key: string;
  readonly versions: number;
  readonly isDeleted: boolean;
}

let buckets = 0;

/** Writes a bucket of its own, between two that are full of other things. */
async function bucketOf(keys: readonly Key[]): Promise<string> {
  const bucket = `box-${String(buckets++).padStart(5, '0')}`;
  await store.transact(async (tx) => {
    const state = s3State(tx, place);
    for (const near of [`${bucket}-`, `${bucket}0`]) {
      await state.objects.insert(objectOf(near, 'a', 1));
      await state.versions.insert(markerOf(near, 'b', 1));
    }
    for (const { key, versions, isDeleted } of keys) {
      for (let order = 1; order <= versions; order++) {
        if (order < versions) await state.versions.insert(objectOf(bucket, key, order));
        else if (isDeleted) await state.versions.insert(markerOf(bucket, key, order));
        else await state.objects.insert(objectOf(bucket, key, order));
      }
    }
  });
  return bucket;
}

const orders = [5, 4, 3, 2, 1];
const versionRowsOf = (keys: readonly Key[]): ArraySource<KeyedRow> =>
  new ArraySource(
    keys.flatMap(({ key, versions }) =>
      orders.filter((order) => order <= versions).map((order) => ({ key, sub: idOf(order) })),
    ),
    orders.map(idOf),
  );
const objectRowsOf = (keys: readonly Key[]): ArraySource<KeyedRow> =>
  new ArraySource(keys.filter(({ isDeleted }) => !isDeleted).map(({ key }) => ({ key })));

const character = fc.constantFrom('a', '/', '\u0000', '\u0001', '\u0002', '\u0003', '\uffff', '\u{1f600}');
const key = fc.array(character, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
const keys = fc.uniqueArray(fc.record({ key, versions: fc.integer({ min: 1, max: 5 }), isDeleted: fc.boolean() }), {
  maxLength: 25,
  selector: (one) => one.key,
});
const request: fc.Arbitrary<KeyListRequest> = fc.record(
  {
    prefix: fc.oneof(fc.constant(''), character),
    delimiter: fc.constantFrom('/', '\u0001', '\u{1f600}'),
    after: fc.record({ key }),
    limit: fc.integer({ min: 1, max: 30 }),
  },
  { requiredKeys: ['prefix', 'limit'] },
);

const shown = ({ rows, ...list }: { readonly rows: readonly KeyedRow[]; readonly last?: unknown }): unknown => {
  const { last: _, ...rest } = list;
  return { ...rest, rows: rows.map(({ key, sub }) => [key, sub]) };
};

describe('sources over the store', () => {
  test('list what an array lists', async () => {
    await fc.assert(
      fc.asyncProperty(keys, fc.array(request, { minLength: 5, maxLength: 5 }), async (all, requests) => {
        const bucket = await bucketOf(all);
        const state = s3State(store, place);
        for (const asked of requests) {
          const objects = await listKeys(objectSource(state, bucket), asked);
          expect(shown(objects)).toEqual(shown(await listKeys(objectRowsOf(all), asked)));
          const versions = await listKeys(versionSource(state, bucket), asked);
          expect(shown(versions)).toEqual(shown(await listKeys(versionRowsOf(all), asked)));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('go through all versions in pages, each with its own latest', async () => {
    await fc.assert(
      fc.asyncProperty(keys, fc.integer({ min: 1, max: 4 }), async (all, MaxKeys) => {
        const source = versionSource(s3State(store, place), await bucketOf(all));
        const seen: VersionRow[] = [];
        let markers = {};
        for (;;) {
          const { rows, members } = await listObjectVersions(source, { MaxKeys, ...markers });
          seen.push(...rows);
          if (!members.IsTruncated) break;
          markers = { KeyMarker: members.NextKeyMarker, VersionIdMarker: members.NextVersionIdMarker };
        }
        expect(seen.map(({ key, sub }) => [key, sub])).toEqual(
          versionRowsOf(all).sorted.map(({ key, sub }) => [key, sub]),
        );
        for (const { key, isLatest, version } of seen) {
          expect(isLatest).toBe(version.order === all.find((one) => one.key === key)?.versions);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a marker whose version is gone', () => {
  const rowsAfter = async (bucket: string, VersionIdMarker: string): Promise<readonly unknown[]> => {
    const source = versionSource(s3State(store, place), bucket);
    const { rows } = await listObjectVersions(source, { KeyMarker: 'k', VersionIdMarker });
    return rows.map(({ sub, isLatest }) => [sub, isLatest]);
  };

  test('as AWS answered: what was listed is deleted, and the rest is listed', async () => {
    const bucket = await bucketOf([{ key: 'k', versions: 2, isDeleted: false }]);
    expect(await rowsAfter(bucket, idOf(3))).toEqual([
      [idOf(2), true],
      [idOf(1), false],
    ]);
  });

  test('what is no version id is refused', async () => {
    const bucket = await bucketOf([]);
    await expect(rowsAfter(bucket, 'invalid')).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: 'Invalid version id specified',
    });
    expect(await rowsAfter(bucket, 'null')).toEqual([]);
  });

  test('everything is deleted page by page', async () => {
    const bucket = await bucketOf([
      { key: 'k', versions: 5, isDeleted: true },
      { key: 'l', versions: 3, isDeleted: false },
    ]);
    let [deleted, markers] = [0, {}];
    for (;;) {
      const { rows, members } = await listObjectVersions(versionSource(s3State(store, place), bucket), {
        MaxKeys: 2,
        ...markers,
      });
      await store.transact(async (tx) => {
        const state = s3State(tx, place);
        for (const { version, isLatest } of rows) deleted += await removed(state, version, isLatest);
      });
      if (!members.IsTruncated) break;
      markers = { KeyMarker: members.NextKeyMarker, VersionIdMarker: members.NextVersionIdMarker };
    }
    expect(deleted).toBe(8);
  });
});

async function removed(state: S3Writer, version: OldVersion, isLatest: boolean): Promise<number> {
  const old = await state.versions.delete(idOfVersion(version));
  const current = !old && isLatest && (await state.objects.delete(keyId(version.bucket, version.key)));
  return old || current ? 1 : 0;
}
