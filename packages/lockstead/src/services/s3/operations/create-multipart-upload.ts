/**
 * CreateMultipartUpload. What the object will be is read and refused here; the parts bring its bytes alone.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { encryptionMembers } from '../encryption/object-keys.ts';
import { accessDenied } from '../errors.ts';
import { newObjectAcl } from '../objects/new-object-acl.ts';
import { newObjectLock } from '../objects/object-lock.ts';
import { checkKey, type ReadHeaders, readPutHeaders } from '../objects/put-headers.ts';
import type { S3Input, S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import type { ObjectEncryption } from '../state.ts';
import { initiatorOf } from '../uploads/initiator.ts';
import { uploadChecksumOf } from '../uploads/upload-checksum.ts';
import { newUploadId } from '../uploads/upload-id.ts';
import { type UploadRecord, uploadState } from '../uploads/upload-state.ts';

interface Made {
  readonly headers: ReadHeaders;
  readonly encryption: ObjectEncryption;
  readonly checksum: UploadRecord['checksum'];
}

export function createMultipartUpload({ encrypter, users }: ObjectParts): S3Write<'CreateMultipartUpload', Made> {
  return {
    name: 'CreateMultipartUpload',
    effect: 'write',
    authentication: 'anonymousAllowed',
    eventCategory: 'data',

    async prepare(input, context) {
      const { Key: key } = input;
      const found = await findBucket(context.reader, context, input);
      if (context.session.principal.kind === 'anonymous') {
        throw accessDenied('Anonymous users cannot initiate multipart uploads.  Please authenticate.');
      }
      checkKey(key);
      const headers = readPutHeaders(input);
      const checksum = uploadChecksumOf(input.ChecksumAlgorithm, input.ChecksumType);
      newObjectLock(input, found.bucket, context.at);
      await newObjectAcl({ reader: context.reader, context, users }, found, key, input);
      const { encryption } = await encrypter.choose(context, found, key, input);
      return { headers, encryption, checksum };
    },

    async handle(input, context, { headers, encryption, checksum }) {
      const { tx, at, entropy, session } = context;
      const { Key: key } = input;
      const found = await findBucket(tx, context, input);
      const { bucket, place } = found;
      const uploadId = newUploadId(at, entropy);
      const asksForLock =
        input.ObjectLockMode !== undefined ||
        input.ObjectLockRetainUntilDate !== undefined ||
        input.ObjectLockLegalHoldStatus !== undefined;
      const lock = newObjectLock(input, bucket, at);
      await uploadState(tx, place).uploads.insert({
        bucket: bucket.name,
        key,
        uploadId,
        initiatedAt: at,
        initiator: initiatorOf(session.principal),
        ...(await newObjectAcl({ reader: tx, context, users }, found, key, input)),
        headers,
        ...(asksForLock ? { lock } : {}),
        encryption,
        ...askedEncryption(input),
        ...(checksum === undefined ? {} : { checksum }),
        changes: 0,
      });
      return {
        Bucket: bucket.name,
        Key: key,
        UploadId: uploadId,
        ...encryptionMembers(encryption),
        ...(checksum === undefined ? {} : { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
      };
    },
  };
}

function askedEncryption({
  ServerSideEncryption: algorithm,
  SSEKMSKeyId: keyId,
}: S3Input<'CreateMultipartUpload'>): Pick<UploadRecord, 'askedEncryption'> {
  if (algorithm === undefined) return {};
  return { askedEncryption: { algorithm, ...(keyId === undefined ? {} : { keyId }) } };
}
