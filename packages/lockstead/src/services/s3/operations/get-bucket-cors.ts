/**
 * GetBucketCors.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketCors.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { S3Error } from '../errors.ts';
import type { S3Read } from '../operation.ts';

export const getBucketCors: S3Read<'GetBucketCors'> = {
  name: 'GetBucketCors',
  effect: 'read',

  async handle(input, context) {
    const { bucket } = await findBucket(context.reader, context, input);
    if (bucket.cors === undefined) {
      throw new S3Error('NoSuchCORSConfiguration', 404, 'The CORS configuration does not exist', {
        members: { BucketName: bucket.name },
      });
    }
    return {
      CORSRules: bucket.cors.map((rule) => ({
        ...(rule.id === undefined ? {} : { ID: rule.id }),
        AllowedOrigins: [...rule.allowedOrigins],
        AllowedMethods: [...rule.allowedMethods],
        ...(rule.allowedHeaders === undefined ? {} : { AllowedHeaders: [...rule.allowedHeaders] }),
        ...(rule.exposeHeaders === undefined ? {} : { ExposeHeaders: [...rule.exposeHeaders] }),
        ...(rule.maxAgeSeconds === undefined ? {} : { MaxAgeSeconds: rule.maxAgeSeconds }),
      })),
    };
  },
};
