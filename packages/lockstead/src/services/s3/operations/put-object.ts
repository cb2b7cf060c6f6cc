/**
 * PutObject. The body is encrypted while it comes, and nobody sees the object before all of it is on disk.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { abandonContent, keepContent, type StagedContent, stageContent } from '../content/stage-content.ts';
import { encryptionMembers } from '../encryption/object-keys.ts';
import { headerNotImplemented, S3Error } from '../errors.ts';
import { s3Limits } from '../limits.ts';
import { checksumAnswer, newVersionAnswer } from '../objects/answer-object.ts';
import { checksumOf } from '../objects/checksums.ts';
import { checkWriteConditions, checkWriteHeaders } from '../objects/conditions.ts';
import { etagOf } from '../objects/etag.ts';
import { newObjectAcl } from '../objects/new-object-acl.ts';
import { newObjectLock } from '../objects/object-lock.ts';
import { checkKey, type ReadHeaders, readPutHeaders } from '../objects/put-headers.ts';
import { writeObject } from '../objects/versions.ts';
import type { S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import { keyId } from '../record-ids.ts';
import { type ChecksumName, type ObjectEncryption, s3State } from '../state.ts';

interface Made {
  readonly content: StagedContent;
  readonly encryption: ObjectEncryption;
  readonly headers: ReadHeaders;
  readonly algorithm: ChecksumName;
}

export function putObject({ blobs, encrypter, users }: ObjectParts): S3Write<'PutObject', Made> {
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

    async handle(input, context, { content: staged, encryption, headers, algorithm }) {
      const { tx, at, entropy } = context;
      const { Key: key } = input;
      const found = await findBucket(tx, context, input);
      const { bucket, place } = found;
      const state = s3State(tx, place);
      checkWriteConditions(input, key, await state.objects.get(keyId(bucket.name, key)));
      const checksum = {
        algorithm,
        type: 'FULL_OBJECT' as const,
        value: staged.checksum.digest().toString('base64'),
      };
      const object = await writeObject(
        { tx, state, place, blobs, entropy, at, bucket, key },
        {
          bytes: staged.bytes,
          etag: etagOf(encryption, staged.md5, entropy),
          ...headers,
          ...newObjectLock(input, bucket, at),
          ...(await newObjectAcl({ reader: tx, context, users }, found, key, input)),
          checksum,
          encryption,
          content: await keepContent(tx, blobs, staged),
        },
      );
      return {
        ETag: `"${object.etag}"`,
        ...encryptionMembers(encryption),
        ...checksumAnswer(checksum),
        ...newVersionAnswer(bucket, object),
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
