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

/** No object comes into being by it: whoever must write with conditions need not state them here. */
export const makesNoObject: ConditionKeys = sentKeys({ 's3:ObjectCreationOperation': false });

export function uploadEntries({ policies }: AuthorizationParts): S3Entries<Done> {
  const onKey = (action: string, keysOf: (input: never) => ConditionKeys = () => ({})): Authorize<KeyAsked> => {
    return async (asked, reader, context) =>
      await writePairs({ reader, context, policies }, asked, [action], keysOf(asked as never));
  };
  return {
    CreateMultipartUpload: async (input, reader, context) => {
      const keys = { ...putKeys(input), ...makesNoObject };
      return await writePairs({ reader, context, policies }, input, putActions(input), keys);
    },
    UploadPart: onKey('s3:PutObject', ({ SSECustomerAlgorithm }: { SSECustomerAlgorithm?: string }) => ({
      ...sentKeys({ 's3:x-amz-server-side-encryption-customer-algorithm': SSECustomerAlgorithm }),
      ...makesNoObject,
    })),
    CompleteMultipartUpload: onKey(
      's3:PutObject',
      ({ IfMatch, IfNoneMatch }: { IfMatch?: string; IfNoneMatch?: string }) =>
        sentKeys({ 's3:if-match': IfMatch, 's3:if-none-match': IfNoneMatch, 's3:ObjectCreationOperation': true }),
    ),
    AbortMultipartUpload: onKey('s3:AbortMultipartUpload'),
    ListParts: onKey('s3:ListMultipartUploadParts'),
    ListMultipartUploads: async (input, reader, context) => {
      const found = await findBucket(reader, context, input);
      return [await bucketPair({ reader, context, policies }, found, { action: 's3:ListBucketMultipartUploads' })];
    },
  };
}
