/** Which upload a request is for. An id counts for its own bucket and key alone. */
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { type BucketAsked, type FoundBucket, findBucket } from '../buckets/find-bucket.ts';
import { placeId } from '../record-ids.ts';
import { uploadErrors } from './upload-errors.ts';
import { isUploadId } from './upload-id.ts';
import { type UploadRecord, uploadState } from './upload-state.ts';

export interface UploadAsked extends BucketAsked {
  readonly Key: string;
  readonly UploadId: string;
}

export interface FoundUpload extends FoundBucket {
  readonly upload: UploadRecord;
}

/** `undefined` where there is none under way. One of a bucket that is gone is none of a new one of the same name. */
export async function uploadIfThere(
  reader: Reader,
  { bucket, place }: FoundBucket,
  { Key: key, UploadId: uploadId }: Pick<UploadAsked, 'Key' | 'UploadId'>,
): Promise<UploadRecord | undefined> {
  if (!isUploadId(uploadId)) return undefined;
  const upload = await uploadState(reader, place).uploads.get(placeId(bucket.name, key, uploadId));
  return upload === undefined || upload.initiatedAt < bucket.createdAt ? undefined : upload;
}

/** Throws `NoSuchUpload`. */
export async function findUpload(reader: Reader, context: RequestContext, asked: UploadAsked): Promise<FoundUpload> {
  const found = await findBucket(reader, context, asked);
  const upload = await uploadIfThere(reader, found, asked);
  if (upload === undefined) throw uploadErrors.noSuchUpload(asked.UploadId);
  return { ...found, upload };
}
