/** What the operations on objects ask for. */

import { turns } from '#kernel/turns';
import type { AccessPair, Authorize } from '#service/authorization';
import type { ConditionKeys } from '../../tags/condition-keys.ts';
import { type BucketAsked, findBucket } from '../buckets/find-bucket.ts';
import { s3Limits } from '../limits.ts';
import { deleteActions, ofKey } from '../objects/delete-key.ts';
import { mayList, type ObjectAsked, objectIfThere } from '../objects/find-object.ts';
import type { S3Entries, S3Input } from '../operation.ts';
import type { AuthorizationParts } from '../parts.ts';
import type { ObjectRecord } from '../state.ts';
import { aclKeys } from './buckets.ts';
import { sentKeys } from './call-keys.ts';
import { bucketPair, objectPair } from './pairs.ts';

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

/** An action, and the one that is asked for instead where the request names a version. */
type Action = readonly [ofCurrent: string, ofVersion: string];

export function objectEntries({ policies }: AuthorizationParts): S3Entries<Done> {
  /** Of an object that is there; whether one that is not there is told depends on whether the caller may list. */
  const onObject = (
    actions: readonly Action[],
    keysOf: (input: never) => ConditionKeys = () => ({}),
  ): Authorize<ObjectAsked> => {
    return async (asked, reader, context) => {
      const asking = { reader, context, policies };
      const found = await findBucket(reader, context, asked);
      const object = await objectIfThere(reader, found, asked);
      const keys = {
        ...sentKeys({ 's3:VersionId': asked.VersionId }),
        ...existingTagKeys(object),
        ...keysOf(asked as never),
      };
      const pairs: AccessPair[] = [];
      for (const [ofCurrent, ofVersion] of actions) {
        const action = asked.VersionId === undefined ? ofCurrent : ofVersion;
        pairs.push(await objectPair(asking, found, { key: asked.Key, object }, { action, keys }));
      }
      if (object !== undefined) return pairs;
      return [...pairs, await bucketPair(asking, found, { action: 's3:ListBucket', seenAs: mayList })];
    };
  };
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
    GetObject: onObject([getObject]),
    HeadObject: onObject([getObject]),
    GetObjectAttributes: onObject([getObject, ['s3:GetObjectAttributes', 's3:GetObjectVersionAttributes']]),
    GetObjectTagging: onObject([['s3:GetObjectTagging', 's3:GetObjectVersionTagging']]),
    PutObjectTagging: onObject([['s3:PutObjectTagging', 's3:PutObjectVersionTagging']], taggingKeys),
    DeleteObjectTagging: onObject([['s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging']]),
    GetObjectAcl: onObject([['s3:GetObjectAcl', 's3:GetObjectVersionAcl']]),
    PutObjectAcl: onObject([['s3:PutObjectAcl', 's3:PutObjectVersionAcl']], aclKeys) as Authorize<
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
      const asking = { reader, context, policies };
      const found = await findBucket(reader, context, input);
      const existing = await objectIfThere(reader, found, { Key: input.Key });
      const keys = {
        ...putKeys(input),
        ...sentKeys({
          's3:if-match': input.IfMatch,
          's3:if-none-match': input.IfNoneMatch,
          's3:ObjectCreationOperation': true,
        }),
      };
      const ask = async (action: string) =>
        await objectPair(asking, found, { key: input.Key, existing }, { action, keys });
      return await Promise.all(putActions(input).map(ask));
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

function requestedTagKeys(tags: readonly (readonly [string, string])[]): ConditionKeys {
  if (tags.length === 0) return {};
  return {
    's3:RequestObjectTagKeys': tags.map(([key]) => key),
    ...Object.fromEntries(tags.map(([key, value]) => [`s3:RequestObjectTag/${key}`, value])),
  };
}

export function existingTagKeys(object: ObjectRecord | undefined): ConditionKeys {
  return Object.fromEntries((object?.tags ?? []).map(({ Key, Value }) => [`s3:ExistingObjectTag/${Key}`, Value]));
}

/** Of whatever makes an object: its headers, as they were sent. */
export function putKeys(input: Partial<S3Input<'PutObject'>>): ConditionKeys {
  const tags = input.Tagging === undefined ? [] : [...new URLSearchParams(input.Tagging)];
  return {
    ...sentKeys({
      's3:x-amz-server-side-encryption': input.ServerSideEncryption,
      's3:x-amz-server-side-encryption-aws-kms-key-id': input.SSEKMSKeyId,
      's3:x-amz-server-side-encryption-customer-algorithm': input.SSECustomerAlgorithm,
      's3:x-amz-storage-class': input.StorageClass,
      's3:x-amz-website-redirect-location': input.WebsiteRedirectLocation,
      's3:object-lock-mode': input.ObjectLockMode,
      's3:object-lock-retain-until-date': input.ObjectLockRetainUntilDate,
      's3:object-lock-legal-hold': input.ObjectLockLegalHoldStatus,
    }),
    ...aclKeys(input),
    ...requestedTagKeys(tags),
  };
}

/** PutObject, and what its headers ask for beside it. */
export function putActions(input: Partial<S3Input<'PutObject'>>): readonly string[] {
  const { ACL, GrantFullControl, GrantRead, GrantReadACP, GrantWriteACP } = input;
  // AWS's own policies for whoever must give the bucket's owner full control, log delivery among them, allow PutObject alone.
  const acl = ACL === 'bucket-owner-full-control' ? undefined : ACL;
  const hasAcl = [acl, GrantFullControl, GrantRead, GrantReadACP, GrantWriteACP].some((header) => header !== undefined);
  return [
    's3:PutObject',
    ...(hasAcl ? ['s3:PutObjectAcl'] : []),
    ...(input.Tagging === undefined ? [] : ['s3:PutObjectTagging']),
    ...(input.ObjectLockMode === undefined && input.ObjectLockRetainUntilDate === undefined
      ? []
      : ['s3:PutObjectRetention']),
    ...(input.ObjectLockLegalHoldStatus === undefined ? [] : ['s3:PutObjectLegalHold']),
  ];
}
