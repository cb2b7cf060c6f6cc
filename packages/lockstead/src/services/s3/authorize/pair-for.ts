/** What an action on a bucket or an object would ask for, of what is known without a request. */
import type { PairFor } from '#service/authorization';
import { bucketOfArn } from '../buckets/bucket-arn.ts';
import { placeOfBucket } from '../buckets/find-bucket.ts';
import { objectIfThere } from '../objects/find-object.ts';
import type { AuthorizationParts } from '../parts.ts';
import { s3State } from '../state.ts';
import { bucketPair, objectPair } from './pairs.ts';
import { existingTagKeys } from './writes.ts';

/** About what these put in an object's place, or take from it, the bucket's owner decides, whoever owns the object. */
const replaces: ReadonlySet<string> = new Set([
  's3:putobject',
  's3:deleteobject',
  's3:deleteobjectversion',
  's3:abortmultipartupload',
]);

export function s3PairFor({ policies }: Pick<AuthorizationParts, 'policies'>): PairFor {
  return async ({ action, resource }, reader, context) => {
    const named = bucketOfArn(resource);
    const place = named === undefined ? undefined : await placeOfBucket(reader, named.bucket);
    if (named === undefined || place === undefined) return undefined;
    const bucket = await s3State(reader, place).buckets.get(named.bucket);
    if (bucket === undefined) return undefined;
    const [asking, found] = [
      { reader, context, policies },
      { bucket, place },
    ];
    const { key } = named;
    if (key === undefined) return await bucketPair(asking, found, { action });
    const object = await objectIfThere(reader, found, { Key: key });
    if (replaces.has(action.toLowerCase()))
      return await objectPair(asking, found, { key, existing: object }, { action });
    return await objectPair(asking, found, { key, object }, { action, keys: existingTagKeys(object) });
  };
}
