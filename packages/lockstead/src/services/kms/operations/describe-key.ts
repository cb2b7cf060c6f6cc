/**
 * DescribeKey: all that is known of a key but its policy, tags and aliases.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
 */
import { checkGrantTokens } from '../grants/grant-token.ts';
import { keyMetadata } from '../key-metadata.ts';
import { requireKey } from '../key-reference.ts';
import type { KmsRead } from '../operation.ts';

export const describeKey: KmsRead<'DescribeKey'> = {
  name: 'DescribeKey',
  effect: 'read',

  async handle({ KeyId, GrantTokens }, context) {
    checkGrantTokens(GrantTokens);
    return { KeyMetadata: keyMetadata(await requireKey(context.reader, context, KeyId, 'aliasesToo')) };
  },
};
