/**
 * GenerateDataKey: a data key to encrypt something with, in plaintext and encrypted under a KMS key.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html
 */
import { present } from '#kernel/invariant';
import { bodyWithContexts } from '../body-limits.ts';
import { dataKeyLength } from '../data-key-length.ts';
import { DryRun } from '../errors.ts';
import type { KmsUse } from '../operation.ts';
import { bindingOf, refuseRecipient, requireSymmetric, type UseParts, usedKey } from '../use-key.ts';

export function generateDataKey(parts: UseParts): KmsUse<'GenerateDataKey'> {
  return {
    name: 'GenerateDataKey',
    effect: 'read',
    bodyBytesMax: bodyWithContexts(1, 0),
    durable: true,
    waits: true,
    masked: ['GrantTokens'],

    async handle(input, context) {
      refuseRecipient(input.Recipient);
      const length = dataKeyLength(input);
      const key = await usedKey(parts, context, input, input.KeyId, 'GenerateDataKey', 'ENCRYPT_DECRYPT');
      requireSymmetric(key);
      const binding = bindingOf(key, input.EncryptionContext);
      if (input.DryRun === true) throw new DryRun();
      const { ciphertext, plaintext } = await parts.vault.dataKey(key.material, binding, length, 'plaintext');
      return {
        CiphertextBlob: ciphertext,
        Plaintext: present(plaintext, 'the data key was asked for in plaintext'),
        KeyId: key.arn,
        KeyMaterialId: key.materialId,
      };
    },
  };
}
