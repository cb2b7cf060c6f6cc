/**
 * Encrypt: encrypts up to 4096 bytes under a key.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html
 */
import { bodyWithContexts } from '../body-limits.ts';
import { DryRun } from '../errors.ts';
import { kmsLimits } from '../limits.ts';
import type { KmsUse } from '../operation.ts';
import { bindingOf, requireAlgorithm, requireFits, type UseParts, usedKey } from '../use-key.ts';

export function encrypt(parts: UseParts): KmsUse<'Encrypt'> {
  return {
    name: 'Encrypt',
    effect: 'read',
    bodyBytesMax: bodyWithContexts(1, kmsLimits.PlaintextBytes),
    durable: true,
    waits: true,
    masked: ['Plaintext', 'GrantTokens'],

    async handle(input, context) {
      const { EncryptionAlgorithm = 'SYMMETRIC_DEFAULT', EncryptionContext, Plaintext } = input;
      const key = await usedKey(parts, context, input, input.KeyId, 'Encrypt', 'ENCRYPT_DECRYPT');
      requireAlgorithm(key, EncryptionAlgorithm);
      const binding = bindingOf(key, EncryptionContext, EncryptionAlgorithm);
      requireFits(key, EncryptionAlgorithm, Plaintext);
      if (input.DryRun === true) throw new DryRun();
      const CiphertextBlob = await parts.vault.encrypt(key.material, binding, Plaintext);
      return { CiphertextBlob, KeyId: key.arn, EncryptionAlgorithm };
    },
  };
}
