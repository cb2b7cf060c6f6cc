/**
 * PutBucketVersioning: versions are kept, or no more are made; it is never as if there had been none.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html
 */
import { changeBucket } from '../buckets/change-bucket.ts';
import { malformedXml, S3Error } from '../errors.ts';
import type { S3Write } from '../operation.ts';

export const putBucketVersioning: S3Write<'PutBucketVersioning'> = {
  name: 'PutBucketVersioning',
  effect: 'write',

  async handle(input, context) {
    const { Status: status, MFADelete: mfaDelete } = input.VersioningConfiguration;
    if (status === undefined) {
      throw new S3Error('IllegalVersioningConfigurationException', 400, 'The Versioning element must be specified');
    }
    if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml();
    await changeBucket(context, input, ({ bucket }) => {
      if (bucket.objectLock !== undefined && status === 'Suspended') {
        throw new S3Error(
          'InvalidBucketState',
          409,
          'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
        );
      }
      // MFA delete comes with the operations that it guards.
      if (mfaDelete === 'Enabled') {
        throw new S3Error('NotImplemented', 501, 'Lockstead does not implement MFA delete');
      }
      return { ...bucket, versioning: status };
    });
    return {};
  },
};
