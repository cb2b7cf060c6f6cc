/**
 * GenerateMac: a message authentication code over a message of up to 4096 bytes.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html
 */
import { DryRun } from '../errors.ts';
import type { KmsUse } from '../operation.ts';
import { requireAlgorithm, type UseParts, usedKey } from '../use-key.ts';

export function generateMac(parts: UseParts): KmsUse<'GenerateMac'> {
  return {
    name: 'GenerateMac',
    effect: 'read',
    durable: true,
    waits: true,
    masked: ['Message', 'GrantTokens'],

    async handle(input, context) {
      const { MacAlgorithm } = input;
      const key = await usedKey(parts, context, input, input.KeyId, 'GenerateMac', 'GENERATE_VERIFY_MAC');
      requireAlgorithm(key, MacAlgorithm);
      if (input.DryRun === true) throw new DryRun();
      return {
        Mac: await parts.vault.mac(key.material, MacAlgorithm, input.Message),
        MacAlgorithm,
        KeyId: key.arn,
      };
    },
  };
}
