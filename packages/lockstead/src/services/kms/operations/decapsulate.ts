/**
 * Decapsulate: the shared secret that was encapsulated for an ML-KEM key. A ciphertext of the right length always has one; whether it is the other side's must
 * be seen by its use.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_Decapsulate.html
 */
import { DryRun, InvalidCiphertext } from '../errors.ts';
import type { KmsUse } from '../operation.ts';
import { requireAlgorithm, type UseParts, usedKey } from '../use-key.ts';

export function decapsulate(parts: UseParts): KmsUse<'Decapsulate'> {
  return {
    name: 'Decapsulate',
    effect: 'read',
    durable: true,
    waits: true,
    masked: ['SharedSecretCiphertextBlob', 'GrantTokens'],

    async handle(input, context) {
      const { EncapsulationAlgorithm, SharedSecretCiphertextBlob } = input;
      const used = await usedKey(parts, context, input, input.KeyId, 'Decapsulate', 'ENCAPSULATE_DECAPSULATE');
      requireAlgorithm(used, EncapsulationAlgorithm);
      const SharedSecret = await parts.vault.decapsulate(used.material, SharedSecretCiphertextBlob);
      if (SharedSecret === undefined) throw new InvalidCiphertext();
      if (input.DryRun === true) {
        SharedSecret.fill(0);
        throw new DryRun();
      }
      return { KeyId: used.arn, SharedSecret, EncapsulationAlgorithm };
    },
  };
}
