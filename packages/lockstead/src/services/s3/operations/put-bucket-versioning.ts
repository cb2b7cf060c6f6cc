/**
 * PutBucketVersioning: versions are kept, or no more are made; it is never as if there had been none. MFA delete is turned on and off here, by the
 * root user with a code of its device.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html
 */

import type { FoundBucket } from '../buckets/find-bucket.ts';
import { findBucket } from '../buckets/find-bucket.ts';
import { type Guarded, isOwnersRoot } from '../buckets/mfa-delete.ts';
import { accessDenied, malformedXml, S3Error } from '../errors.ts';
import type { S3Input, S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import { s3State } from '../state.ts';

type Input = S3Input<'PutBucketVersioning'>;

/** Undefined where no code is asked for. */
function guardedIn({ VersioningConfiguration: { MFADelete }, MFA }: Input, found: FoundBucket): Guarded | undefined {
  const isOn = found.bucket.mfaDelete === 'Enabled';
  return isOn || MFADelete === 'Enabled' ? { action: 's3:PutBucketVersioning', found, mfa: MFA } : undefined;
}

export function putBucketVersioning({
  mfaDelete,
}: Pick<ObjectParts, 'mfaDelete'>): S3Write<'PutBucketVersioning', true> {
  return {
    name: 'PutBucketVersioning',
    effect: 'write',
    masked: ['MFA'],

    async prepare(input, context) {
      const { Status: status, MFADelete: asked } = input.VersioningConfiguration;
      if (status === undefined) {
        throw new S3Error('IllegalVersioningConfigurationException', 400, 'The Versioning element must be specified');
      }
      if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml();
      if (asked !== undefined && asked !== 'Enabled' && asked !== 'Disabled') throw malformedXml();
      const found = await findBucket(context.reader, context, input);
      if (asked === 'Enabled' && !isOwnersRoot(context.session, found.place)) {
        throw accessDenied('This operation may only be performed by the bucket owner');
      }
      const guarded = guardedIn(input, found);
      if (guarded !== undefined) await mfaDelete.check(context, guarded);
      return true;
    },

    async handle(input, context) {
      const { Status: status, MFADelete: asked } = input.VersioningConfiguration;
      const found = await findBucket(context.tx, context, input);
      const { bucket, place } = found;
      if (bucket.objectLock !== undefined && status === 'Suspended') {
        throw new S3Error(
          'InvalidBucketState',
          409,
          'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
        );
      }
      const guarded = guardedIn(input, found);
      if (guarded !== undefined) await mfaDelete.spend(context, guarded);
      await s3State(context.tx, place).buckets.update({
        ...bucket,
        ...(status === undefined ? {} : { versioning: status }),
        ...(asked === undefined ? {} : { mfaDelete: asked }),
      });
      return {};
    },
  };
}
