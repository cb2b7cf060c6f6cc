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

/** The bytes of a range, or all of them, decrypted while they leave. */
export async function openBytes(
  source: BytesSource,
  { bucket, key, bytes, content }: ObjectRecord,
  keys: ObjectKeys,
  range: ByteRange | undefined,
): Promise<Readable> {
  if ('uploadId' in content) {
    return await openParts(source, { bucket, key, content, keys, range: range ?? { start: 0, end: bytes - 1 } });
  }
  const asked = { keys, place: { bucket, key }, ...(range === undefined ? {} : { range }) };
  return await openContent(source.blobs, content, asked);
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
