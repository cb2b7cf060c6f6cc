/** An upload that is given up, by whoever asks for it or because it has been under way for too long. */
import type { Instant } from '#kernel/clock';
import type { Transaction } from '#store/port';
import { placeId } from '../record-ids.ts';
import type { BucketPlace } from '../state.ts';
import { scheduleRemoval } from './remove-parts.ts';
import { type UploadRecord, uploadState } from './upload-state.ts';

/** It is gone with this transaction; its parts go in batches after it. */
export async function abortUpload(
  tx: Transaction,
  place: BucketPlace,
  { bucket, key, uploadId }: Pick<UploadRecord, 'bucket' | 'key' | 'uploadId'>,
  at: Instant,
): Promise<void> {
  await uploadState(tx, place).uploads.delete(placeId(bucket, key, uploadId));
  await scheduleRemoval(tx, place, { uploadId, which: 'all', at });
}
