/**
 * Tags as policies see them.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
 */
import type { ContextValue } from '@lockstead/policy';
import type { Tag } from '#service/session';

/** As a pair of an authorization takes them: AWS's names of condition keys, with one value or several. */
export type ConditionKeys = Readonly<Record<string, ContextValue | undefined>>;

const none: ConditionKeys = {};

/** Of the tags that a request sets: `aws:TagKeys`, and `aws:RequestTag/KEY` for each. Nothing where there are none. */
export function requestTagKeys(tags: readonly Tag[] | undefined): ConditionKeys {
  if (tags === undefined || tags.length === 0) return none;
  return {
    'aws:TagKeys': tags.map(({ Key }) => Key),
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
  };
}

/** Of the tags that a resource bears: `aws:ResourceTag/KEY`, and the same under the service's own prefix (`iam`) where it has such a key. */
export function resourceTagKeys(tags: readonly Tag[], ownPrefix?: string): ConditionKeys {
  if (tags.length === 0) return none;
  const prefixes = ownPrefix === undefined ? ['aws'] : ['aws', ownPrefix];
  return Object.fromEntries(
    tags.flatMap(({ Key, Value }) => prefixes.map((prefix) => [`${prefix}:ResourceTag/${Key}`, Value])),
  );
}
