/**
 * CompleteMultipartUpload: the parts that are listed become the object. They stay where they are, so that nothing is read or written again.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { checkWriteHeaders } from '../objects/conditions.ts';
import { newObjectLock } from '../objects/object-lock.ts';
import { writeObject } from '../objects/versions.ts';
import type { S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import { keyId, placeId } from '../record-ids.ts';
import { s3State } from '../state.ts';
import { checkChecksumType, checkCompleteConditions, checkWhole } from '../uploads/complete-checks.ts';
import { type CompletedParts, completeParts, etagOfParts, readListedParts } from '../uploads/complete-parts.ts';
import { completedAnswer, isOfUpload } from '../uploads/completed-upload.ts';
import { uploadIfThere } from '../uploads/find-upload.ts';
import { partKeys } from '../uploads/part-keys.ts';
import { scheduleRemoval } from '../uploads/remove-parts.ts';
import { uploadErrors } from '../uploads/upload-errors.ts';
import { uploadState } from '../uploads/upload-state.ts';

/** `before`: the upload has become an object already. */
type Made =
  | { readonly kind: 'parts'; readonly parts: CompletedParts; readonly changes: number }
  | { readonly kind: 'before'; readonly etag: string };

/** Ten thousand parts with the longest checksums. */
const bodyBytesMax = 4 * 2 ** 20;

export function completeMultipartUpload({ blobs, encrypter }: ObjectParts): S3Write<'CompleteMultipartUpload', Made> {
  return {
    name: 'CompleteMultipartUpload',
    effect: 'write',
    authentication: 'anonymousAllowed',
    eventCategory: 'data',
    bodyBytesMax,

    async prepare(input, context) {
      const { reader } = context;
      const { UploadId: uploadId, Key: key } = input;
      const found = await findBucket(reader, context, input);
      const upload = await uploadIfThere(reader, found, input);
      if (upload === undefined) {
        const object = await s3State(reader, found.place).objects.get(keyId(found.bucket.name, key));
        if (!isOfUpload(object, uploadId)) throw uploadErrors.noSuchUpload(uploadId);
        const etag = etagOfParts(readListedParts(input.MultipartUpload, uploadId).map((part) => part.etag));
        return { kind: 'before', etag };
      }
      checkWriteHeaders(input);
      const listed = readListedParts(input.MultipartUpload, uploadId);
      checkChecksumType(upload, input);
      // KMS is asked here too: who may not use the key makes no object of it. A customer's key is needed by no step, but a wrong one is refused.
      const isCustomers = upload.encryption.kind === 'SSE-C' && input.SSECustomerKey === undefined;
      if (!isCustomers) await partKeys(encrypter, context, upload, input);
      const parts = await completeParts(uploadState(reader, found.place), upload, listed);
      checkWhole(upload, input, parts);
      return { kind: 'parts', parts, changes: upload.changes };
    },

    async handle(input, context, made) {
      const { tx, at, entropy } = context;
      const { Key: key, UploadId: uploadId } = input;
      const found = await findBucket(tx, context, input);
      const { bucket, place } = found;
      const state = s3State(tx, place);
      const current = await state.objects.get(keyId(bucket.name, key));
      const upload = await uploadIfThere(tx, found, input);
      if (upload === undefined) {
        const etag = made.kind === 'before' ? made.etag : made.parts.etag;
        if (isOfUpload(current, uploadId) && current.etag === etag) return completedAnswer(context, bucket, current);
        throw uploadErrors.noSuchUpload(uploadId);
      }
      if (made.kind === 'before' || made.changes !== upload.changes) throw uploadErrors.changedMeanwhile();
      checkCompleteConditions(input, upload, current);
      const { parts } = made;
      const uploads = uploadState(tx, place);
      for (const table of parts.tables) await uploads.tables.insert(table);
      const { owner, acl, headers, encryption, initiatedAt } = upload;
      const object = await writeObject(
        // The object's time is that when its upload began, as AWS has it.
        { tx, state, place, blobs, entropy, at, bucket, key, createdAt: initiatedAt },
        {
          bytes: parts.bytes,
          etag: parts.etag,
          ...headers,
          ...(upload.lock ?? newObjectLock({}, bucket, at)),
          ...(owner === undefined ? {} : { owner }),
          ...(acl === undefined ? {} : { acl }),
          checksum: parts.checksum,
          encryption,
          content: parts.content,
        },
      );
      await uploads.uploads.delete(placeId(bucket.name, key, uploadId));
      if (parts.hasOthers) await scheduleRemoval(tx, place, { uploadId, which: 'unlisted', at });
      return completedAnswer(context, bucket, object);
    },
  };
}
