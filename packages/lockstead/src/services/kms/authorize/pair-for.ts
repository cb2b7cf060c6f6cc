/** What an action on a key would ask for, of what is known without a request: its policy and its grants take part. */
import { parseArn } from '#kernel/arn';
import { AwsError } from '#kernel/aws-error';
import { parseRegion } from '#kernel/ids';
import type { PairFor } from '#service/authorization';
import { nameKey } from '../key-reference.ts';
import { keyPair, type PairParts } from './pairs.ts';

/**
 * Those that callers of other accounts may be allowed.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html (the column "Cross-account use")
 */
const acrossAccounts: ReadonlySet<string> = new Set(
  [
    'CreateGrant',
    'Decrypt',
    'DeriveSharedSecret',
    'DescribeKey',
    'Encrypt',
    'GenerateDataKey',
    'GenerateDataKeyPair',
    'GenerateDataKeyPairWithoutPlaintext',
    'GenerateDataKeyWithoutPlaintext',
    'GenerateMac',
    'GetKeyRotationStatus',
    'GetPublicKey',
    'ListGrants',
    'ReEncryptFrom',
    'ReEncryptTo',
    'RetireGrant',
    'RevokeGrant',
    'Sign',
    'Verify',
    'VerifyMac',
  ].map((name) => `kms:${name.toLowerCase()}`),
);

export function kmsPairFor(parts: Pick<PairParts, 'policies' | 'facts'>): PairFor {
  return async ({ action, resource }, reader, context) => {
    const arn = parseArn(resource);
    const region = parseRegion(arn?.region ?? '');
    if (region === undefined || arn?.resource.startsWith('key/') !== true) return undefined;
    const asking = { input: {}, reader, context: { ...context, region } };
    try {
      const named = await nameKey(reader, asking.context, resource, 'keysOnly');
      if (named.is !== 'key') return undefined;
      return await keyPair(parts, asking, { action, named, acrossAccounts: acrossAccounts.has(action.toLowerCase()) });
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  };
}
