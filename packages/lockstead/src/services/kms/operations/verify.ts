/**
 * Verify: whether a signature is one of this key over this message. One that is not is an error.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html
 */
import { DryRun, InvalidSignature } from '../errors.ts';
import { checkedMessage } from '../message.ts';
import type { KmsUse } from '../operation.ts';
import { requireAlgorithm, type UseParts, usedKey } from '../use-key.ts';

export function verify(parts: UseParts): KmsUse<'Verify'> {
  return {
    name: 'Verify',
    effect: 'read',
    durable: true,
    waits: true,
    masked: ['Message', 'GrantTokens'],

    async handle(input, context) {
      const { SigningAlgorithm, Message, Signature } = input;
      const key = await usedKey(parts, context, input, input.KeyId, 'Verify', 'SIGN_VERIFY');
      requireAlgorithm(key, SigningAlgorithm);
      const type = checkedMessage(SigningAlgorithm, input.MessageType, Message);
      const isValid = await parts.vault.verify(key.material, SigningAlgorithm, type, Message, Signature);
      if (!isValid) throw new InvalidSignature();
      if (input.DryRun === true) throw new DryRun();
      return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm };
    },
  };
}
