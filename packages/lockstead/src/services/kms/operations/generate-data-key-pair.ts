/**
 * GenerateDataKeyPair: a key pair to be used outside, with its private key in plaintext and encrypted under a KMS key.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html
 */
import { present } from '#kernel/invariant';
import { bodyWithContexts } from '../body-limits.ts';
import { keyForPair } from '../data-key-pair.ts';
import { DryRun } from '../errors.ts';
import type { KmsUse } from '../operation.ts';
import { refuseRecipient, type UseParts } from '../use-key.ts';

export function generateDataKeyPair(parts: UseParts): KmsUse<'GenerateDataKeyPair'> {
  return {
    name: 'GenerateDataKeyPair',
    effect: 'read',
    bodyBytesMax: bodyWithContexts(1, 0),
    durable: true,
    waits: true,
    masked: ['GrantTokens'],

    async handle(input, context) {
      refuseRecipient(input.Recipient);
      const { KeyPairSpec } = input;
      const { key, binding } = await keyForPair(parts, context, input, 'GenerateDataKeyPair');
      if (input.DryRun === true) throw new DryRun();
      const made = await parts.vault.dataKeyPair(key.material, binding, KeyPairSpec, 'plaintext');
      return {
        PrivateKeyCiphertextBlob: made.ciphertext,
        PrivateKeyPlaintext: present(made.privateKey, 'the private key was asked for in plaintext'),
        PublicKey: made.publicKey,
        KeyId: key.arn,
        KeyPairSpec,
        KeyMaterialId: key.materialId,
      };
    },
  };
}
