/**
 * ReEncrypt: opens a ciphertext and encrypts its content under another key or context. The plaintext does not leave the crypto process.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html
 */
import { bodyWithContexts } from '../body-limits.ts';
import { DryRun, InvalidCiphertext } from '../errors.ts';
import { isSymmetric } from '../key-specs.ts';
import { kmsLimits } from '../limits.ts';
import { openedKey } from '../open-ciphertext.ts';
import type { KmsUse } from '../operation.ts';
import { bindingOf, refuseModifiers, requireAlgorithm, type UseParts, usedKey } from '../use-key.ts';

export function reEncrypt(parts: UseParts): KmsUse<'ReEncrypt'> {
  return {
    name: 'ReEncrypt',
    effect: 'read',
    bodyBytesMax: bodyWithContexts(2, kmsLimits.CiphertextBytes),
    durable: true,
    waits: true,
    masked: ['GrantTokens'],

    async handle(input, context) {
      refuseModifiers(input.DryRunModifiers);
      const source = await openedKey(parts, context, input, 'ReEncrypt', {
        CiphertextBlob: input.CiphertextBlob,
        KeyId: input.SourceKeyId,
        EncryptionAlgorithm: input.SourceEncryptionAlgorithm,
        EncryptionContext: input.SourceEncryptionContext,
      });
      const { DestinationEncryptionAlgorithm = 'SYMMETRIC_DEFAULT', SourceEncryptionAlgorithm = 'SYMMETRIC_DEFAULT' } =
        input;
      const { DestinationKeyId, DestinationEncryptionContext } = input;
      const destination = await usedKey(parts, context, input, DestinationKeyId, 'ReEncrypt', 'ENCRYPT_DECRYPT');
      requireAlgorithm(destination, DestinationEncryptionAlgorithm);
      const binding = bindingOf(destination, DestinationEncryptionContext, DestinationEncryptionAlgorithm);
      const CiphertextBlob = await parts.vault.reEncrypt(
        { material: source.key.material, binding: source.binding, ciphertext: source.ciphertext },
        { material: destination.material, binding },
      );
      if (CiphertextBlob === undefined) throw new InvalidCiphertext();
      if (input.DryRun === true) throw new DryRun();
      return {
        CiphertextBlob,
        SourceKeyId: source.key.arn,
        KeyId: destination.arn,
        SourceEncryptionAlgorithm,
        DestinationEncryptionAlgorithm,
        ...(isSymmetric(source.key.key.keySpec) ? { SourceKeyMaterialId: source.key.materialId } : {}),
        ...(isSymmetric(destination.key.keySpec) ? { DestinationKeyMaterialId: destination.materialId } : {}),
      };
    },
  };
}
