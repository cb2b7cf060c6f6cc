/**
 * The sources of a bucket's lists over the store: its current objects, and all versions of them. Ids stand in the order of keys
 * (`record-ids.ts`), so that a stretch is one read of each collection from a place on.
 */
import { afterPrefix } from '#store/listing';
import type { Listing } from '#store/port';
import { isVersionId, orderOfVersionId } from '../objects/version-id.ts';
import { keyId, placesPrefix } from '../record-ids.ts';
import { idOfVersion, type ObjectRecord, type OldVersion, type S3Reader } from '../state.ts';
import { compareKeys } from './key-order.ts';
import { listErrors } from './list-errors.ts';
import type { KeyedRow, KeyPlace, OrderedSource, Stretch } from './list-keys.ts';

/** An object as a list has it. */
export interface ObjectRow extends KeyedRow {
  readonly object: ObjectRecord;
}

/** The current objects of a bucket, without delete markers: for ListObjects and ListObjectsV2. */
export function objectSource({ objects }: Pick<S3Reader, 'objects'>, bucket: string): OrderedSource<ObjectRow> {
  return {
    rows: async (stretch) => {
      const listed = await objects.list(listingOf(bucket, stretch, objectsFrom(bucket, stretch.from)));
      return listed.map(({ record }) => ({ key: record.key, object: record }));
    },
  };
}

/** A version, or a delete marker, as a list has it. */
export interface VersionRow extends KeyedRow {
  /** Its version id. */
  readonly sub: string;
  readonly version: OldVersion;
  readonly isLatest: boolean;
}

/** All versions and delete markers of a bucket, those of a key with the newest first: for ListObjectVersions. */
export function versionSource(
  state: Pick<S3Reader, 'objects' | 'versions'>,
  bucket: string,
): OrderedSource<VersionRow> {
  return {
    rows: async (stretch) => {
      const begin = await beginOf(state, bucket, stretch.from);
      const [objects, versions] = await Promise.all([
        state.objects.list(listingOf(bucket, stretch, begin.objects)),
        state.versions.list(listingOf(bucket, stretch, begin.versions)),
      ]);
      const records = { current: objects.map(({ record }) => record), old: versions.map(({ record }) => record) };
      return merged(records, begin.keyBefore, stretch.limit);
    },
  };
}

/** The ids from which a stretch reads the two collections, and the key whose newest version lies before it. */
interface Begin {
  readonly objects: string;
  readonly versions: string;
  readonly keyBefore?: string;
}

/** Above the ids of a key's versions, and below those of all longer keys. */
const afterAnyPlace = '\u0001';

async function beginOf(
  state: Pick<S3Reader, 'objects' | 'versions'>,
  bucket: string,
  { key, inclusive, sub }: KeyPlace,
): Promise<Begin> {
  const places = placesPrefix(bucket, key);
  if (sub === undefined) {
    const versions = inclusive ? keyId(bucket, key) : (afterPrefix(places) ?? places);
    return { objects: objectsFrom(bucket, { key, inclusive }), versions };
  }
  if (!isVersionId(sub)) throw listErrors.versionIdMarker(sub);
  const current = await state.objects.get(keyId(bucket, key));
  if (current?.versionId === sub) return { objects: places, versions: places, keyBefore: key };
  const [found] = await state.versions.list({ index: 'versionId', key: places + sub, limit: 1 });
  if (found !== undefined) {
    return { objects: places, versions: idOfVersion(found.record) + afterAnyPlace, keyBefore: key };
  }
  // Whoever deletes what a page listed comes back with the marker of a version that is gone: the list goes on behind its place.
  const all = { objects: keyId(bucket, key), versions: keyId(bucket, key) };
  const order = orderOfVersionId(sub);
  // The null version's place is not known: what is left of the key is listed, so that nothing is left out.
  // AWS DIFFERS? AWS goes on behind the place where the version was.
  if (order === undefined) return all;
  const newest = current ?? (await state.versions.list({ prefix: places, limit: 1 }))[0]?.record;
  if (newest === undefined || newest.order < order) return all;
  return { objects: places, versions: idOfVersion({ bucket, key, order }) + afterAnyPlace, keyBefore: key };
}

function objectsFrom(bucket: string, { key, inclusive }: KeyPlace): string {
  return inclusive ? keyId(bucket, key) : placesPrefix(bucket, key);
}

function listingOf(bucket: string, { prefix, limit }: Stretch, from: string): Listing {
  return { prefix: keyId(bucket, prefix), from, limit };
}

interface Records {
  readonly current: readonly ObjectRecord[];
  readonly old: readonly OldVersion[];
}

/** Of one key the current object stands before the others. */
function merged({ current, old }: Records, keyBefore: string | undefined, limit: number): readonly VersionRow[] {
  const rows: VersionRow[] = [];
  let before = keyBefore;
  let [c, o] = [0, 0];
  while (rows.length < limit) {
    const object = current[c];
    const version = old[o];
    const isObject = object !== undefined && (version === undefined || compareKeys(object.key, version.key) <= 0);
    const next = isObject ? object : version;
    if (next === undefined) break;
    if (isObject) c += 1;
    else o += 1;
    rows.push({ key: next.key, sub: next.versionId, version: next, isLatest: next.key !== before });
    before = next.key;
  }
  return rows;
}
