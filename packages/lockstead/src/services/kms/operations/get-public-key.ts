/**
 * GetPublicKey: the public key of a pair, to be used outside.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html
 */
import { UnsupportedOperation } from '../errors.ts';
import { checkGrantTokens } from '../grants/grant-token.ts';
import { algorithmMembers } from '../key-metadata.ts';
import { requireKey } from '../key-reference.ts';
import { algorithmsOf } from '../key-specs.ts';
import { requireState } from '../key-state.ts';
import type { KmsRead } from '../operation.ts';

export const getPublicKey: KmsRead<'GetPublicKey'> = {
  name: 'GetPublicKey',
  effect: 'read',
  durable: true,
  masked: ['GrantTokens'],

  async handle({ KeyId, GrantTokens }, context) {
    checkGrantTokens(GrantTokens);
    const { key, arn } = await requireKey(context.reader, context, KeyId, 'aliasesToo');
    const { keySpec, keyUsage, publicKey } = key;
    requireState('use', key.state, arn);
    if (publicKey === undefined) throw new UnsupportedOperation();
    return {
      KeyId: arn,
      PublicKey: Buffer.from(publicKey, 'base64'),
      CustomerMasterKeySpec: keySpec as never,
      KeySpec: keySpec,
      KeyUsage: keyUsage,
      [algorithmMembers[keyUsage]]: [...algorithmsOf(keySpec, keyUsage)],
    };
  },
};
