/**
 * DeleteObject: the object goes, or a delete marker takes its place; with a version, that version goes for good.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
 */
import { type FoundBucket, findBucket } from '../buckets/find-bucket.ts';
import type { Guarded } from '../buckets/mfa-delete.ts';
import { headerNotImplemented } from '../errors.ts';
import { deleteKey } from '../objects/delete-key.ts';
import { checkVersionId, invalidVersionId } from '../objects/find-object.ts';
import { nullVersion } from '../objects/version-id.ts';
import type { S3Input, S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import { s3State } from '../state.ts';

/** Undefined where no code is asked for: a delete marker takes nothing away. */
function guardedIn({ VersionId, MFA }: S3Input<'DeleteObject'>, found: FoundBucket): Guarded | undefined {
  if (found.bucket.mfaDelete !== 'Enabled' || VersionId === undefined) return undefined;
  return { action: 's3:DeleteObjectVersion', found, mfa: MFA };
}

export function deleteObject({ blobs, mfaDelete }: ObjectParts): S3Write<'DeleteObject', true> {
  return {
    name: 'DeleteObject',
    effect: 'write',
    authentication: 'anonymousAllowed',
    eventCategory: 'data',
    masked: ['MFA'],

    async prepare(input, context) {
      const guarded = guardedIn(input, await findBucket(context.reader, context, input));
      if (guarded !== undefined) await mfaDelete.check(context, guarded);
      return true;
    },

    async handle(input, context) {
      const { tx, at, entropy } = context;
      const { Key: key, VersionId: versionId } = input;
      if (input.IfMatchLastModifiedTime !== undefined) {
        throw headerNotImplemented('x-amz-if-match-last-modified-time');
      }
      if (input.IfMatchSize !== undefined) throw headerNotImplemented('x-amz-if-match-size');
      const found = await findBucket(tx, context, input);
      const { bucket, place } = found;
      checkVersionId(versionId);
      // Of a bucket that never kept versions no id but `null` was ever given out, and S3 says so here alone.
      if (versionId !== undefined && versionId !== nullVersion && bucket.versioning === undefined) {
        throw invalidVersionId(versionId);
      }
      const guarded = guardedIn(input, found);
      if (guarded !== undefined) await mfaDelete.spend(context, guarded);
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
