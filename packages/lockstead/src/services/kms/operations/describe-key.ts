/**
 * DescribeKey: all that is known of a key but its policy, tags and aliases. Asked for an alias of AWS's that has no key yet, it makes the key.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
 */
import type { AwsManagedKeys } from '../aws-managed-keys.ts';
import { serviceOfAlias } from '../aws-managed-services.ts';
import { checkGrantTokens } from '../grants/grant-token.ts';
import { keyMetadata } from '../key-metadata.ts';
import { aliasArn, nameKey } from '../key-reference.ts';
import type { KmsRead } from '../operation.ts';

export function describeKey(managed: AwsManagedKeys): KmsRead<'DescribeKey'> {
  return {
    name: 'DescribeKey',
    effect: 'read',
    waits: true,

    async handle({ KeyId, GrantTokens }, context) {
      checkGrantTokens(GrantTokens);
      const named = await nameKey(context.reader, context, KeyId, 'aliasesToo');
      if (named.is === 'key') return { KeyMetadata: keyMetadata(named) };
      const { account, region } = context;
      const ownAliases = aliasArn(account, region, '');
      const service = named.arn.startsWith(ownAliases) ? serviceOfAlias(named.arn.slice(ownAliases.length)) : undefined;
      if (service === undefined) throw named.error;
      return { KeyMetadata: keyMetadata(await managed.of({ account, region }, service)) };
    },
  };
}
