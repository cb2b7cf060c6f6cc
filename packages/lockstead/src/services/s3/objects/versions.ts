/**
 * What becomes of a key's versions when an object is written or deleted.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html
 */
import { type Instant, instant } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import type { Blobs } from '#store/blobs/port';
import type { Transaction } from '#store/port';
import { keyId, placeId, placesPrefix } from '../record-ids.ts';
import {
  type BucketPlace,
  type BucketRecord,
  type DeleteMarker,
  idOfVersion,
  isDeleteMarker,
  type ObjectRecord,
  type OldVersion,
  type S3Reader,
  type S3Writer,
} from '../state.ts';
import { releaseBytes } from './object-bytes.ts';
import { newVersionId, nullVersion } from './version-id.ts';

/** What a change of a key is made with. */
export interface KeyChange {
  readonly tx: Transaction;
  readonly state: S3Writer;
  readonly place: BucketPlace;
  readonly blobs: Blobs;
  readonly entropy: Entropy;
  readonly at: Instant;
  readonly bucket: BucketRecord;
  readonly key: string;
  /** Which time the new object tells as its own, where it is not `at`. */
  readonly createdAt?: Instant;
}

async function newestOld(state: S3Reader, bucket: string, key: string): Promise<OldVersion | undefined> {
  const [newest] = await state.versions.list({ prefix: placesPrefix(bucket, key), limit: 1 });
  return newest?.record;
}

/** The version that a key means, a delete marker too. */
export async function currentVersion(
  state: S3Reader,
  bucket: BucketRecord,
  key: string,
): Promise<OldVersion | undefined> {
  const object = await state.objects.get(keyId(bucket.name, key));
  if (object !== undefined || bucket.versioning === undefined) return object;
  return await newestOld(state, bucket.name, key);
}

/** One version by its id, current or not. */
export async function versionOf(
  state: S3Reader,
  bucket: BucketRecord,
  key: string,
  versionId: string,
): Promise<OldVersion | undefined> {
  const object = await state.objects.get(keyId(bucket.name, key));
  if (object?.versionId === versionId) return object;
  const [found] = await state.versions.list({
    index: 'versionId',
    key: placeId(bucket.name, key, versionId),
    limit: 1,
  });
  return found?.record;
}

/** The place of a version that is to be the newest: later than all others, also within a millisecond and when the clock goes back. */
async function nextOrder({ state, bucket, key, at }: KeyChange, current: ObjectRecord | undefined): Promise<number> {
  const newest = current ?? (bucket.versioning === undefined ? undefined : await newestOld(state, bucket.name, key));
  return Math.max(at, (newest?.order ?? 0) + 1);
}

/** S3 tells times of objects in seconds, in lists too. */
export function wholeSeconds(at: Instant): Instant {
  return instant(Math.floor(at / 1000) * 1000);
}

/** Takes the place of the current version, which is kept where the bucket keeps versions. Answers what was written. */
export async function writeObject(
  change: KeyChange,
  draft: Omit<ObjectRecord, 'bucket' | 'key' | 'versionId' | 'order' | 'modifiedAt'>,
): Promise<ObjectRecord> {
  const { state, bucket, key, at, createdAt = at, entropy } = change;
  const current = await state.objects.get(keyId(bucket.name, key));
  const order = await nextOrder(change, current);
  const versionId = bucket.versioning === 'Enabled' ? newVersionId(order, entropy) : nullVersion;
  await makeRoom(change, current);
  const modifiedAt = wholeSeconds(createdAt);
  const object: ObjectRecord = { ...draft, bucket: bucket.name, key, versionId, order, modifiedAt };
  await state.objects.put(object);
  return object;
}

/** Keeps what must be kept of the current version, and lets go of what is overwritten. */
async function makeRoom(change: KeyChange, current: ObjectRecord | undefined): Promise<void> {
  const { state, bucket, key } = change;
  const { versioning } = bucket;
  if (current !== undefined) {
    if (versioning === undefined || (versioning === 'Suspended' && current.versionId === nullVersion)) {
      await releaseBytes(change, current);
    } else {
      await state.versions.insert(current);
    }
  }
  // While versions are suspended there is one version without an id, and this takes its place.
  if (versioning === 'Suspended') {
    const old = await state.versions.list({ index: 'versionId', key: placeId(bucket.name, key, nullVersion) });
    for (const { record } of old) await removeOld(change, record);
  }
}

async function removeOld(change: KeyChange, version: OldVersion): Promise<void> {
  const { state } = change;
  await state.versions.delete(idOfVersion(version));
  if (!isDeleteMarker(version)) await releaseBytes(change, version);
}

/** What came of a deletion. */
export interface Deleted {
  /** Of a marker that was made, or of the version that is gone. */
  readonly versionId?: string;
  /** A marker was made, or one is gone. */
  readonly isMarker?: true;
}

/** Without a version: the object goes, or a marker takes its place. Deleting what is not there is a success. */
export async function deleteCurrent(change: KeyChange): Promise<Deleted> {
  const { state, bucket, key, at, entropy } = change;
  const current = await state.objects.get(keyId(bucket.name, key));
  if (bucket.versioning === undefined) {
    if (current !== undefined) {
      await state.objects.delete(keyId(bucket.name, key));
      await releaseBytes(change, current);
    }
    return {};
  }
  const order = await nextOrder(change, current);
  const versionId = bucket.versioning === 'Enabled' ? newVersionId(order, entropy) : nullVersion;
  await makeRoom(change, current);
  if (current !== undefined) await state.objects.delete(keyId(bucket.name, key));
  const marker: DeleteMarker = {
    bucket: bucket.name,
    key,
    versionId,
    order,
    modifiedAt: wholeSeconds(at),
    isDeleteMarker: true,
  };
  await state.versions.insert(marker);
  return { versionId, isMarker: true };
}

/** One version goes for good; if it was the current one, the newest that is left is current. */
export async function deleteVersion(change: KeyChange, versionId: string): Promise<Deleted> {
  const { state, bucket, key } = change;
  const current = await state.objects.get(keyId(bucket.name, key));
  if (current?.versionId === versionId) {
    await state.objects.delete(keyId(bucket.name, key));
    await releaseBytes(change, current);
    await promote(change);
    return { versionId };
  }
  const found = await versionOf(state, bucket, key, versionId);
  if (found === undefined) return { versionId };
  await removeOld(change, found);
  if (!isDeleteMarker(found)) return { versionId };
  if (current === undefined) await promote(change);
  return { versionId, isMarker: true };
}

/** The newest of the old versions becomes current, unless it is a marker. */
async function promote({ state, bucket, key }: KeyChange): Promise<void> {
  const newest = await newestOld(state, bucket.name, key);
  if (newest === undefined || isDeleteMarker(newest)) return;
  await state.versions.delete(idOfVersion(newest));
  await state.objects.insert(newest);
}
