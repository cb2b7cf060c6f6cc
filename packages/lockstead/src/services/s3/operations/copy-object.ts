/**
 * CopyObject. The bytes are decrypted, and encrypted anew, while they pass: a copy shares nothing with its source.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
import { toDate } from '#kernel/clock';
import { findBucket } from '../buckets/find-bucket.ts';
import { abandonContent, keepContent, type StagedContent, stageContent } from '../content/stage-content.ts';
import { checkChangesSomething, copiedHeaders } from '../copies/copied-headers.ts';
import { checkCopySize, findSource, openSource, sourceVersion } from '../copies/find-source.ts';
import { checkEncryption, encryptionMembers } from '../encryption/object-keys.ts';
import { accessDenied, headerNotImplemented } from '../errors.ts';
import { checksumAnswer, versionAnswer } from '../objects/answer-object.ts';
import { checksumOf, sentChecksum } from '../objects/checksums.ts';
import { checkWriteConditions, checkWriteHeaders } from '../objects/conditions.ts';
import { etagOf } from '../objects/etag.ts';
import { newObjectAcl } from '../objects/new-object-acl.ts';
import { newObjectLock } from '../objects/object-lock.ts';
import { checkKey, type ReadHeaders } from '../objects/put-headers.ts';
import { writeObject } from '../objects/versions.ts';
import type { S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import { keyId } from '../record-ids.ts';
import { type ChecksumName, type ObjectEncryption, type ObjectRecord, s3State } from '../state.ts';

interface Made {
  readonly content: StagedContent;
  readonly encryption: ObjectEncryption;
  readonly headers: ReadHeaders;
  readonly algorithm: ChecksumName;
  readonly source: ObjectRecord;
}

export function copyObject({ blobs, encrypter, users }: ObjectParts): S3Write<'CopyObject', Made> {
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

    async handle(input, context, { content: staged, encryption, headers, algorithm, source }) {
      const { tx, at, entropy } = context;
      const { Key: key } = input;
      const found = await findBucket(tx, context, input);
      const { bucket, place } = found;
      const state = s3State(tx, place);
      checkWriteConditions(input, key, await state.objects.get(keyId(bucket.name, key)));
      const checksum = { algorithm, type: 'FULL_OBJECT' as const, value: staged.checksum.digest().toString('base64') };
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
        CopyObjectResult: {
          ETag: `"${object.etag}"`,
          LastModified: toDate(object.modifiedAt),
          ...checksumAnswer(checksum),
        },
        ...encryptionMembers(encryption),
        ...sourceVersion(source),
        ...versionAnswer(bucket, object),
      };
    },
  };
}
