/**
 * Encapsulate: a new shared secret, and its form that the private key of an ML-KEM key opens.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_Encapsulate.html
 */
import { DryRun } from '../errors.ts';
import type { KmsUse } from '../operation.ts';
import { requireAlgorithm, type UseParts, usedKey } from '../use-key.ts';

export function encapsulate(parts: UseParts): KmsUse<'Encapsulate'> {
  return {
    name: 'Encapsulate',
    effect: 'read',
    durable: true,
    waits: true,
    masked: ['GrantTokens'],

    async handle(input, context) {
      const { EncapsulationAlgorithm } = input;
      const used = await usedKey(parts, context, input, input.KeyId, 'Encapsulate', 'ENCAPSULATE_DECAPSULATE');
      requireAlgorithm(used, EncapsulationAlgorithm);
      if (input.DryRun === true) throw new DryRun();
      const { secret, ciphertext } = await parts.vault.encapsulate(used.material);
      return { KeyId: used.arn, SharedSecret: secret, SharedSecretCiphertextBlob: ciphertext, EncapsulationAlgorithm };
    },
  };
}
