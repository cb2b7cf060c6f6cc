/** What is asked for by operations on an object that is there. */
import type { AccessPair, Authorize } from '#service/authorization';
import type { ConditionKeys } from '../../tags/condition-keys.ts';
import { findBucket } from '../buckets/find-bucket.ts';
import { seen } from '../objects/answer-object.ts';
import { mayList, type ObjectAsked, objectIfThere } from '../objects/find-object.ts';
import type { AuthorizationParts } from '../parts.ts';
import type { ObjectRecord } from '../state.ts';
import { sentKeys } from './call-keys.ts';
import { type Asking, bucketPair, objectPair } from './pairs.ts';
import { existingTagKeys } from './writes.ts';

/** An action, and the one that is asked for instead where the request names a version. */
export type Action = readonly [ofCurrent: string, ofVersion: string];

export interface OnObject {
  readonly keysOf?: (input: never) => ConditionKeys;
  /** Of a read: its answer tells of tags and locks to whoever may see them. */
  readonly tellsMore?: true;
}

/** Whether an object that is not there is told depends on whether the caller may list. */
export function onObject(
  { policies }: Pick<AuthorizationParts, 'policies'>,
  actions: readonly Action[],
  { keysOf = () => ({}), tellsMore }: OnObject = {},
): Authorize<ObjectAsked> {
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
    const told = tellsMore === true ? toldOf(object, asked.VersionId !== undefined) : [];
    for (const [seenAs, action] of told) {
      pairs.push(await objectPair(asking, found, { key: asked.Key, object }, { action, keys, seenAs }));
    }
    // With pairs that are seen it may be asked for: the object may go before it is read.
    if (object === undefined || told.length > 0) pairs.push(await listPair(asking, found));
    return pairs;
  };
}

async function listPair(asking: Asking, found: Parameters<typeof bucketPair>[1]): Promise<AccessPair> {
  return await bucketPair(asking, found, { action: 's3:ListBucket', seenAs: mayList });
}

/** What an answer tells beside the object, and the action that lets it be seen. */
function toldOf(object: ObjectRecord | undefined, isOfVersion: boolean): readonly (readonly [string, string])[] {
  if (object === undefined) return [];
  const { tags = [], retention, legalHold } = object;
  return [
    ...(tags.length === 0
      ? []
      : [[seen.tags, isOfVersion ? 's3:GetObjectVersionTagging' : 's3:GetObjectTagging'] as const]),
    ...(retention === undefined ? [] : [[seen.retention, 's3:GetObjectRetention'] as const]),
    ...(legalHold === undefined ? [] : [[seen.legalHold, 's3:GetObjectLegalHold'] as const]),
  ];
}
