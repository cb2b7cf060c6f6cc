/**
 * What uploads in parts ask for.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
import type { Authorize } from '#service/authorization';
import type { ConditionKeys } from '../../tags/condition-keys.ts';
import { findBucket } from '../buckets/find-bucket.ts';
import type { S3Entries } from '../operation.ts';
import type { AuthorizationParts } from '../parts.ts';
import { type UploadAsked, uploadIfThere } from '../uploads/find-upload.ts';
import { sentKeys } from './call-keys.ts';
import { type Asking, bucketPair } from './pairs.ts';
import { creationKeys, type KeyAsked, kmsKeyArn, putActions, putKeys, writePairs } from './writes.ts';

type Done =
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'ListParts'
  | 'ListMultipartUploads';

/**
 * The encryption that an upload was begun with, as its parts and its completion are judged by it: they cannot name it themselves. Without it a
 * bucket whose policy refuses what is not encrypted would take no large object.
 *
 * AWS DIFFERS? AWS documents that parts need not name the encryption. Reports of 2015 say that a part was refused for it, others that it was
 * refused for want of `kms:Decrypt`. ACL headers do not count for parts: several reports agree on that.
 */
export async function begunWith(
  { keys }: Pick<AuthorizationParts, 'keys'>,
  { reader, context }: Pick<Asking, 'reader' | 'context'>,
  asked: UploadAsked,
): Promise<ConditionKeys> {
  const upload = await uploadIfThere(reader, await findBucket(reader, context, asked), asked);
  return sentKeys({
    's3:x-amz-server-side-encryption': upload?.askedEncryption?.algorithm,
    's3:x-amz-server-side-encryption-aws-kms-key-id': await kmsKeyArn(keys, context, upload?.askedEncryption?.keyId),
  });
}

/** No object comes into being by it: whoever must write with conditions need not state them here. */
export const makesNoObject: ConditionKeys = sentKeys({ 's3:ObjectCreationOperation': false });

export function uploadEntries(parts: AuthorizationParts): S3Entries<Done> {
  const { policies } = parts;
  const onKey = (action: string): Authorize<KeyAsked> => {
    return async (asked, reader, context) => await writePairs({ reader, context, policies }, asked, [action], {});
  };
  return {
    CreateMultipartUpload: async (input, reader, context) => {
      const keys = { ...(await putKeys(parts, context, input)), ...makesNoObject };
      return await writePairs({ reader, context, policies }, input, putActions(input), keys);
    },
    UploadPart: async (input, reader, context) => {
      const asking = { reader, context, policies };
      const keys = {
        ...(await begunWith(parts, asking, input)),
        ...sentKeys({ 's3:x-amz-server-side-encryption-customer-algorithm': input.SSECustomerAlgorithm }),
        ...makesNoObject,
      };
      return await writePairs(asking, input, ['s3:PutObject'], keys);
    },
    CompleteMultipartUpload: async (input, reader, context) => {
      const asking = { reader, context, policies };
      const keys = { ...(await begunWith(parts, asking, input)), ...creationKeys(input) };
      return await writePairs(asking, input, ['s3:PutObject'], keys);
    },
    AbortMultipartUpload: onKey('s3:AbortMultipartUpload'),
    ListParts: onKey('s3:ListMultipartUploadParts'),
    ListMultipartUploads: async (input, reader, context) => {
      const found = await findBucket(reader, context, input);
      return [await bucketPair({ reader, context, policies }, found, { action: 's3:ListBucketMultipartUploads' })];
    },
  };
}
