/**
 * DeleteObject: the object goes, or a delete marker takes its place; with a version, that version goes for good.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { headerNotImplemented } from '../errors.ts';
import { deleteKey } from '../objects/delete-key.ts';
import { checkVersionId, invalidVersionId } from '../objects/find-object.ts';
import { nullVersion } from '../objects/version-id.ts';
import type { S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import { s3State } from '../state.ts';

export function deleteObject({ blobs }: ObjectParts): S3Write<'DeleteObject'> {
  return {
    name: 'DeleteObject',
    effect: 'write',
    authentication: 'anonymousAllowed',
    eventCategory: 'data',

    async handle(input, context) {
      const { tx, at, entropy } = context;
      const { Key: key, VersionId: versionId } = input;
      if (input.IfMatchLastModifiedTime !== undefined) {
        throw headerNotImplemented('x-amz-if-match-last-modified-time');
      }
      if (input.IfMatchSize !== undefined) throw headerNotImplemented('x-amz-if-match-size');
      const { bucket, place } = await findBucket(tx, context, input);
      checkVersionId(versionId);
      // Of a bucket that never kept versions no id but `null` was ever given out, and S3 says so here alone.
      if (versionId !== undefined && versionId !== nullVersion && bucket.versioning === undefined) {
        throw invalidVersionId(versionId);
      }
      const change = { tx, state: s3State(tx, place), place, blobs, entropy, at, bucket, key };
      const deleted = await deleteKey(change, {
        versionId,
        ifMatch: input.IfMatch,
        bypasses: input.BypassGovernanceRetention === true,
      });
      return {
        ...(deleted.isMarker === undefined ? {} : { DeleteMarker: true }),
        ...(deleted.versionId === undefined ? {} : { VersionId: deleted.versionId }),
      };
    },
  };
}
