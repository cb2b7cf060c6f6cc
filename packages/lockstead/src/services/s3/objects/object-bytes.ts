/** An object's bytes, whether they came in one piece or in parts. */
import type { Readable } from 'node:stream';
import { type Instant, later } from '#kernel/clock';
import type { Blobs } from '#store/blobs/port';
import type { Transaction } from '#store/port';
import type { ObjectKeys } from '../content/content-keys.ts';
import { type ByteRange, openContent } from '../content/open-content.ts';
import { releaseContent } from '../content/stage-content.ts';
import type { BucketPlace, ObjectRecord } from '../state.ts';
import { type BytesSource, openParts } from '../uploads/open-parts.ts';
import { readersGrace, scheduleRemoval } from '../uploads/remove-parts.ts';

/** The range that has every byte; of an object without bytes its end is before its start. */
export function allOf({ bytes }: Pick<ObjectRecord, 'bytes'>): ByteRange {
  return { start: 0, end: bytes - 1 };
}

/** The bytes of a range, decrypted while they leave. */
export async function openBytes(
  source: BytesSource,
  { bucket, key, content }: ObjectRecord,
  keys: ObjectKeys,
  range: ByteRange,
): Promise<Readable> {
  if ('uploadId' in content) return await openParts(source, { bucket, key, content, keys, range });
  return await openContent(source.blobs, content, { keys, place: { bucket, key }, range });
}

/** In the transaction that removes the record. Parts go later, and in batches. */
export async function releaseBytes(
  change: { readonly tx: Transaction; readonly blobs: Blobs; readonly place: BucketPlace; readonly at: Instant },
  { content }: ObjectRecord,
): Promise<void> {
  const { tx, blobs, place, at } = change;
  if (!('uploadId' in content)) return await releaseContent(tx, blobs, content);
  await scheduleRemoval(tx, place, { uploadId: content.uploadId, which: 'all', at: later(at, readersGrace) });
}
