/** What is asked for by whatever makes an object: PutObject, copies and uploads in parts. */
import type { AccessPair } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import type { ConditionKeys } from '../../tags/condition-keys.ts';
import { type BucketAsked, findBucket } from '../buckets/find-bucket.ts';
import type { WriteConditions } from '../objects/conditions.ts';
import { objectIfThere } from '../objects/find-object.ts';
import type { S3Input } from '../operation.ts';
import type { AuthorizationParts } from '../parts.ts';
import type { ObjectRecord } from '../state.ts';
import { aclKeys } from './buckets.ts';
import { sentKeys } from './call-keys.ts';
import { lockKeys } from './lock-keys.ts';
import { type Asking, objectPair } from './pairs.ts';

/** Of the request that makes the object appear. */
export function creationKeys({ IfMatch, IfNoneMatch }: WriteConditions): ConditionKeys {
  return sentKeys({ 's3:if-match': IfMatch, 's3:if-none-match': IfNoneMatch, 's3:ObjectCreationOperation': true });
}

export interface KeyAsked extends BucketAsked, WriteConditions {
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
  if (asked.IfMatch !== undefined) {
    // Whoever writes only if the object is a certain one learns from the answer whether it is.
    const ask = { action: 's3:GetObject', keys: existingTagKeys(existing) };
    pairs.push(await objectPair(asking, found, { key: asked.Key, object: existing }, ask));
  }
  return pairs;
}

export function existingTagKeys(object: ObjectRecord | undefined): ConditionKeys {
  return Object.fromEntries((object?.tags ?? []).map(({ Key, Value }) => [`s3:ExistingObjectTag/${Key}`, Value]));
}

export function requestedTagKeys(tags: readonly (readonly [string, string])[]): ConditionKeys {
  if (tags.length === 0) return {};
  return {
    's3:RequestObjectTagKeys': tags.map(([key]) => key),
    ...Object.fromEntries(tags.map(([key, value]) => [`s3:RequestObjectTag/${key}`, value])),
  };
}

/**
 * Policies name keys by their ARN, whatever name the request has for it: an id or an alias is one of the caller's own account. A name that means no key is
 * left as it is: KMS refuses the request.
 */
export async function kmsKeyArn(
  { forOthers }: AuthorizationParts['keys'],
  { account, region }: RequestContext,
  name: string | undefined,
): Promise<string | undefined> {
  if (name === undefined) return undefined;
  return (await forOthers.find({ account, region }, name))?.arn ?? name;
}

/** Of whatever makes an object: its headers, as they were sent, but for the key of KMS. */
export async function putKeys(
  { keys }: Pick<AuthorizationParts, 'keys'>,
  context: RequestContext,
  input: Partial<S3Input<'PutObject'>>,
): Promise<ConditionKeys> {
  const tags = input.Tagging === undefined ? [] : [...new URLSearchParams(input.Tagging)];
  return {
    ...sentKeys({
      's3:x-amz-server-side-encryption': input.ServerSideEncryption,
      's3:x-amz-server-side-encryption-aws-kms-key-id': await kmsKeyArn(keys, context, input.SSEKMSKeyId),
      's3:x-amz-server-side-encryption-customer-algorithm': input.SSECustomerAlgorithm,
      's3:x-amz-storage-class': input.StorageClass,
      's3:x-amz-website-redirect-location': input.WebsiteRedirectLocation,
      's3:object-lock-legal-hold': input.ObjectLockLegalHoldStatus,
    }),
    ...lockKeys(context.at, { mode: input.ObjectLockMode, until: input.ObjectLockRetainUntilDate }),
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
