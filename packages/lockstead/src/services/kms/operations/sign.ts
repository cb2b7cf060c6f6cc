/**
 * Sign: a signature over a message of up to 4096 bytes, or over a digest.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
import { DryRun } from '../errors.ts';
import { checkedMessage } from '../message.ts';
import type { KmsUse } from '../operation.ts';
import { requireAlgorithm, type UseParts, usedKey } from '../use-key.ts';

export function sign(parts: UseParts): KmsUse<'Sign'> {
  return {
    name: 'Sign',
    effect: 'read',
    durable: true,
    waits: true,
    masked: ['Message', 'GrantTokens'],

    async handle(input, context) {
      const { SigningAlgorithm, Message } = input;
      const key = await usedKey(parts, context, input, input.KeyId, 'Sign', 'SIGN_VERIFY');
      requireAlgorithm(key, SigningAlgorithm);
      const type = checkedMessage(SigningAlgorithm, input.MessageType, Message);
      if (input.DryRun === true) throw new DryRun();
      const Signature = await parts.vault.sign(key.material, SigningAlgorithm, type, Message);
      return { KeyId: key.arn, Signature, SigningAlgorithm };
    },
  };
}
