/** The unfinished uploads of a bucket, by key and then by the time when they began: the source of ListMultipartUploads. */
import { afterPrefix } from '#store/listing';
import { keyId, placeId, placesPrefix } from '../record-ids.ts';
import type { BucketRecord } from '../state.ts';
import { isUploadId } from '../uploads/upload-id.ts';
import type { UploadReader, UploadRecord } from '../uploads/upload-state.ts';
import { listErrors } from './list-errors.ts';
import type { KeyedRow, KeyPlace, OrderedSource } from './list-keys.ts';

export interface UploadRow extends KeyedRow {
  /** Its id. */
  readonly sub: string;
  readonly upload: UploadRecord;
}

/** Above the id of an upload, and below that of the next. */
const afterAnyPlace = '\u0001';

export function uploadSource(
  { uploads }: Pick<UploadReader, 'uploads'>,
  bucket: BucketRecord,
): OrderedSource<UploadRow> {
  const { name } = bucket;
  return {
    rows: async ({ prefix, from, limit }) => {
      const listing = { prefix: keyId(name, prefix), from: beginOf(name, from), limit };
      const listed = await uploads.list(listing);
      return listed.map(({ record }) => ({ key: record.key, sub: record.uploadId, upload: record }));
    },
  };
}

function beginOf(bucket: string, { key, inclusive, sub }: KeyPlace): string {
  if (sub !== undefined) {
    if (!isUploadId(sub)) throw listErrors.uploadIdMarker(sub);
    return placeId(bucket, key, sub) + afterAnyPlace;
  }
  const places = placesPrefix(bucket, key);
  return inclusive ? keyId(bucket, key) : (afterPrefix(places) ?? places);
}
