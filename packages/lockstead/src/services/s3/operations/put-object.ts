/**
 * PutObject. The body is encrypted while it comes, and nobody sees the object before all of it is on disk.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { abandonContent, stageContent } from '../content/stage-content.ts';
import { encryptionMembers } from '../encryption/object-keys.ts';
import { headerNotImplemented, S3Error } from '../errors.ts';
import { expirationAnswer } from '../lifecycle/due.ts';
import { s3Limits } from '../limits.ts';
import { checksumAnswer, newVersionAnswer } from '../objects/answer-object.ts';
import { checksumOf } from '../objects/checksums.ts';
import { checkWriteHeaders } from '../objects/conditions.ts';
import { newObjectAcl } from '../objects/new-object-acl.ts';
import { newObjectLock } from '../objects/object-lock.ts';
import { checkKey, readPutHeaders } from '../objects/put-headers.ts';
import { type StagedObject, writeStaged } from '../objects/write-staged.ts';
import type { S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';

export function putObject(parts: ObjectParts): S3Write<'PutObject', StagedObject> {
  const { blobs, encrypter, users } = parts;
  return {
    name: 'PutObject',
    effect: 'write',
    authentication: 'anonymousAllowed',
    eventCategory: 'data',

    async prepare(input, context) {
      const { Bucket: bucket, Key: key } = input;
      const found = await findBucket(context.reader, context, input);
      checkKey(key);
      if (input.WriteOffsetBytes !== undefined)
        throw headerNotImplemented('x-amz-write-offset-bytes', 'Appends are for directory buckets');
      checkWriteHeaders(input);
      const headers = readPutHeaders(input);
      const algorithm = checksumOf(input);
      newObjectLock(input, found.bucket, context.at);
      await newObjectAcl({ reader: context.reader, context, users }, found, key, input);
      const { encryption, keys } = await encrypter.choose(context, found, key, input);
      const content = await stageContent(input.Body, {
        blobs,
        entropy: context.entropy,
        keys,
        place: { bucket, key },
        algorithm,
        count: checkSize,
      });
      return { content, encryption, headers, algorithm };
    },

    abandon: ({ content }) => abandonContent(blobs, content),

    async handle(input, context, staged) {
      const { bucket, object, checksum } = await writeStaged(parts, context, input, staged);
      return {
        ETag: `"${object.etag}"`,
        ...encryptionMembers(object.encryption),
        ...checksumAnswer(checksum),
        ...newVersionAnswer(bucket, object),
        ...expirationAnswer(bucket, object),
      };
    },
  };
}

function checkSize(bytes: number): void {
  if (bytes <= s3Limits.UploadBytes) return;
  throw new S3Error('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', {
    members: { ProposedSize: String(bytes), MaxSizeAllowed: String(s3Limits.UploadBytes) },
  });
}
