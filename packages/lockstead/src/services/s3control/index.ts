/**
 * Amazon S3 Control: what an account has set for all its buckets.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html
 */
import { defineService, type ServiceDefinition } from '#service/service';
import { s3ControlAuthorization } from './authorization.ts';
import { deletePublicAccessBlock } from './operations/delete-public-access-block.ts';
import { getPublicAccessBlock } from './operations/get-public-access-block.ts';
import { putPublicAccessBlock } from './operations/put-public-access-block.ts';

/** All operations that are listed are done; the others answer NotImplemented by name. */
export function s3Control(): ServiceDefinition {
  return defineService({
    name: 's3control',
    global: false,
    operations: [deletePublicAccessBlock, getPublicAccessBlock, putPublicAccessBlock],
    authorization: s3ControlAuthorization,
    eventDetails: (operation) => ({ eventName: operation.replace('PublicAccessBlock', 'AccountPublicAccessBlock') }),
  });
}
