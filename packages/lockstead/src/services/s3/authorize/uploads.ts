/**
 * What uploads in parts ask for.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
import type { AccessPair, Authorize } from '#service/authorization';
import type { ConditionKeys } from '../../tags/condition-keys.ts';
import { type BucketAsked, findBucket } from '../buckets/find-bucket.ts';
import { objectIfThere } from '../objects/find-object.ts';
import type { S3Entries } from '../operation.ts';
import type { AuthorizationParts } from '../parts.ts';
import { type UploadAsked, uploadIfThere } from '../uploads/find-upload.ts';
import { sentKeys } from './call-keys.ts';
import { putActions, putKeys } from './objects.ts';
import { type Asking, bucketPair, objectPair } from './pairs.ts';

type Done =
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'ListParts'
  | 'ListMultipartUploads';

interface KeyAsked extends BucketAsked {
  readonly Key: string;
}

/** Each action on the object that is to be written. */
export async function writePairs(
  asking: Asking,
  asked: KeyAsked,
  actions: readonly string[],
  keys: ConditionKeys,
): Promise<readonly AccessPair[]> {
  const found = await findBucket(asking.reader, asking.context, asked);
  const existing = await objectIfThere(asking.reader, found, { Key: asked.Key });
  const pairs: AccessPair[] = [];
  for (const action of actions) {
    pairs.push(await objectPair(asking, found, { key: asked.Key, existing }, { action, keys }));
  }
  return pairs;
}

/**
 * The encryption that an upload was begun with, as its parts and its completion are judged by it: they cannot name it themselves. Without it a
 * bucket whose policy refuses what is not encrypted would take no large object.
 *
 * AWS DIFFERS? AWS documents that parts need not name the encryption. Reports of 2015 say that a part was refused for it, others that it was
 * refused for want of `kms:Decrypt`. ACL headers do not count for parts: several reports agree on that.
 */
export async function begunWith(
  { reader, context }: Pick<Asking, 'reader' | 'context'>,
  asked: UploadAsked,
): Promise<ConditionKeys> {
  const upload = await uploadIfThere(reader, await findBucket(reader, context, asked), asked);
  return sentKeys({
    's3:x-amz-server-side-encryption': upload?.askedEncryption?.algorithm,
    's3:x-amz-server-side-encryption-aws-kms-key-id': upload?.askedEncryption?.keyId,
  });
}

/** No object comes into being by it: whoever must write with conditions need not state them here. */
export const makesNoObject: ConditionKeys = sentKeys({ 's3:ObjectCreationOperation': false });

export function uploadEntries({ policies }: AuthorizationParts): S3Entries<Done> {
  const onKey = (action: string): Authorize<KeyAsked> => {
    return async (asked, reader, context) => await writePairs({ reader, context, policies }, asked, [action], {});
  };
  return {
    CreateMultipartUpload: async (input, reader, context) => {
      const keys = { ...putKeys(input), ...makesNoObject };
      return await writePairs({ reader, context, policies }, input, putActions(input), keys);
    },
    UploadPart: async (input, reader, context) => {
      const keys = {
        ...(await begunWith({ reader, context }, input)),
        ...sentKeys({ 's3:x-amz-server-side-encryption-customer-algorithm': input.SSECustomerAlgorithm }),
        ...makesNoObject,
      };
      return await writePairs({ reader, context, policies }, input, ['s3:PutObject'], keys);
    },
    CompleteMultipartUpload: async (input, reader, context) => {
      const keys = {
        ...(await begunWith({ reader, context }, input)),
        ...sentKeys({
          's3:if-match': input.IfMatch,
          's3:if-none-match': input.IfNoneMatch,
          's3:ObjectCreationOperation': true,
        }),
      };
      return await writePairs({ reader, context, policies }, input, ['s3:PutObject'], keys);
    },
    AbortMultipartUpload: onKey('s3:AbortMultipartUpload'),
    ListParts: onKey('s3:ListMultipartUploadParts'),
    ListMultipartUploads: async (input, reader, context) => {
      const found = await findBucket(reader, context, input);
      return [await bucketPair({ reader, context, policies }, found, { action: 's3:ListBucketMultipartUploads' })];
    },
  };
}
