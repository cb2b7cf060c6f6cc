/**
 * A bucket's default encryption as it is sent and answered.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
 */
import type { ServerSideEncryptionConfiguration, ServerSideEncryptionRule } from '@aws-sdk/client-s3';
import type { WithRequired } from '#service/sdk-types';
import { malformedXml, S3Error } from '../errors.ts';
import type { DefaultEncryption, SseAlgorithm } from '../state.ts';

/** Of a new bucket, and of one whose own was deleted. */
export const usualEncryption: DefaultEncryption = { algorithm: 'AES256', bucketKey: false, blocksSseC: true };

const algorithms: readonly SseAlgorithm[] = ['AES256', 'aws:kms', 'aws:kms:dsse'];

/** Throws what S3 answers for a configuration that it does not take. What it does not say of customers' keys stays as `before` has it. */
export function readBucketEncryption(
  { Rules }: WithRequired<ServerSideEncryptionConfiguration>,
  before: DefaultEncryption,
): DefaultEncryption {
  const [rule, ...others] = Rules;
  if (rule === undefined || others.length > 0) throw malformedXml();
  const { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled, BlockedEncryptionTypes: blocked } = rule;
  const algorithm = algorithms.find((name) => name === (byDefault?.SSEAlgorithm ?? before.algorithm));
  if (algorithm === undefined) {
    // The model has others, which are for directory buckets and file systems.
    throw new S3Error('InvalidArgument', 400, 'The encryption method specified is not supported', {
      members: { ArgumentName: 'SSEAlgorithm', ArgumentValue: String(byDefault?.SSEAlgorithm) },
    });
  }
  const keyId = byDefault?.KMSMasterKeyID;
  if (keyId !== undefined && algorithm === 'AES256') {
    throw new S3Error(
      'InvalidArgument',
      400,
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      { members: { ArgumentName: 'ApplyServerSideEncryptionByDefault', ArgumentValue: algorithm } },
    );
  }
  return {
    algorithm,
    ...(keyId === undefined ? {} : { keyId }),
    bucketKey: BucketKeyEnabled === true,
    blocksSseC: blocksSseC(blocked?.EncryptionType, before),
  };
}

function blocksSseC(types: readonly string[] | undefined, { blocksSseC: before }: DefaultEncryption): boolean {
  if (types === undefined || types.length === 0) return before;
  const known = types.every((type) => type === 'SSE-C' || type === 'NONE');
  if (!known || types.length > 1) throw malformedXml();
  return types[0] === 'SSE-C';
}

export function showBucketEncryption(encryption: DefaultEncryption): WithRequired<ServerSideEncryptionRule> {
  const { algorithm, keyId, bucketKey, blocksSseC: blocks } = encryption;
  return {
    ApplyServerSideEncryptionByDefault: {
      SSEAlgorithm: algorithm,
      ...(keyId === undefined ? {} : { KMSMasterKeyID: keyId }),
    },
    BucketKeyEnabled: bucketKey,
    ...(blocks ? { BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } } : {}),
  };
}
