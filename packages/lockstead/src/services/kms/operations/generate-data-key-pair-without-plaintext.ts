/**
 * GenerateDataKeyPairWithoutPlaintext: a key pair for later. Its private key comes encrypted under a KMS key alone.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPairWithoutPlaintext.html
 */
import { bodyWithContexts } from '../body-limits.ts';
import { keyForPair } from '../data-key-pair.ts';
import { DryRun } from '../errors.ts';
import type { KmsUse } from '../operation.ts';
import type { UseParts } from '../use-key.ts';

export function generateDataKeyPairWithoutPlaintext(parts: UseParts): KmsUse<'GenerateDataKeyPairWithoutPlaintext'> {
  const name = 'GenerateDataKeyPairWithoutPlaintext';
  return {
    name,
    effect: 'read',
    bodyBytesMax: bodyWithContexts(1, 0),
    durable: true,
    waits: true,
    masked: ['GrantTokens'],

    async handle(input, context) {
      const { KeyPairSpec } = input;
      const { key, binding } = await keyForPair(parts, context, input, name);
      if (input.DryRun === true) throw new DryRun();
      const made = await parts.vault.dataKeyPair(key.material, binding, KeyPairSpec, 'ciphertext');
      return {
        PrivateKeyCiphertextBlob: made.ciphertext,
        PublicKey: made.publicKey,
        KeyId: key.arn,
        KeyPairSpec,
        KeyMaterialId: key.materialId,
      };
    },
  };
}
