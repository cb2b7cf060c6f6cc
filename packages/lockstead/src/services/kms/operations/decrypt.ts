/**
 * Decrypt: opens a ciphertext. Under a symmetric key the ciphertext names its key, and a key that the request names must be the same one.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
 */
import { bodyWithContexts } from '../body-limits.ts';
import { DryRun, InvalidCiphertext } from '../errors.ts';
import { isSymmetric } from '../key-specs.ts';
import { kmsLimits } from '../limits.ts';
import { openedKey } from '../open-ciphertext.ts';
import type { KmsUse } from '../operation.ts';
import { refuseModifiers, refuseRecipient, type UseParts } from '../use-key.ts';

export function decrypt(parts: UseParts): KmsUse<'Decrypt'> {
  return {
    name: 'Decrypt',
    effect: 'read',
    bodyBytesMax: bodyWithContexts(1, kmsLimits.CiphertextBytes),
    durable: true,
    waits: true,
    masked: ['GrantTokens'],

    async handle(input, context) {
      refuseRecipient(input.Recipient);
      refuseModifiers(input.DryRunModifiers);
      const { EncryptionAlgorithm = 'SYMMETRIC_DEFAULT' } = input;
      const opening = await openedKey(parts, context, input, 'Decrypt', input);
      const Plaintext = await opening.decrypt(parts.vault);
      if (Plaintext === undefined) throw new InvalidCiphertext();
      if (input.DryRun === true) {
        Plaintext.fill(0);
        throw new DryRun();
      }
      const { arn, key, materialId } = opening.key;
      const material = isSymmetric(key.keySpec) ? { KeyMaterialId: materialId } : {};
      return { KeyId: arn, Plaintext, EncryptionAlgorithm, ...material };
    },
  };
}
