/** An object's bytes, whether they came in one piece or in parts. */
import type { Readable } from 'node:stream';
import { invariant } from '#kernel/invariant';
import type { Blobs } from '#store/blobs/port';
import type { Transaction } from '#store/port';
import type { ObjectKeys } from '../content/content-keys.ts';
import { type ByteRange, openContent } from '../content/open-content.ts';
import { releaseContent } from '../content/stage-content.ts';
import type { ObjectRecord } from '../state.ts';

/** The bytes of a range, or all of them, decrypted while they leave. */
export async function openBytes(
  blobs: Blobs,
  { bucket, key, content }: ObjectRecord,
  keys: ObjectKeys,
  range: ByteRange | undefined,
): Promise<Readable> {
  invariant(!('uploadId' in content), 'parts come with multipart uploads');
  return await openContent(blobs, content, { keys, place: { bucket, key }, ...(range === undefined ? {} : { range }) });
}

/** In the transaction that removes the record. */
export async function releaseBytes(
  { tx, blobs }: { readonly tx: Transaction; readonly blobs: Blobs },
  { content }: ObjectRecord,
): Promise<void> {
  invariant(!('uploadId' in content), 'parts come with multipart uploads');
  await releaseContent(tx, blobs, content);
}
