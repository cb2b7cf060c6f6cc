/** Block Public Access as it is sent and answered, by S3 for a bucket and by S3 Control for an account. */
import type { PublicAccessBlockConfiguration } from '@aws-sdk/client-s3';
import { S3Error } from '../errors.ts';
import type { PublicAccessBlock } from '../state.ts';

/** Throws where it names none of the four. */
export function readPublicAccessBlock(configuration: PublicAccessBlockConfiguration): PublicAccessBlock {
  const { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets } = configuration;
  const all = [BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets];
  if (all.every((setting) => setting === undefined)) {
    throw new S3Error('InvalidRequest', 400, 'Must specify at least one configuration.');
  }
  return {
    blockPublicAcls: BlockPublicAcls === true,
    ignorePublicAcls: IgnorePublicAcls === true,
    blockPublicPolicy: BlockPublicPolicy === true,
    restrictPublicBuckets: RestrictPublicBuckets === true,
  };
}

export function showPublicAccessBlock(block: PublicAccessBlock): {
  BlockPublicAcls: boolean;
  IgnorePublicAcls: boolean;
  BlockPublicPolicy: boolean;
  RestrictPublicBuckets: boolean;
} {
  return {
    BlockPublicAcls: block.blockPublicAcls,
    IgnorePublicAcls: block.ignorePublicAcls,
    BlockPublicPolicy: block.blockPublicPolicy,
    RestrictPublicBuckets: block.restrictPublicBuckets,
  };
}

/** `whose`: the bucket's name or the account's id, under the name that the answer has for it. */
export function noPublicAccessBlock(whose: Readonly<Record<string, string>>): S3Error {
  return new S3Error(
    'NoSuchPublicAccessBlockConfiguration',
    404,
    'The public access block configuration was not found',
    { members: whose },
  );
}
