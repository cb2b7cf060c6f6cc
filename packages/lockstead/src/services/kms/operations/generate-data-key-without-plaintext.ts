/**
 * GenerateDataKeyWithoutPlaintext: a data key for later, encrypted under a KMS key.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyWithoutPlaintext.html
 */
import { bodyWithContexts } from '../body-limits.ts';
import { dataKeyLength } from '../data-key-length.ts';
import { DryRun } from '../errors.ts';
import type { KmsUse } from '../operation.ts';
import { bindingOf, requireSymmetric, type UseParts, usedKey } from '../use-key.ts';

export function generateDataKeyWithoutPlaintext(parts: UseParts): KmsUse<'GenerateDataKeyWithoutPlaintext'> {
  const name = 'GenerateDataKeyWithoutPlaintext';
  return {
    name,
    effect: 'read',
    bodyBytesMax: bodyWithContexts(1, 0),
    durable: true,
    waits: true,
    masked: ['GrantTokens'],

    async handle(input, context) {
      const length = dataKeyLength(input);
      const key = await usedKey(parts, context, input, input.KeyId, name, 'ENCRYPT_DECRYPT');
      requireSymmetric(key);
      const binding = bindingOf(key, input.EncryptionContext);
      if (input.DryRun === true) throw new DryRun();
      const { ciphertext } = await parts.vault.dataKey(key.material, binding, length, 'ciphertext');
      return { CiphertextBlob: ciphertext, KeyId: key.arn, KeyMaterialId: key.materialId };
    },
  };
}
