/**
 * AbortMultipartUpload: the upload is gone at once, and its parts soon after.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
 */
import { headerNotImplemented } from '../errors.ts';
import type { S3Write } from '../operation.ts';
import { abortUpload } from '../uploads/abort-upload.ts';
import { findUpload } from '../uploads/find-upload.ts';

export const abortMultipartUpload: S3Write<'AbortMultipartUpload'> = {
  name: 'AbortMultipartUpload',
  effect: 'write',
  authentication: 'anonymousAllowed',
  eventCategory: 'data',

  async handle(input, context) {
    const { tx, at } = context;
    if (input.IfMatchInitiatedTime !== undefined) {
      throw headerNotImplemented('x-amz-if-match-initiated-time', 'This condition is for directory buckets');
    }
    const { upload, place } = await findUpload(tx, context, input);
    await abortUpload(tx, place, upload, at);
    return {};
  },
};
