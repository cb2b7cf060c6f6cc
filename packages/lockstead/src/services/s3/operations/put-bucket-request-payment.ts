/**
 * PutBucketRequestPayment: who pays for requests and transfers, by x-amz-request-payer.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketRequestPayment.html
 */
import { changeBucket } from '../buckets/change-bucket.ts';
import { malformedXml } from '../errors.ts';
import type { S3Write } from '../operation.ts';

export const putBucketRequestPayment: S3Write<'PutBucketRequestPayment'> = {
  name: 'PutBucketRequestPayment',
  effect: 'write',

  async handle(input, context) {
    const { Payer: payer } = input.RequestPaymentConfiguration;
    if (payer !== 'Requester' && payer !== 'BucketOwner') throw malformedXml();
    await changeBucket(context, input, ({ bucket: { requestPayer: _, ...bucket } }) =>
      payer === 'Requester' ? { ...bucket, requestPayer: payer } : bucket,
    );
    return {};
  },
};
