/**
 * CopyObject. The bytes are decrypted, and encrypted anew, while they pass: a copy shares nothing with its source.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
import { toDate } from '#kernel/clock';
import { findBucket } from '../buckets/find-bucket.ts';
import { abandonContent, stageContent } from '../content/stage-content.ts';
import { checkChangesSomething, copiedHeaders } from '../copies/copied-headers.ts';
import { checkCopySize, findSource, openSource, sourceVersion } from '../copies/find-source.ts';
import { checkEncryption, encryptionMembers } from '../encryption/object-keys.ts';
import { accessDenied, headerNotImplemented } from '../errors.ts';
import { expirationAnswer } from '../lifecycle/due.ts';
import { checksumAnswer, versionAnswer } from '../objects/answer-object.ts';
import { checksumOf, sentChecksum } from '../objects/checksums.ts';
import { checkWriteHeaders } from '../objects/conditions.ts';
import { newObjectAcl } from '../objects/new-object-acl.ts';
import { newObjectLock } from '../objects/object-lock.ts';
import { checkKey } from '../objects/put-headers.ts';
import { type StagedObject, writeStaged } from '../objects/write-staged.ts';
import type { S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import { keyId } from '../record-ids.ts';
import { type ObjectRecord, s3State } from '../state.ts';

interface Made extends StagedObject {
  readonly source: ObjectRecord;
}

export function copyObject(parts: ObjectParts): S3Write<'CopyObject', Made> {
  const { blobs, encrypter, users } = parts;
  return {
    name: 'CopyObject',
    effect: 'write',
    authentication: 'anonymousAllowed',
    eventCategory: 'data',

    async prepare(input, context) {
      const { reader } = context;
      const { Bucket: bucket, Key: key } = input;
      const found = await findBucket(reader, context, input);
      if (context.session.principal.kind === 'anonymous') {
        throw accessDenied('Anonymous users cannot copy objects.  Please authenticate.');
      }
      checkKey(key);
      if (input.AnnotationDirective !== undefined) {
        throw headerNotImplemented('x-amz-annotation-directive', 'Annotations are not implemented');
      }
      checkWriteHeaders(input);
      const from = await findSource(context, input);
      const { object: source } = from;
      const headers = copiedHeaders(input, source);
      newObjectLock(input, found.bucket, context.at);
      await newObjectAcl({ reader, context, users }, found, key, input);
      if (source.bucket === bucket && source.key === key) {
        const current = await s3State(reader, found.place).objects.get(keyId(bucket, key));
        const asker = context.session.principal.kind === 'service' ? 'service' : 'other';
        const asked = checkEncryption(input, found.bucket, asker);
        const kind = asked.customerKey === undefined ? asked.algorithm : 'SSE-C';
        if (current?.versionId === source.versionId) checkChangesSomething(input, source, kind);
      }
      checkCopySize(source.bytes);
      const algorithm = sentChecksum(input) ?? source.checksum?.algorithm ?? checksumOf({});
      const { encryption, keys } = await encrypter.choose(context, found, key, input);
      const body = await openSource({ blobs, encrypter }, context, from, input);
      const content = await stageContent(body, {
        blobs,
        entropy: context.entropy,
        keys,
        place: { bucket, key },
        algorithm,
      });
      return { content, encryption, headers, algorithm, source };
    },

    abandon: ({ content }) => abandonContent(blobs, content),

    async handle(input, context, made) {
      const { bucket, object, checksum } = await writeStaged(parts, context, input, made);
      return {
        CopyObjectResult: {
          ETag: `"${object.etag}"`,
          LastModified: toDate(object.modifiedAt),
          ...checksumAnswer(checksum),
        },
        ...encryptionMembers(object.encryption),
        ...sourceVersion(made.source),
        ...versionAnswer(bucket, object),
        ...expirationAnswer(bucket, object),
      };
    },
  };
}
