/**
 * The rules of a bucket are carried out each midnight (UTC) of the product's clock, in batches: what has ended, then old versions and markers, then
 * uploads that nobody completed. A clock that was moved ahead by days is one midnight: what had ended by then goes.
 *
 * AWS DIFFERS? It works through a bucket some time after midnight, and keeps no promise when. What is locked stays, as there.
 */
import { schedule } from '#events/agenda';
import { type Instant, later, milliseconds } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import type { AgendaItem } from '#service/agenda';
import type { Blobs } from '#store/blobs/port';
import type { Transaction } from '#store/port';
import { isLocked } from '../objects/object-lock.ts';
import { deleteCurrent, deleteVersion, type KeyChange } from '../objects/versions.ts';
import { bucketPrefix, keyId, placesPrefix } from '../record-ids.ts';
import {
  type BucketPlace,
  type BucketRecord,
  isDeleteMarker,
  type ObjectRecord,
  type OldVersion,
  type S3Writer,
  s3State,
} from '../state.ts';
import { abortUpload } from '../uploads/abort-upload.ts';
import { uploadState } from '../uploads/upload-state.ts';
import {
  expiryOf,
  isMarkerOver,
  isUploadOver,
  isVersionOver,
  midnightFrom,
  type Noncurrent,
  newClassOf,
  newClassOfVersion,
} from './due.ts';
import type { Lifecycle } from './rules.ts';

const kind = 's3:lifecycle';

type Phase = 'objects' | 'versions' | 'uploads';

interface Run extends BucketPlace {
  readonly bucket: string;
  readonly phase: Phase;
  /** Where the next batch goes on. */
  readonly after?: string;
  /** Of versions: the one before the next batch. */
  readonly before?: Before;
}

/** The version of a key that was looked at last. */
interface Before {
  readonly key: string;
  /** Since then the next one is not current. */
  readonly modifiedAt: Instant;
  /** How many of the key were not current so far. */
  readonly noncurrent: number;
}

/** In the transaction that gives a bucket rules. */
export async function scheduleLifecycle(
  tx: Transaction,
  { account, region }: BucketPlace,
  bucket: string,
  at: Instant,
): Promise<void> {
  const run: Run = { account, region, bucket, phase: 'objects' };
  await schedule(tx, {
    id: `${kind}:${account}/${region}/${bucket}`,
    kind,
    at: nextMidnight(at),
    ref: JSON.stringify(run),
  });
}

function nextMidnight(at: Instant): Instant {
  return midnightFrom(later(at, milliseconds(1)));
}

/** Of a thousand rules each: some milliseconds. */
const batch = 100;

interface Working {
  readonly tx: Transaction;
  readonly state: S3Writer;
  readonly bucket: BucketRecord;
  readonly lifecycle: Lifecycle;
  readonly run: Run;
  readonly now: Instant;
  readonly change: (key: string) => KeyChange;
}

/** Where a phase goes on; `undefined` where it is through. */
type Next = Pick<Run, 'after' | 'before'> | undefined;

const following: Readonly<Record<Phase, Phase | undefined>> = {
  objects: 'versions',
  versions: 'uploads',
  uploads: undefined,
};

/** Does one batch, and comes again: at once while there is more, else after the next midnight, as long as the bucket has rules. */
export function runLifecycle({ blobs, entropy }: { readonly blobs: Blobs; readonly entropy: Entropy }): AgendaItem {
  return {
    async handle(due, { tx, now }) {
      const run = JSON.parse(due.ref) as Run;
      const place: BucketPlace = { account: run.account, region: run.region };
      const state = s3State(tx, place);
      const bucket = await state.buckets.get(run.bucket);
      const { lifecycle } = bucket ?? {};
      if (bucket === undefined || lifecycle === undefined) return;
      const change = (key: string): KeyChange => ({ tx, state, place, blobs, entropy, at: now, bucket, key });
      const working: Working = { tx, state, bucket, lifecycle, run, now, change };
      const next = await phases[run.phase](working);
      const phase = next === undefined ? following[run.phase] : run.phase;
      if (phase === undefined) return await scheduleLifecycle(tx, place, run.bucket, now);
      const ref: Run = { ...place, bucket: run.bucket, phase, ...next };
      await schedule(tx, { ...due, at: now, ref: JSON.stringify(ref) });
    },
  };
}

const phases: Readonly<Record<Phase, (working: Working) => Promise<Next>>> = {
  objects: endObjects,
  versions: endVersions,
  uploads: endUploads,
};

function page({ run, bucket }: Working): { prefix: string; limit: number; after?: string } {
  return { prefix: bucketPrefix(bucket.name), limit: batch, ...(run.after === undefined ? {} : { after: run.after }) };
}

async function endObjects(working: Working): Promise<Next> {
  const { state, bucket, lifecycle, now, change } = working;
  const rows = await state.objects.list(page(working));
  for (const { record } of rows) {
    const expiry = expiryOf(bucket, record);
    if (expiry !== undefined && expiry.at <= now) {
      // Without versions it would be gone for good.
      if (bucket.versioning !== undefined || !isLocked(record, now)) await deleteCurrent(change(record.key));
      continue;
    }
    const storageClass = newClassOf(lifecycle, record, now);
    if (storageClass !== undefined) await state.objects.update({ ...record, storageClass });
  }
  return nextOf(rows);
}

function nextOf(rows: readonly { readonly place: string }[]): Next {
  const last = rows.at(-1);
  return last === undefined || rows.length < batch ? undefined : { after: last.place };
}

async function endVersions(working: Working): Promise<Next> {
  const { state, bucket, run } = working;
  let { before } = run;
  const rows = await state.versions.list(page(working));
  for (const { record } of rows) {
    const { key, modifiedAt } = record;
    if (before?.key !== key) {
      const current = await state.objects.get(keyId(bucket.name, key));
      if (current === undefined) {
        // Nothing is current but this one, a marker.
        await endMarker(working, record);
        before = { key, modifiedAt, noncurrent: 0 };
        continue;
      }
      before = { key, modifiedAt: current.modifiedAt, noncurrent: 0 };
    }
    await endVersion(working, record, { since: before.modifiedAt, newer: before.noncurrent });
    before = { key, modifiedAt, noncurrent: before.noncurrent + 1 };
  }
  const next = nextOf(rows);
  return next === undefined || before === undefined ? next : { ...next, before };
}

async function endMarker({ state, bucket, lifecycle, now, change }: Working, marker: OldVersion): Promise<void> {
  const { key, versionId } = marker;
  if (!isDeleteMarker(marker) || !isMarkerOver(lifecycle, marker, now)) return;
  const ofKey = await state.versions.list({ prefix: placesPrefix(bucket.name, key), limit: 2 });
  if (ofKey.length === 1) await deleteVersion(change(key), versionId);
}

async function endVersion(
  { state, lifecycle, now, change }: Working,
  version: OldVersion,
  noncurrent: Noncurrent,
): Promise<void> {
  const filtered = isDeleteMarker(version) ? { key: version.key, bytes: 0 } : version;
  if (isVersionOver(lifecycle, filtered, noncurrent, now)) {
    if (isDeleteMarker(version) || !isLocked(version, now)) await deleteVersion(change(version.key), version.versionId);
    return;
  }
  if (!isDeleteMarker(version))
    await moveVersion(state, version, newClassOfVersion(lifecycle, version, noncurrent, now));
}

async function moveVersion(state: S3Writer, version: ObjectRecord, storageClass: string | undefined): Promise<void> {
  if (storageClass !== undefined) await state.versions.update({ ...version, storageClass });
}

async function endUploads(working: Working): Promise<Next> {
  const { tx, lifecycle, now, run } = working;
  const rows = await uploadState(tx, run).uploads.list(page(working));
  for (const { record } of rows) {
    if (isUploadOver(lifecycle, record, now)) await abortUpload(tx, run, record, now);
  }
  return nextOf(rows);
}
