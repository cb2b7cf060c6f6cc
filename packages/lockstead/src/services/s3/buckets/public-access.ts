/**
 * Block Public Access: what binds a bucket is what its account or itself has set.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
import type { Reader } from '#store/port';
import { type BucketPlace, type BucketRecord, type PublicAccessBlock, s3Account } from '../state.ts';

export const allOff: PublicAccessBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};

export const allOn: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

/** What binds the bucket, and for each setting that is on which levels have set it. */
export interface EffectiveBlock {
  readonly effective: PublicAccessBlock;
  readonly account: PublicAccessBlock;
  readonly bucket: PublicAccessBlock;
}

export async function effectiveBlock(
  reader: Reader,
  { account }: Pick<BucketPlace, 'account'>,
  bucket: Pick<BucketRecord, 'publicAccessBlock'>,
): Promise<EffectiveBlock> {
  const ofAccount = (await s3Account(reader, account).settings.get('settings'))?.publicAccessBlock ?? allOff;
  const ofBucket = bucket.publicAccessBlock ?? allOff;
  return {
    account: ofAccount,
    bucket: ofBucket,
    effective: {
      blockPublicAcls: ofAccount.blockPublicAcls || ofBucket.blockPublicAcls,
      ignorePublicAcls: ofAccount.ignorePublicAcls || ofBucket.ignorePublicAcls,
      blockPublicPolicy: ofAccount.blockPublicPolicy || ofBucket.blockPublicPolicy,
      restrictPublicBuckets: ofAccount.restrictPublicBuckets || ofBucket.restrictPublicBuckets,
    },
  };
}
