/**
 * DeleteBucket: only an empty one goes; old versions and delete markers count, uploads under way do not.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
 */
import { partitionScope } from '#store/scope';
import { findBucket } from '../buckets/find-bucket.ts';
import { S3Error } from '../errors.ts';
import type { S3Write } from '../operation.ts';
import { bucketPrefix } from '../record-ids.ts';
import { s3Collections, s3State } from '../state.ts';
import { removeUploadsOf } from '../uploads/remove-uploads.ts';

export const deleteBucket: S3Write<'DeleteBucket'> = {
  name: 'DeleteBucket',
  effect: 'write',
  authentication: 'anonymousAllowed',

  async handle(input, context) {
    const { tx, at } = context;
    const { bucket, place } = await findBucket(tx, context, input);
    const { name } = bucket;
    const state = s3State(tx, place);
    const inIt = { prefix: bucketPrefix(name), limit: 1 };
    if ((await state.objects.list(inIt)).length > 0) throw notEmpty(name, '');
    if ((await state.versions.list(inIt)).length > 0) {
      throw notEmpty(name, '. You must delete all versions in the bucket.');
    }
    await state.buckets.delete(name);
    await removeUploadsOf(tx, place, name, at);
    await tx.in(s3Collections.names, partitionScope).delete(name);
    return {};
  },
};

function notEmpty(name: string, more: string): S3Error {
  return new S3Error('BucketNotEmpty', 409, `The bucket you tried to delete is not empty${more}`, {
    members: { BucketName: name },
  });
}
