/**
 * VerifyMac: whether a code is one of this key over this message. One that is not is an error.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html
 */
import { DryRun, InvalidMac } from '../errors.ts';
import type { KmsUse } from '../operation.ts';
import { requireAlgorithm, type UseParts, usedKey } from '../use-key.ts';

export function verifyMac(parts: UseParts): KmsUse<'VerifyMac'> {
  return {
    name: 'VerifyMac',
    effect: 'read',
    durable: true,
    waits: true,
    masked: ['Message', 'GrantTokens'],

    async handle(input, context) {
      const { MacAlgorithm } = input;
      const key = await usedKey(parts, context, input, input.KeyId, 'VerifyMac', 'GENERATE_VERIFY_MAC');
      requireAlgorithm(key, MacAlgorithm);
      const isValid = await parts.vault.verifyMac(key.material, MacAlgorithm, input.Message, input.Mac);
      if (!isValid) throw new InvalidMac();
      if (input.DryRun === true) throw new DryRun();
      return { KeyId: key.arn, MacValid: true, MacAlgorithm };
    },
  };
}
