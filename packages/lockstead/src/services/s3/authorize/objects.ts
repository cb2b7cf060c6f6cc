/** What the operations on objects ask for. */

import type { Authorize } from '#service/authorization';
import type { ConditionKeys } from '../../tags/condition-keys.ts';
import { findBucket } from '../buckets/find-bucket.ts';
import { mayList, type ObjectAsked, objectIfThere } from '../objects/find-object.ts';
import type { S3Entries, S3Input } from '../operation.ts';
import type { AuthorizationParts } from '../parts.ts';
import type { ObjectRecord } from '../state.ts';
import { aclKeys } from './buckets.ts';
import { sentKeys } from './call-keys.ts';
import { bucketPair, objectPair } from './pairs.ts';

type Done = 'GetObject' | 'HeadObject' | 'PutObject' | 'DeleteObject';

export function objectEntries({ policies }: AuthorizationParts): S3Entries<Done> {
  /** A read of an object; whether one that is not there is told depends on whether the caller may list. */
  const reads: Authorize<ObjectAsked> = async (asked, reader, context) => {
    const asking = { reader, context, policies };
    const found = await findBucket(reader, context, asked);
    const object = await objectIfThere(reader, found, asked);
    const action = asked.VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
    const keys = { ...sentKeys({ 's3:VersionId': asked.VersionId }), ...existingTagKeys(object) };
    const pair = await objectPair(asking, found, { key: asked.Key, object }, { action, keys });
    if (object !== undefined) return [pair];
    return [pair, await bucketPair(asking, found, { action: 's3:ListBucket', seenAs: mayList })];
  };
  return {
    GetObject: reads,
    HeadObject: reads,
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
      const { Key: key, VersionId, BypassGovernanceRetention } = input;
      const existing = await objectIfThere(reader, found, input);
      const keys = sentKeys({ 's3:VersionId': VersionId, 's3:if-match': input.IfMatch });
      const actions = [
        VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion',
        ...(BypassGovernanceRetention === true ? ['s3:BypassGovernanceRetention'] : []),
      ];
      return await Promise.all(
        actions.map((action) => objectPair({ reader, context, policies }, found, { key, existing }, { action, keys })),
      );
    },
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
    ...(tags.length === 0 ? {} : { 's3:RequestObjectTagKeys': tags.map(([key]) => key) }),
    ...Object.fromEntries(tags.map(([key, value]) => [`s3:RequestObjectTag/${key}`, value])),
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
