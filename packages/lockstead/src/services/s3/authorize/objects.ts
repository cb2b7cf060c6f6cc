/** What the operations on objects ask for. */

import { turns } from '#kernel/turns';
import type { AccessPair, Authorize } from '#service/authorization';
import type { ConditionKeys } from '../../tags/condition-keys.ts';
import { type BucketAsked, findBucket } from '../buckets/find-bucket.ts';
import { s3Limits } from '../limits.ts';
import { deleteActions, ofKey } from '../objects/delete-key.ts';
import { objectIfThere } from '../objects/find-object.ts';
import type { S3Entries, S3Input } from '../operation.ts';
import type { AuthorizationParts } from '../parts.ts';
import { aclKeys } from './buckets.ts';
import { sentKeys } from './call-keys.ts';
import { type Action, onObject } from './on-object.ts';
import { bucketPair, objectPair } from './pairs.ts';
import { creationKeys, putActions, putKeys, requestedTagKeys, writePairs } from './writes.ts';

type Done =
  | 'GetObject'
  | 'HeadObject'
  | 'GetObjectAttributes'
  | 'GetObjectTagging'
  | 'PutObjectTagging'
  | 'DeleteObjectTagging'
  | 'GetObjectAcl'
  | 'PutObjectAcl'
  | 'PutObject'
  | 'DeleteObject'
  | 'DeleteObjects'
  | 'ListObjects'
  | 'ListObjectsV2'
  | 'ListObjectVersions';

/** Of a request about a thousand: after so many the others have their turn. */
const keysATurn = 64;

export function objectEntries(parts: AuthorizationParts): S3Entries<Done> {
  const { policies } = parts;
  const lists = (action: string): Authorize<ListAsked> => {
    return async (asked, reader, context) => {
      const found = await findBucket(reader, context, asked);
      const keys = sentKeys({
        's3:prefix': asked.Prefix,
        's3:delimiter': asked.Delimiter,
        's3:max-keys': asked.MaxKeys,
      });
      return [await bucketPair({ reader, context, policies }, found, { action, keys })];
    };
  };
  const getObject: Action = ['s3:GetObject', 's3:GetObjectVersion'];
  return {
    GetObject: onObject(parts, [getObject], { tellsMore: true }),
    HeadObject: onObject(parts, [getObject], { tellsMore: true }),
    GetObjectAttributes: onObject(parts, [getObject, ['s3:GetObjectAttributes', 's3:GetObjectVersionAttributes']]),
    GetObjectTagging: onObject(parts, [['s3:GetObjectTagging', 's3:GetObjectVersionTagging']]),
    PutObjectTagging: onObject(parts, [['s3:PutObjectTagging', 's3:PutObjectVersionTagging']], { keysOf: taggingKeys }),
    DeleteObjectTagging: onObject(parts, [['s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging']]),
    GetObjectAcl: onObject(parts, [['s3:GetObjectAcl', 's3:GetObjectVersionAcl']]),
    PutObjectAcl: onObject(parts, [['s3:PutObjectAcl', 's3:PutObjectVersionAcl']], { keysOf: aclKeys }) as Authorize<
      S3Input<'PutObjectAcl'>
    >,
    ListObjects: lists('s3:ListBucket'),
    ListObjectsV2: lists('s3:ListBucket'),
    ListObjectVersions: lists('s3:ListBucketVersions'),
    DeleteObjects: async (input, reader, context) => {
      const asking = { reader, context, policies };
      const found = await findBucket(reader, context, input);
      const pairs: AccessPair[] = [];
      for (const [index, { Key: key, VersionId, ETag }] of input.Delete.Objects.slice(
        0,
        s3Limits.KeysPerDelete,
      ).entries()) {
        if (index % keysATurn === keysATurn - 1) await turns.take();
        const existing = await objectIfThere(reader, found, { Key: key, VersionId });
        const keys = sentKeys({ 's3:VersionId': VersionId, 's3:if-match': ETag });
        for (const action of deleteActions(input, VersionId)) {
          const ask = { action, keys, seenAs: ofKey(index, action) };
          pairs.push(await objectPair(asking, found, { key, existing }, ask));
        }
      }
      return pairs;
    },
    PutObject: async (input, reader, context) => {
      const keys = { ...(await putKeys(parts, context, input)), ...creationKeys(input) };
      return await writePairs({ reader, context, policies }, input, putActions(input), keys);
    },
    DeleteObject: async (input, reader, context) => {
      const found = await findBucket(reader, context, input);
      const { Key: key, VersionId } = input;
      const existing = await objectIfThere(reader, found, input);
      const keys = sentKeys({ 's3:VersionId': VersionId, 's3:if-match': input.IfMatch });
      const actions = deleteActions(input, VersionId);
      return await Promise.all(
        actions.map((action) => objectPair({ reader, context, policies }, found, { key, existing }, { action, keys })),
      );
    },
  };
}

/** What lists of objects say of what they list. */
interface ListAsked extends BucketAsked {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
}

function taggingKeys({ Tagging }: Pick<S3Input<'PutObjectTagging'>, 'Tagging'>): ConditionKeys {
  return requestedTagKeys(Tagging.TagSet.map(({ Key, Value }) => [Key, Value]));
}
