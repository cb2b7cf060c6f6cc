/**
 * DeleteObjects: up to 1,000 keys in one transaction. Keys that are denied, and those that cannot be deleted, are errors inside a success.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
 */
import type { DeletedObject, _Error as KeyError } from '@aws-sdk/client-s3';
import { AwsError } from '#kernel/aws-error';
import type { WithRequired } from '#service/sdk-types';
import { type FoundBucket, findBucket } from '../buckets/find-bucket.ts';
import type { Guarded } from '../buckets/mfa-delete.ts';
import { malformedXml } from '../errors.ts';
import { s3Limits } from '../limits.ts';
import { deleteActions, deleteKey, ofKey } from '../objects/delete-key.ts';
import type { S3Input, S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import { s3State } from '../state.ts';

/** One version among the keys, or a code that is given, and the code counts for the whole request. */
function guardedIn({ Delete: { Objects }, MFA }: S3Input<'DeleteObjects'>, found: FoundBucket): Guarded | undefined {
  const isAsked = MFA !== undefined || Objects.some(({ VersionId }) => VersionId !== undefined);
  if (found.bucket.mfaDelete !== 'Enabled' || !isAsked) return undefined;
  return { action: 's3:DeleteObjectVersion', found, mfa: MFA };
}

export function deleteObjects({ blobs, mfaDelete }: ObjectParts): S3Write<'DeleteObjects', true> {
  return {
    name: 'DeleteObjects',
    effect: 'write',
    authentication: 'anonymousAllowed',
    eventCategory: 'data',
    // 1,000 keys of 1,024 bytes, each of which may be written with escapes.
    bodyBytesMax: 8 * 1024 * 1024,
    masked: ['MFA'],

    async prepare(input, context) {
      const guarded = guardedIn(input, await findBucket(context.reader, context, input));
      if (guarded !== undefined) await mfaDelete.check(context, guarded);
      return true;
    },

    async handle(input, context) {
      const { tx, at, entropy, outcomes } = context;
      const { Objects: objects, Quiet: quiet } = input.Delete;
      const found = await findBucket(tx, context, input);
      const { bucket, place } = found;
      if (objects.length === 0 || objects.length > s3Limits.KeysPerDelete) throw malformedXml();
      const guarded = guardedIn(input, found);
      if (guarded !== undefined) await mfaDelete.spend(context, guarded);
      const state = s3State(tx, place);
      const deleted: WithRequired<DeletedObject>[] = [];
      const errors: WithRequired<KeyError>[] = [];
      for (const [index, { Key: key, VersionId: versionId, ETag }] of objects.entries()) {
        const named = versionId === undefined ? {} : { VersionId: versionId };
        try {
          const denial = deleteActions(input, versionId).map((action) => outcomes.denialOf(ofKey(index, action)));
          const denied = denial.find((one) => one !== undefined);
          if (denied !== undefined) throw denied;
          const change = { tx, state, place, blobs, entropy, at, bucket, key };
          const outcome = await deleteKey(change, {
            versionId,
            ifMatch: ETag,
            bypasses: input.BypassGovernanceRetention === true,
          });
          if (quiet === true) continue;
          const isMade = outcome.isMarker === true && versionId === undefined;
          deleted.push({
            Key: key,
            ...named,
            ...(outcome.isMarker === undefined ? {} : { DeleteMarker: true }),
            ...(outcome.isMarker === true && outcome.versionId !== undefined
              ? { DeleteMarkerVersionId: isMade ? outcome.versionId : (versionId ?? outcome.versionId) }
              : {}),
          });
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          errors.push({ Key: key, ...named, Code: error.code, Message: error.message });
        }
      }
      return {
        ...(deleted.length === 0 ? {} : { Deleted: deleted }),
        ...(errors.length === 0 ? {} : { Errors: errors }),
      };
    },
  };
}
