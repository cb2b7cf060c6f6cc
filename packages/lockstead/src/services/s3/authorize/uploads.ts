/**
 * What uploads in parts ask for.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
import type { Authorize } from '#service/authorization';
import type { ConditionKeys } from '../../tags/condition-keys.ts';
import { findBucket } from '../buckets/find-bucket.ts';
import type { S3Entries } from '../operation.ts';
import type { AuthorizationParts } from '../parts.ts';
import { sentKeys } from './call-keys.ts';
import { bucketPair } from './pairs.ts';
import { creationKeys, type KeyAsked, putActions, putKeys, writePairs } from './writes.ts';

type Done =
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'ListParts'
  | 'ListMultipartUploads';

/** No object comes into being by it: whoever must write with conditions need not state them here. */
export const makesNoObject: ConditionKeys = sentKeys({ 's3:ObjectCreationOperation': false });

export function uploadEntries(parts: AuthorizationParts): S3Entries<Done> {
  const { policies } = parts;
  const onKey = (action: string, keysOf: (input: never) => ConditionKeys = () => ({})): Authorize<KeyAsked> => {
    return async (asked, reader, context) =>
      await writePairs({ reader, context, policies }, asked, [action], keysOf(asked as never));
  };
  return {
    CreateMultipartUpload: async (input, reader, context) => {
      const keys = { ...(await putKeys(parts, context, input)), ...makesNoObject };
      return await writePairs({ reader, context, policies }, input, putActions(input), keys);
    },
    UploadPart: onKey('s3:PutObject', ({ SSECustomerAlgorithm }: { SSECustomerAlgorithm?: string }) => ({
      ...sentKeys({ 's3:x-amz-server-side-encryption-customer-algorithm': SSECustomerAlgorithm }),
      ...makesNoObject,
    })),
    CompleteMultipartUpload: async (input, reader, context) => {
      return await writePairs({ reader, context, policies }, input, ['s3:PutObject'], creationKeys(input));
    },
    AbortMultipartUpload: onKey('s3:AbortMultipartUpload'),
    ListParts: onKey('s3:ListMultipartUploadParts'),
    ListMultipartUploads: async (input, reader, context) => {
      const found = await findBucket(reader, context, input);
      return [await bucketPair({ reader, context, policies }, found, { action: 's3:ListBucketMultipartUploads' })];
    },
  };
}
