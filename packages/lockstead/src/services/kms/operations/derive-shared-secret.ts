/**
 * DeriveSharedSecret: the raw secret that a KMS key and a peer's public key have in common (ECDH).
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_DeriveSharedSecret.html
 */
import { DryRun, ValidationError } from '../errors.ts';
import type { KmsUse } from '../operation.ts';
import { refuseRecipient, requireAlgorithm, type UseParts, usedKey } from '../use-key.ts';

export function deriveSharedSecret(parts: UseParts): KmsUse<'DeriveSharedSecret'> {
  return {
    name: 'DeriveSharedSecret',
    effect: 'read',
    durable: true,
    waits: true,
    masked: ['GrantTokens'],

    async handle(input, context) {
      refuseRecipient(input.Recipient);
      const { KeyAgreementAlgorithm } = input;
      const used = await usedKey(parts, context, input, input.KeyId, 'DeriveSharedSecret', 'KEY_AGREEMENT');
      requireAlgorithm(used, KeyAgreementAlgorithm);
      const SharedSecret = await parts.vault.agree(used.material, input.PublicKey);
      // AWS says nothing of what is wrong with the peer's key.
      if (SharedSecret === undefined) throw new ValidationError('');
      if (input.DryRun === true) {
        SharedSecret.fill(0);
        throw new DryRun();
      }
      return { KeyId: used.arn, SharedSecret, KeyAgreementAlgorithm, KeyOrigin: used.key.origin };
    },
  };
}
