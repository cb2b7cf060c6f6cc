/**
 * ListBuckets: the caller's buckets, of all Regions, in the order of their names.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 */
import { toDate } from '#kernel/clock';
import { partitionScope } from '#store/scope';
import { pageThrough, recordsOf } from '../../paging/pages.ts';
import { bucketArn } from '../buckets/bucket-arn.ts';
import { canonicalUserId } from '../canonical-user.ts';
import { invalidArgument } from '../errors.ts';
import { s3Limits } from '../limits.ts';
import type { S3Read } from '../operation.ts';
import { s3Collections, s3State } from '../state.ts';

export const listBuckets: S3Read<'ListBuckets'> = {
  name: 'ListBuckets',
  effect: 'read',

  async handle(input, context) {
    const { account, reader } = context;
    const { MaxBuckets, ContinuationToken, Prefix, BucketRegion } = input;
    if (MaxBuckets !== undefined && (MaxBuckets < 1 || MaxBuckets > s3Limits.BucketsPerAccount)) {
      const message = `Argument max-buckets must be an integer between 1 and ${s3Limits.BucketsPerAccount}`;
      throw invalidArgument(message, 'max-buckets', String(MaxBuckets));
    }
    const listing = { index: 'account', key: account, ...(Prefix === undefined ? {} : { prefix: Prefix }) };
    const { items, next } = await pageThrough(
      [recordsOf('b', reader.in(s3Collections.names, partitionScope), listing)],
      {
        token: ContinuationToken,
        limit: MaxBuckets ?? s3Limits.BucketsPerAccount,
        boundTo: [account, 'ListBuckets', Prefix, BucketRegion],
        refusal: () =>
          invalidArgument(
            'The continuation token provided is incorrect',
            'continuation-token',
            ContinuationToken ?? '',
          ),
      },
      async ({ name, region }) => {
        if (BucketRegion !== undefined && region !== BucketRegion) return undefined;
        const bucket = await s3State(reader, { account, region }).buckets.get(name);
        if (bucket === undefined) return undefined;
        return { Name: name, CreationDate: toDate(bucket.createdAt), BucketRegion: region, BucketArn: bucketArn(name) };
      },
    );
    return {
      Owner: { ID: canonicalUserId(account) },
      Buckets: [...items],
      ...(Prefix === undefined ? {} : { Prefix }),
      ...(next === undefined ? {} : { ContinuationToken: next }),
    };
  },
};
