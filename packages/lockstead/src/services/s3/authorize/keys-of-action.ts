/**
 * A request that asks for several actions shows each of them its own condition keys.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
import type { ConditionKeys } from '../../tags/condition-keys.ts';

const aclKeys = ['s3:x-amz-acl', 's3:x-amz-grant-', 's3:x-amz-storage-class', 's3:ExistingObjectTag'];

/** What the keys of an action begin with, beside those of every request; actions that are not here see all that the request sends. */
const ownKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ['s3:PutBucketAcl', aclKeys],
  ['s3:PutObjectAcl', aclKeys],
  ['s3:PutObjectTagging', ['s3:RequestObjectTag', 's3:ExistingObjectTag']],
  ['s3:DeleteObjectVersion', ['s3:VersionId']],
  ['s3:PutObjectLegalHold', ['s3:object-lock-legal-hold']],
  [
    's3:PutObjectRetention',
    ['s3:object-lock-mode', 's3:object-lock-retain-until-date', 's3:object-lock-remaining-retention-days'],
  ],
]);

export function keysOfAction(action: string, keys: ConditionKeys = {}): ConditionKeys {
  const own = ownKeys.get(action);
  if (own === undefined) return keys;
  return Object.fromEntries(Object.entries(keys).filter(([key]) => own.some((begin) => key.startsWith(begin))));
}
