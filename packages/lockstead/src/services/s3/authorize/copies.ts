/**
 * What copies ask for: to read the source, and to write the copy. Tags that go along are read and written by permissions of their own.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html#API_CopyObject_Permissions
 */
import type { AccessPair } from '#service/authorization';
import type { ConditionKeys } from '../../tags/condition-keys.ts';
import { copiesTags } from '../copies/copied-headers.ts';
import { askedSource, type CopyAsked } from '../copies/find-source.ts';
import { mayList, objectIfThere } from '../objects/find-object.ts';
import type { S3Entries } from '../operation.ts';
import type { AuthorizationParts } from '../parts.ts';
import type { ObjectRecord } from '../state.ts';
import { sentKeys } from './call-keys.ts';
import { type Asking, bucketPair, objectPair } from './pairs.ts';
import { begunWith, makesNoObject } from './uploads.ts';
import { creationKeys, existingTagKeys, putActions, putKeys, writePairs } from './writes.ts';

interface SourcePairs {
  readonly pairs: readonly AccessPair[];
  readonly object: ObjectRecord | undefined;
  /** `s3:x-amz-copy-source`, as policies on the copy see it. */
  readonly keys: ConditionKeys;
}

async function sourcePairs(asking: Asking, asked: CopyAsked, withTags: boolean): Promise<SourcePairs> {
  const { source, found } = await askedSource(asking.reader, asking.context, asked);
  const { Bucket, Key: key, VersionId } = source;
  const object = await objectIfThere(asking.reader, found, source);
  const form = VersionId === undefined ? '' : 'Version';
  const readsTags = withTags && object?.tags !== undefined && object.tags.length > 0;
  const actions = [`s3:GetObject${form}`, ...(readsTags ? [`s3:GetObject${form}Tagging`] : [])];
  const keys = { ...sentKeys({ 's3:VersionId': VersionId }), ...existingTagKeys(object) };
  const pairs: AccessPair[] = [];
  for (const action of actions) pairs.push(await objectPair(asking, found, { key, object }, { action, keys }));
  if (object === undefined) pairs.push(await bucketPair(asking, found, { action: 's3:ListBucket', seenAs: mayList }));
  return { pairs, object, keys: sentKeys({ 's3:x-amz-copy-source': `${Bucket}/${key}` }) };
}

export function copyEntries(parts: AuthorizationParts): S3Entries<'CopyObject' | 'UploadPartCopy'> {
  const { policies } = parts;
  return {
    CopyObject: async (input, reader, context) => {
      const asking = { reader, context, policies };
      const takesTags = copiesTags(input);
      const from = await sourcePairs(asking, input, takesTags);
      const actions = putActions(input);
      const writesTags = takesTags && from.object?.tags !== undefined && !actions.includes('s3:PutObjectTagging');
      const keys = {
        ...(await putKeys(parts, context, input)),
        ...from.keys,
        ...sentKeys({ 's3:x-amz-metadata-directive': input.MetadataDirective }),
        ...creationKeys(input),
      };
      const all = writesTags ? [...actions, 's3:PutObjectTagging'] : actions;
      return [...from.pairs, ...(await writePairs(asking, input, all, keys))];
    },
    UploadPartCopy: async (input, reader, context) => {
      const asking = { reader, context, policies };
      const from = await sourcePairs(asking, input, false);
      const keys = {
        ...from.keys,
        ...(await begunWith(parts, asking, input)),
        ...sentKeys({ 's3:x-amz-server-side-encryption-customer-algorithm': input.SSECustomerAlgorithm }),
        ...makesNoObject,
      };
      return [...from.pairs, ...(await writePairs(asking, input, ['s3:PutObject'], keys))];
    },
  };
}
